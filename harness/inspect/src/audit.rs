//! Checks emitted machine code: does every branch and call lead where it may?
//!
//! The check knows nothing of how a backend works. It decodes the bytes of [`Piece`]s with a decoder
//! that no backend uses, and follows every branch and call.

use crate::isa;
use backend_api::{Piece, Role};
use std::collections::HashSet;
use std::fmt;
use trace::Program;

/// Something in machine code that must not be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What the code is for.
    pub role: Role,
    /// Where it is.
    pub address: u64,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}, {:?}: {}", self.address, self.role, self.what)
    }
}

/// How many instructions of each kind there are in code that was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Seen {
    /// All instructions.
    pub instructions: usize,
    /// Jumps and calls to a fixed place in the program.
    pub inner: usize,
    /// Jumps and calls to a fixed place outside.
    pub outer: usize,
    /// Jumps and calls through a register or memory.
    pub indirect: usize,
}

/// Looks at a program's code. `callees` are the addresses in the process that it may call.
///
/// - Every byte of code belongs to a valid instruction, and none of them asks the system or the
///   processor for anything.
/// - A jump or call to a fixed place leads to an instruction of the program, or to a callee.
/// - One through memory reads a place of the program's data, which holds such an address. One through
///   a register with a constant leads to a callee. One through another register is in a uop that returns
///   to a caller, or in code that uops share.
/// - Where code goes on, the next instruction is the program's as well.
pub fn audit(
    program: &Program,
    pieces: &[Piece],
    callees: &HashSet<u64>,
) -> Result<Seen, Vec<Fault>> {
    isa::audit(program, pieces, callees)
}
