//! Comparisons, conversions and arithmetic.

use super::Inliner;
use super::constant::{
    clif_type, commutes, condition, float_condition, folded, holds, immediate, narrowed, swapped,
    unsigned,
};
use crate::lower::known::Known;
use crate::lower::layout;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData};
use form::{Binary, Comparison, FloatComparison, Operand, Overflowing, Unary};

impl Inliner<'_, '_, '_> {
    pub(super) fn is_truth(&mut self, object: Operand, truth: bool) -> Result<Known, &'static str> {
        let place = |truth| if truth { layout::THREAD_TRUE } else { layout::THREAD_FALSE };
        let thread = self.lowering.thread;
        Ok(match self.known(object)? {
            Known::Truth(condition) if truth => Known::Value(condition),
            Known::Truth(condition) => Known::Not(condition),
            Known::Place(base, offset) if base == thread => {
                Known::Constant((offset == i64::from(place(truth))).into())
            }
            _ => {
                let object = self.value(object)?;
                let other = self.lowering.offset(thread, place(truth).into());
                let ins = self.lowering.builder.ins();
                Known::Value(ins.icmp(IntCC::Equal, object, other))
            }
        })
    }

    pub(super) fn compare(
        &mut self,
        how: Comparison,
        ty: form::Type,
        a: Operand,
        b: Operand,
    ) -> Result<Known, &'static str> {
        let (left, right) = (self.known(a)?, self.known(b)?);
        let (how, a, right) = match (left, right) {
            (Known::Constant(a), Known::Constant(b)) => {
                return Ok(Known::Constant(holds(how, ty, a, b).into()));
            }
            (Known::Constant(_), _) => (swapped(how), b, left),
            _ => (how, a, right),
        };
        let other = if let Known::Constant(_) = left { a } else { b };
        if let Known::Constant(0) = right
            && self.is_not_null(a)
            && matches!(how, Comparison::Equal | Comparison::NotEqual)
        {
            return Ok(Known::Constant((how == Comparison::NotEqual).into()));
        }
        let a = self.typed(a, ty)?;
        let condition = condition(how);
        Ok(Known::Value(match right {
            Known::Constant(b) => {
                self.lowering.builder.ins().icmp_imm_s(condition, a, immediate(ty, b))
            }
            _ => {
                let b = self.typed(other, ty)?;
                self.lowering.builder.ins().icmp(condition, a, b)
            }
        }))
    }

    pub(super) fn float_compare(
        &mut self,
        how: FloatComparison,
        a: Operand,
        b: Operand,
    ) -> Result<Known, &'static str> {
        let a = self.typed(a, form::Type::F64)?;
        let b = self.typed(b, form::Type::F64)?;
        Ok(Known::Value(self.lowering.builder.ins().fcmp(float_condition(how), a, b)))
    }

    /// The result, and whether it does not fit.
    pub(super) fn overflowing(
        &mut self,
        op: Overflowing,
        a: Operand,
        b: Operand,
    ) -> Result<[Known; 2], &'static str> {
        let (a, b) = (self.value(a)?, self.value(b)?);
        let ins = self.lowering.builder.ins();
        let (value, overflow) = match op {
            Overflowing::Add => ins.sadd_overflow(a, b),
            Overflowing::Sub => ins.ssub_overflow(a, b),
            Overflowing::Mul => ins.smul_overflow(a, b),
        };
        Ok([Known::Value(value), Known::Value(overflow)])
    }

    pub(super) fn unary(
        &mut self,
        op: Unary,
        from: form::Type,
        to: form::Type,
        a: Operand,
    ) -> Result<Known, &'static str> {
        if let Known::Constant(a) = self.known(a)? {
            match op {
                Unary::ZeroExtend => return Ok(Known::Constant(unsigned(from, a) as i64)),
                Unary::SignExtend => return Ok(Known::Constant(narrowed(from, a))),
                Unary::Truncate => return Ok(Known::Constant(unsigned(to, a) as i64)),
                Unary::Absolute | Unary::Bits | Unary::FloatNegate | Unary::FloatFromInt => {}
            }
        }
        let a = self.typed(a, from)?;
        let (is_truth, to_truth) = (from == form::Type::Bool, to == form::Type::Bool);
        let (from, to) = (clif_type(from), clif_type(to));
        let ins = self.lowering.builder.ins();
        Ok(Known::Value(match op {
            Unary::Bits if from == to => a,
            Unary::Bits => ins.bitcast(to, MemFlagsData::new(), a),
            Unary::Absolute => ins.iabs(a),
            Unary::FloatNegate => ins.fneg(a),
            Unary::FloatFromInt => ins.fcvt_from_sint(to, a),
            Unary::Truncate if to_truth => {
                let bit = ins.band_imm_u(a, 1);
                match from == to {
                    true => bit,
                    false => self.lowering.builder.ins().ireduce(to, bit),
                }
            }
            // The one bit of a truth value is its sign, too.
            Unary::SignExtend if is_truth => {
                let word = if from == to { a } else { ins.uextend(to, a) };
                self.lowering.builder.ins().ineg(word)
            }
            _ if from == to => a,
            Unary::Truncate => ins.ireduce(to, a),
            Unary::ZeroExtend => ins.uextend(to, a),
            Unary::SignExtend => ins.sextend(to, a),
        }))
    }

    pub(super) fn binary(
        &mut self,
        op: Binary,
        ty: form::Type,
        a: Operand,
        b: Operand,
    ) -> Result<Known, &'static str> {
        let (left, right) = (self.known(a)?, self.known(b)?);
        if let (Known::Constant(a), Known::Constant(b)) = (left, right)
            && let Some(value) = folded(op, ty, a, b)
        {
            return Ok(Known::Constant(value));
        }
        // Constants are on the right.
        let (a, b, left, right) = match left {
            Known::Constant(_) if commutes(op) => (b, a, right, left),
            _ => (a, b, left, right),
        };
        let constant = if let Known::Constant(b) = right { Some(b) } else { None };
        match (op, constant, left) {
            (Binary::Add | Binary::Sub | Binary::Or | Binary::ShiftLeft, Some(0), known) => {
                return Ok(known);
            }
            (Binary::And, Some(0), _) => return Ok(Known::Constant(0)),
            (Binary::And, Some(b), known) if narrowed(ty, b) == -1 => return Ok(known),
            (Binary::Or, Some(b), _) if narrowed(ty, b) == -1 => {
                return Ok(Known::Constant(unsigned(ty, b) as i64));
            }
            (Binary::Xor, Some(1), Known::Value(condition)) if ty == form::Type::Bool => {
                return Ok(Known::Not(condition));
            }
            (Binary::Xor, Some(1), Known::Not(condition)) => return Ok(Known::Value(condition)),
            _ => {}
        }
        let a = self.typed(a, ty)?;
        if let Some(b) = constant {
            let ins = self.lowering.builder.ins();
            let b = immediate(ty, b);
            let value = match op {
                Binary::Add => Some(ins.iadd_imm_s(a, b)),
                Binary::Sub => Some(ins.iadd_imm_s(a, b.wrapping_neg())),
                Binary::And => Some(ins.band_imm_s(a, b)),
                Binary::Or => Some(ins.bor_imm_s(a, b)),
                Binary::Xor => Some(ins.bxor_imm_s(a, b)),
                Binary::ShiftLeft => Some(ins.ishl_imm_u(a, b)),
                Binary::ShiftRight => Some(ins.ushr_imm_u(a, b)),
                Binary::ShiftRightSigned => Some(ins.sshr_imm_u(a, b)),
                _ => None,
            };
            if let Some(value) = value {
                return Ok(Known::Value(value));
            }
        }
        let b = self.typed(b, ty)?;
        let ins = self.lowering.builder.ins();
        Ok(Known::Value(match op {
            Binary::Add => ins.iadd(a, b),
            Binary::Sub => ins.isub(a, b),
            Binary::Mul => ins.imul(a, b),
            Binary::And => ins.band(a, b),
            Binary::Or => ins.bor(a, b),
            Binary::Xor => ins.bxor(a, b),
            Binary::ShiftLeft => ins.ishl(a, b),
            Binary::ShiftRight => ins.ushr(a, b),
            Binary::ShiftRightSigned => ins.sshr(a, b),
            Binary::DivideSigned => ins.sdiv(a, b),
            Binary::Divide => ins.udiv(a, b),
            Binary::RemainderSigned => ins.srem(a, b),
            Binary::Remainder => ins.urem(a, b),
            Binary::FloatAdd => ins.fadd(a, b),
            Binary::FloatSub => ins.fsub(a, b),
            Binary::FloatMul => ins.fmul(a, b),
            Binary::FloatDiv => ins.fdiv(a, b),
        }))
    }
}
