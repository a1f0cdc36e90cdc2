//! A machine for which there is no decoder here.

use crate::Instruction;
use crate::isa::{Audited, Leads};
use backend_api::Piece;
use std::collections::HashMap;
use std::ops::Range;

/// Whether code of this machine can be decoded.
pub(crate) const IS_KNOWN: bool = false;

/// No instruction.
pub(crate) fn decode(_: u64, _: &[u8], _: &dyn Fn(Range<usize>) -> bool) -> Vec<Instruction> {
    Vec::new()
}

/// One fault: the piece can't be read.
pub(crate) fn read(piece: &Piece, _: &mut HashMap<u64, u64>) -> Vec<Audited> {
    vec![Audited {
        role: piece.role,
        address: piece.address,
        next: piece.address,
        leads: Leads::Forbidden("there is no decoder for this machine".into()),
        touches: None,
    }]
}
