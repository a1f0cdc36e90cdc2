//! What is known of a form's values.

use super::Inliner;
use super::constant::clif_type;
use crate::lower::known::Known;
use cranelift_codegen::ir::{InstBuilder, Value};
use form::Operand;

impl Inliner<'_, '_, '_> {
    pub(super) fn known(&self, operand: Operand) -> Result<Known, &'static str> {
        match operand {
            Operand::Constant(constant) => Ok(Known::Constant(constant)),
            Operand::Value(value) => match self.state.known[usize::from(value)] {
                Known::Nothing => Err("a value is used before it is defined"),
                known => Ok(known),
            },
        }
    }

    pub(super) fn is_not_null(&self, operand: Operand) -> bool {
        let Operand::Value(value) = operand else { return false };
        match self.state.known[usize::from(value)] {
            Known::Truth(_) => true,
            Known::Place(base, _) if base == self.lowering.thread => true,
            _ => self.state.not_null[usize::from(value)],
        }
    }

    pub(super) fn define(&mut self, out: form::Value, known: Known) {
        self.state.known[usize::from(out)] = known;
    }

    /// A word as a value.
    pub(super) fn value(&mut self, operand: Operand) -> Result<Value, &'static str> {
        self.typed(operand, form::Type::I64)
    }

    /// A value; a constant becomes one of this type.
    pub(super) fn typed(
        &mut self,
        operand: Operand,
        ty: form::Type,
    ) -> Result<Value, &'static str> {
        let known = self.known(operand)?;
        let lowering = &mut *self.lowering;
        Ok(match known {
            Known::Nothing => return Err("a value is used before it is defined"),
            Known::Value(value) => value,
            Known::Constant(bits) if ty == form::Type::F64 => {
                lowering.builder.ins().f64const(f64::from_bits(bits as u64))
            }
            Known::Constant(constant) => {
                let ty = clif_type(ty);
                let bits = ty.bits();
                let mask = if bits == 64 { -1 } else { (1 << bits) - 1 };
                lowering.builder.ins().iconst(ty, constant & mask)
            }
            Known::Place(base, offset) => lowering.offset(base, offset),
            Known::Truth(condition) => lowering.bool_object(condition),
            Known::Not(condition) => lowering.builder.ins().bxor_imm_u(condition, 1),
        })
    }

    /// A place in memory: an address, and the distance from there.
    pub(super) fn place(
        &mut self,
        base: Operand,
        offset: i32,
    ) -> Result<(Value, i32), &'static str> {
        if let Known::Place(base, before) = self.known(base)?
            && let Ok(offset) = i32::try_from(before + i64::from(offset))
        {
            return Ok((base, offset));
        }
        Ok((self.value(base)?, offset))
    }
}
