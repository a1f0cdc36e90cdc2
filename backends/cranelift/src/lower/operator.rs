//! Which instruction of Cranelift an operator is, for each form of its operands.
//!
//! The matches have no wildcard: whoever adds an operator decides here whether it is worth inlining.

use super::Lowering;
use cranelift_codegen::ir::Opcode;
use uops::{Op, Operator};

impl Lowering<'_> {
    /// Lowers a uop that applies an operator to ints, floats, tagged or unboxed values. Says whether it
    /// did; what it does not lower is called out of line.
    pub(super) fn operator(&mut self, op: Op, oparg: u16) -> bool {
        if let (Some(operator), Some(helper)) = (op.int_operator(), op.int_slow_path()) {
            let Some(opcode) = on_ints(operator) else { return false };
            self.int_op(opcode, helper);
        } else if let Some(operator) = op.float_operator() {
            let Some(opcode) = on_floats(operator) else { return false };
            self.float_op(opcode);
        } else if let Some(operator) = op.tagged_operator() {
            let Some(opcode) = on_tagged(operator) else { return false };
            self.tagged_op(opcode, oparg);
        } else if let Some(operator) = op.unboxed_operator() {
            let Some(opcode) = on_floats(operator) else { return false };
            self.unboxed_op(opcode);
        } else {
            return false;
        }
        true
    }
}

/// The instruction on two ints of 64 bits.
fn on_ints(operator: Operator) -> Option<Opcode> {
    match operator {
        Operator::Add => Some(Opcode::SaddOverflow),
        Operator::Subtract => Some(Opcode::SsubOverflow),
        Operator::Multiply => Some(Opcode::SmulOverflow),
        Operator::And => Some(Opcode::Band),
        Operator::Or => Some(Opcode::Bor),
        Operator::Xor => Some(Opcode::Bxor),
        Operator::LeftShift
        | Operator::RightShift
        | Operator::FloorDivide
        | Operator::Remainder
        | Operator::Power
        | Operator::TrueDivide
        | Operator::MatrixMultiply => None,
    }
}

/// The instruction that the code for two tagged ints is made around.
fn on_tagged(operator: Operator) -> Option<Opcode> {
    match operator {
        Operator::Add => Some(Opcode::SaddOverflow),
        Operator::Subtract => Some(Opcode::SsubOverflow),
        Operator::Multiply => Some(Opcode::SmulOverflow),
        Operator::And => Some(Opcode::Band),
        Operator::Or => Some(Opcode::Bor),
        Operator::Xor => Some(Opcode::Bxor),
        Operator::LeftShift => Some(Opcode::Ishl),
        Operator::RightShift => Some(Opcode::Sshr),
        Operator::FloorDivide => Some(Opcode::Sdiv),
        Operator::Remainder => Some(Opcode::Srem),
        Operator::Power | Operator::TrueDivide | Operator::MatrixMultiply => None,
    }
}

/// The instruction on two floats.
fn on_floats(operator: Operator) -> Option<Opcode> {
    match operator {
        Operator::Add => Some(Opcode::Fadd),
        Operator::Subtract => Some(Opcode::Fsub),
        Operator::Multiply => Some(Opcode::Fmul),
        Operator::And
        | Operator::Or
        | Operator::Xor
        | Operator::LeftShift
        | Operator::RightShift
        | Operator::FloorDivide
        | Operator::Remainder
        | Operator::Power
        | Operator::TrueDivide
        | Operator::MatrixMultiply => None,
    }
}
