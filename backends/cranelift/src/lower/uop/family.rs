//! A family of lowerings: for each function of a uop, the code that lowers it.

use crate::lower::lowering::{Lowering, Malformed};
use uops::{Function, Inst, Op};

/// A uop that is being lowered.
#[derive(Clone, Copy)]
pub(super) struct Uop<'a> {
    pub(super) op: Op,
    /// The record of the loaded program.
    pub(super) inst: &'a Inst,
    /// Its oparg, which its name may fix.
    pub(super) oparg: u16,
    pub(super) operand: u64,
}

/// Lowers a uop.
pub(super) type Lower = for<'a, 'b> fn(&mut Lowering<'a>, Uop<'b>) -> Result<(), Malformed>;

/// Functions, and how uops that mean them are lowered.
pub(super) type Family = &'static [(Function, Lower)];
