//! Ways out of a program: unlinked exits and errors.
//!
//! The ways out of a program are numbered, two for each uop. Number `n` is the `n`-th instruction of a
//! *sled*: a row of one-byte instructions that each push the stack pointer, with a call after every
//! group of them. Whoever enters the sled at one of them ends up in the call, and what lies on the
//! stack then tells which it was. One sled in the shared prefix serves all programs, so that a way out
//! costs a program no code, no data and next to no time: the branch that leads there has a place in the
//! sled as its target. What the number means is worked out if it is taken.

use crate::plan::Plans;
use backend_api::Status;
use trace::{Program, TraceId};
use uops::Op;

/// Pushes of a group.
const GROUP: usize = 32;

/// `push rsp`
const PUSH: u8 = 0x54;

/// `call rel32`
const CALL: u8 = 0xe8;
const CALL_LEN: usize = 5;

/// `int3`, behind the last call, which does not come back: who follows the code finds its end.
const END: u8 = 0xcc;

/// Bytes of a group with its call.
const STRIDE: usize = GROUP + CALL_LEN;

/// Ways out that the shared sled is long enough for.
pub const SHARED: usize = 2048;

/// Bytes of a sled for `count` ways out.
pub fn sled_len(count: usize) -> usize {
    count.div_ceil(GROUP) * STRIDE + 1
}

/// The code of a sled that runs at `address` and calls `leave`.
pub fn sled(count: usize, address: usize, leave: u64) -> Vec<u8> {
    let mut code = Vec::with_capacity(sled_len(count));
    for _ in 0..count.div_ceil(GROUP) {
        code.extend_from_slice(&[PUSH; GROUP]);
        code.push(CALL);
        let after = (address + code.len() + 4) as u64;
        code.extend_from_slice(&(leave.wrapping_sub(after) as u32).to_le_bytes());
    }
    code.push(END);
    code
}

/// Where way out `number` starts in a sled.
#[inline(always)]
pub fn offset(number: usize) -> usize {
    number + number / GROUP * CALL_LEN
}

/// The way out that starts there.
fn number(offset: usize) -> usize {
    offset - offset / STRIDE * CALL_LEN
}

/// What happened, and the number of slots that were in registers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Way {
    /// What the program's runner is told.
    pub status: Status,
    /// Slots in registers.
    pub depth: usize,
    /// Whether it is a uop's exit, which is counted as such.
    pub is_exit: bool,
}

/// Ways out of `uops` uops.
#[inline(always)]
pub fn count(uops: usize) -> usize {
    2 * uops
}

/// The number of the way out through a uop's exit, given how many uops the program has before it. The
/// next one is that of its error, and in the same group.
#[inline(always)]
pub fn exit(uop: usize) -> usize {
    2 * uop
}

/// What the way out at this offset of a program's sled means.
///
/// # Panics
/// If the program has none there.
pub fn decode(program: &Program, plans: &Plans, offset: usize) -> Way {
    let number = number(offset);
    let (mut flat, is_exit) = (number / 2, number.is_multiple_of(2));
    for (index, trace) in program.traces.iter().enumerate() {
        if flat >= trace.uops.len() {
            flat -= trace.uops.len();
            continue;
        }
        let (trace_id, uop) = (TraceId(index as u32), flat as u32);
        // Which slots were in registers follows from the uops before.
        let mut depth = plans.body_depth(trace.stack);
        let op = |uop: usize| trace.uops[uop].op;
        for before in (0..flat).map(op).filter(|op| *op != Op::_JUMP_TO_TOP) {
            depth = plans.after(before, depth);
        }
        let (exit, error) = plans.depths_out(op(flat), depth);
        let slots = |depth: Option<u8>| depth.unwrap_or(0).into();
        return match is_exit {
            // A uop without an exit is a call that nobody has compiled the return of.
            true => Way {
                status: Status::unlinked_exit(trace_id, uop),
                depth: slots(exit),
                is_exit: exit.is_some(),
            },
            false => {
                Way { status: Status::error(trace_id, uop), depth: slots(error), is_exit: false }
            }
        };
    }
    panic!("way out {number} of a program that has fewer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_places_agree() {
        for n in 0..1000 {
            assert_eq!(number(offset(n)), n);
            assert!(offset(n) < sled_len(n + 1));
            assert_eq!(offset(exit(n) + 1), offset(exit(n)) + 1);
        }
    }

    #[test]
    fn a_sled_is_pushes_and_calls() {
        let code = sled(33, 0x1000, 0x2000);
        assert_eq!(code.len(), sled_len(33));
        assert_eq!(code[..GROUP], [PUSH; GROUP]);
        assert_eq!(code[GROUP], CALL);
        let distance = u32::from_le_bytes(code[GROUP + 1..STRIDE].try_into().expect("four"));
        assert_eq!(0x1000 + STRIDE + distance as usize, 0x2000);
        assert_eq!(code[2 * STRIDE..], [END]);
    }
}
