//! Types and conditions in Cranelift's terms, and arithmetic on constants.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{Type, types};
use form::{Binary, Comparison, FloatComparison};

pub(super) fn clif_type(ty: form::Type) -> Type {
    match ty {
        form::Type::Bool | form::Type::I8 => types::I8,
        form::Type::I16 => types::I16,
        form::Type::I32 => types::I32,
        form::Type::I64 => types::I64,
        form::Type::F64 => types::F64,
    }
}

/// A constant as a signed number of the type's width; a truth value has one bit.
pub(super) fn narrowed(ty: form::Type, value: i64) -> i64 {
    let unused = 64 - bits(ty);
    value << unused >> unused
}

/// A constant as Cranelift wants it in an instruction on the type.
pub(super) fn immediate(ty: form::Type, value: i64) -> i64 {
    if ty == form::Type::Bool { value & 1 } else { narrowed(ty, value) }
}

/// A constant as an unsigned number of the type's width; a truth value has one bit.
pub(super) fn unsigned(ty: form::Type, value: i64) -> u64 {
    value as u64 & (u64::MAX >> (64 - bits(ty)))
}

fn bits(ty: form::Type) -> u32 {
    if ty == form::Type::Bool { 1 } else { clif_type(ty).bits() }
}

/// The result of an operation on constants, if it is simple.
pub(super) fn folded(op: Binary, ty: form::Type, a: i64, b: i64) -> Option<i64> {
    let value = match op {
        Binary::Add => a.wrapping_add(b),
        Binary::Sub => a.wrapping_sub(b),
        Binary::Mul => a.wrapping_mul(b),
        Binary::And => a & b,
        Binary::Or => a | b,
        Binary::Xor => a ^ b,
        Binary::ShiftLeft => a.wrapping_shl(b as u32),
        Binary::ShiftRight => unsigned(ty, a).wrapping_shr(b as u32) as i64,
        Binary::ShiftRightSigned => narrowed(ty, a).wrapping_shr(b as u32),
        _ => return None,
    };
    Some(unsigned(ty, value) as i64)
}

/// Whether the operands may change places.
pub(super) fn commutes(op: Binary) -> bool {
    matches!(op, Binary::Add | Binary::Mul | Binary::And | Binary::Or | Binary::Xor)
}

/// Whether two constants compare in this way.
pub(super) fn holds(how: Comparison, ty: form::Type, a: i64, b: i64) -> bool {
    let (signed_a, signed_b) = (narrowed(ty, a), narrowed(ty, b));
    let (a, b) = (unsigned(ty, a), unsigned(ty, b));
    match how {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => a < b,
        Comparison::LessEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterEqual => a >= b,
        Comparison::SignedLess => signed_a < signed_b,
        Comparison::SignedLessEqual => signed_a <= signed_b,
        Comparison::SignedGreater => signed_a > signed_b,
        Comparison::SignedGreaterEqual => signed_a >= signed_b,
    }
}

/// The comparison that says the same with its operands in the other order.
pub(super) fn swapped(how: Comparison) -> Comparison {
    match how {
        Comparison::Equal | Comparison::NotEqual => how,
        Comparison::Less => Comparison::Greater,
        Comparison::LessEqual => Comparison::GreaterEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterEqual => Comparison::LessEqual,
        Comparison::SignedLess => Comparison::SignedGreater,
        Comparison::SignedLessEqual => Comparison::SignedGreaterEqual,
        Comparison::SignedGreater => Comparison::SignedLess,
        Comparison::SignedGreaterEqual => Comparison::SignedLessEqual,
    }
}

pub(super) fn condition(how: Comparison) -> IntCC {
    match how {
        Comparison::Equal => IntCC::Equal,
        Comparison::NotEqual => IntCC::NotEqual,
        Comparison::Less => IntCC::UnsignedLessThan,
        Comparison::LessEqual => IntCC::UnsignedLessThanOrEqual,
        Comparison::Greater => IntCC::UnsignedGreaterThan,
        Comparison::GreaterEqual => IntCC::UnsignedGreaterThanOrEqual,
        Comparison::SignedLess => IntCC::SignedLessThan,
        Comparison::SignedLessEqual => IntCC::SignedLessThanOrEqual,
        Comparison::SignedGreater => IntCC::SignedGreaterThan,
        Comparison::SignedGreaterEqual => IntCC::SignedGreaterThanOrEqual,
    }
}

pub(super) fn float_condition(how: FloatComparison) -> FloatCC {
    match how {
        FloatComparison::Equal => FloatCC::Equal,
        FloatComparison::NotEqual => FloatCC::NotEqual,
        FloatComparison::Unordered => FloatCC::Unordered,
        FloatComparison::Less => FloatCC::LessThan,
        FloatComparison::LessEqual => FloatCC::LessThanOrEqual,
        FloatComparison::Greater => FloatCC::GreaterThan,
        FloatComparison::GreaterEqual => FloatCC::GreaterThanOrEqual,
    }
}
