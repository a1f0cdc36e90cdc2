//! The Cranelift instruction of each operator, for each form of its operands.
//!
//! The matches have no wildcard, so a new operator does not compile before it is decided here
//! whether it is inlined.

use super::{Lower, Uop};
use crate::lower::lowering::{Lowering, Malformed};
use cranelift_codegen::ir::Opcode;
use uops::helpers::Helper;
use uops::{Op, Operator};

/// The lowering of a uop that applies an operator to ints, floats, tagged or unboxed values. None for
/// other uops, and for those that are called out of line.
pub(super) const fn lowering(op: Op) -> Option<Lower> {
    match instruction(op) {
        Some(_) => Some(lower),
        None => None,
    }
}

/// The instruction around which the code of a uop is made.
enum Instruction {
    Ints(Opcode, Helper),
    Floats(Opcode),
    Tagged(Opcode),
    Unboxed(Opcode),
}

const fn instruction(op: Op) -> Option<Instruction> {
    if let (Some(operator), Some(helper)) = (op.int_operator(), op.int_slow_path())
        && let Some(opcode) = on_ints(operator)
    {
        return Some(Instruction::Ints(opcode, helper));
    }
    if let Some(operator) = op.float_operator()
        && let Some(opcode) = on_floats(operator)
    {
        return Some(Instruction::Floats(opcode));
    }
    if let Some(operator) = op.tagged_operator()
        && let Some(opcode) = on_tagged(operator)
    {
        return Some(Instruction::Tagged(opcode));
    }
    if let Some(operator) = op.unboxed_operator()
        && let Some(opcode) = on_floats(operator)
    {
        return Some(Instruction::Unboxed(opcode));
    }
    None
}

fn lower(lowering: &mut Lowering<'_>, uop: Uop<'_>) -> Result<(), Malformed> {
    match instruction(uop.op) {
        Some(Instruction::Ints(opcode, helper)) => lowering.int_op(opcode, helper),
        Some(Instruction::Floats(opcode)) => lowering.float_op(opcode),
        Some(Instruction::Tagged(opcode)) => lowering.tagged_op(opcode, uop.oparg),
        Some(Instruction::Unboxed(opcode)) => lowering.unboxed_op(opcode),
        None => lowering.out_of_line(uop)?,
    }
    Ok(())
}

/// The instruction on two ints of 64 bits.
const fn on_ints(operator: Operator) -> Option<Opcode> {
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
const fn on_tagged(operator: Operator) -> Option<Opcode> {
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
const fn on_floats(operator: Operator) -> Option<Opcode> {
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
