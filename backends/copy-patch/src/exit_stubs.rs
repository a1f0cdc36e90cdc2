//! Side exits that leave a program: unlinked exits and errors.
//!
//! The side exits of a program are numbered, two for each uop. Side exit number `n` is a branch to
//! the `n`-th *exit stub*. All exit stubs continue at one place, which finds out at which stub
//! execution arrived ([`isa::exit_stubs`](crate::isa::exit_stubs)). One row of exit stubs in the
//! shared prefix of a segment serves all programs. So a side exit costs a program no code and no
//! data, and almost no compile time. When a side exit is taken, the program is searched for the uop
//! that the number stands for.

use crate::isa::{self, exit_stubs::number};
use crate::library::Table;
use backend_api::Status;
use trace::{Program, TraceId};
use uops::Op;

/// Exit stubs in the shared prefix.
pub const SHARED: usize = 2048;

/// A side exit that was taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SideExit {
    /// The status that the program returns.
    pub status: Status,
    /// Slots in registers.
    pub depth: usize,
    /// Whether it is a uop's exit, which is counted as such.
    pub is_exit: bool,
}

/// Side exits of `uops` uops.
#[inline(always)]
pub const fn count(uops: usize) -> usize {
    2 * uops
}

/// How many uops have exit stubs that follow each other without a gap, from every multiple of that number on.
pub const RUN: usize = isa::exit_stubs::ROW / count(1);

/// Bytes of the exit stubs of a uop.
pub const BYTES: u64 = 2 * isa::exit_stubs::SIZE as u64;

/// The number of a uop's side exit, given how many uops the program has before the uop. The next number
/// is that of the uop's error, and the next stub is its stub.
#[inline(always)]
pub fn exit(uop: usize) -> usize {
    2 * uop
}

/// What the exit stub at this offset of a program's stubs means.
///
/// # Panics
/// If the program has none there.
pub fn decode(program: &Program, table: &Table, offset: usize) -> SideExit {
    let number = number(offset);
    let (mut flat, is_exit) = (number / 2, number.is_multiple_of(2));
    for (index, trace) in program.traces.iter().enumerate() {
        if flat >= trace.uops.len() {
            flat -= trace.uops.len();
            continue;
        }
        let (trace_id, uop) = (TraceId(index as u32), flat as u32);
        // Which slots were in registers follows from the uops before.
        let mut depth = table.body_depth(trace.stack);
        let op = |uop: usize| trace.uops[uop].op;
        for before in (0..flat).map(op).filter(|op| *op != Op::_JUMP_TO_TOP) {
            depth = table.after(before, depth);
        }
        let [exit, error] = table.depths_out(op(flat), depth);
        let slots = |depth: Option<u8>| depth.unwrap_or(0).into();
        return match is_exit {
            // A uop without an exit is a call whose return leads to no compiled trace.
            true => SideExit {
                status: Status::unlinked_exit(trace_id, uop),
                depth: slots(exit),
                is_exit: exit.is_some(),
            },
            false => SideExit {
                status: Status::error(trace_id, uop),
                depth: slots(error),
                is_exit: false,
            },
        };
    }
    panic!("exit stub {number} of a program that has fewer")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isa::exit_stubs::{SIZE, offset};

    /// The pass adds a stub's size to the address of a uop's exit to get that of its error.
    #[test]
    fn the_stub_of_an_error_follows_that_of_the_exit() {
        for uop in 0..1000 {
            assert_eq!(offset(exit(uop) + 1), offset(exit(uop)) + SIZE);
        }
    }
}
