//! A machine for which there is no decoder here.

use crate::Instruction;
use crate::audit::{Fault, Seen};
use backend_api::Piece;
use std::collections::HashSet;
use std::ops::Range;
use trace::Program;

/// Whether code of this machine can be decoded.
pub(crate) const IS_KNOWN: bool = false;

/// No instruction.
pub(crate) fn decode(_: u64, _: &[u8], _: &dyn Fn(Range<usize>) -> bool) -> Vec<Instruction> {
    Vec::new()
}

/// One fault for each piece of code: it can't be read.
pub(crate) fn audit(_: &Program, pieces: &[Piece], _: &HashSet<u64>) -> Result<Seen, Vec<Fault>> {
    let fault = |piece: &Piece| Fault {
        role: piece.role,
        address: piece.address,
        what: "there is no decoder for this machine".into(),
    };
    match pieces.is_empty() {
        true => Ok(Seen::default()),
        false => Err(pieces.iter().map(fault).collect()),
    }
}
