//! Ways out of a program: cold exits and errors.
//!
//! The ways out of a program are numbered. Number `n` is the `n`-th instruction of a *sled*: a row of
//! one-byte instructions that each push the stack pointer, with a call after every group of them.
//! Whoever enters the sled at one of them ends up in the call, and what lies on the stack then tells
//! which it was. One sled in the shared prefix serves all programs, so that a way out costs a program
//! no code: the branch that leads there has its number as its target. What the number means is told
//! by a byte of data.

use backend_api::Status;
use trace::TraceId;

/// Pushes of a group.
const GROUP: usize = 32;

/// `push rsp`
const PUSH: u8 = 0x54;

/// `call rel32`
const CALL: u8 = 0xe8;
const CALL_LEN: usize = 5;

/// Bytes of a group with its call.
const STRIDE: usize = GROUP + CALL_LEN;

/// Ways out that the shared sled is long enough for.
pub const SHARED: usize = 512;

/// Bytes of a sled for `count` ways out.
pub fn sled_len(count: usize) -> usize {
    count.div_ceil(GROUP) * STRIDE
}

/// The code of a sled that runs at `address` and calls `leave`.
pub fn sled(count: usize, address: usize, leave: u64) -> Vec<u8> {
    let mut code = Vec::with_capacity(sled_len(count));
    while code.len() < sled_len(count) {
        code.extend_from_slice(&[PUSH; GROUP]);
        code.push(CALL);
        let after = (address + code.len() + 4) as u64;
        code.extend_from_slice(&(leave.wrapping_sub(after) as u32).to_le_bytes());
    }
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

/// What the ways out of a program mean, a byte for each that says how many uops further on it is, how
/// it leaves, and with how many slots in registers.
#[derive(Default, Debug)]
pub struct Ways {
    bytes: Vec<u8>,
    count: usize,
    trace: u32,
    uop: u32,
}

/// Combinations of kind and depth.
const COMBINATIONS: u8 = 2 * 5;
/// Distances that fit a byte with those.
const DISTANCES: u8 = 25;
/// No way out: the next trace begins.
const NEXT_TRACE: u8 = COMBINATIONS * DISTANCES;
/// No way out: as many uops are passed as fit no byte.
const FAR: u8 = NEXT_TRACE + 1;
/// Eight bytes follow, trace and uop of a call that nobody has compiled the return of.
const RETURN: u8 = NEXT_TRACE + 2;

impl Ways {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.bytes.clear();
        (self.count, self.trace, self.uop) = (0, 0, 0);
    }

    /// Goes on with the next trace.
    pub fn next_trace(&mut self) {
        self.bytes.push(NEXT_TRACE);
        self.trace += 1;
        self.uop = 0;
    }

    /// Adds a way out of a uop that is not before the last one; returns its number.
    #[inline(always)]
    pub fn add(&mut self, uop: u32, depth: u8, is_exit: bool) -> usize {
        let mut distance = uop - self.uop;
        while distance >= u32::from(DISTANCES) {
            self.bytes.push(FAR);
            distance -= u32::from(DISTANCES);
        }
        self.uop = uop;
        let combination = 2 * depth + u8::from(is_exit);
        self.bytes.push(combination * DISTANCES + distance as u8);
        self.count += 1;
        self.count - 1
    }

    /// Adds the return from a call that leads nowhere; returns its number.
    pub fn add_return(&mut self, trace: TraceId, uop: u32) -> usize {
        self.bytes.push(RETURN);
        self.bytes.extend_from_slice(&trace.0.to_le_bytes());
        self.bytes.extend_from_slice(&uop.to_le_bytes());
        self.count += 1;
        self.count - 1
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// What the way out at this offset of the sled means.
///
/// # Panics
/// If there is none.
pub fn decode(bytes: &[u8], offset: usize) -> Way {
    let mut left = number(offset);
    let (mut trace, mut uop) = (0, 0);
    let mut bytes = bytes.iter().copied();
    loop {
        let byte = bytes.next().expect("every way out is described");
        match byte {
            NEXT_TRACE => (trace, uop) = (trace + 1, 0),
            FAR => uop += u32::from(DISTANCES),
            RETURN => {
                let mut word = || u32::from_le_bytes(std::array::from_fn(|_| bytes.next().unwrap_or(0)));
                let (trace, uop) = (TraceId(word()), word());
                if left == 0 {
                    return Way { status: Status::cold_exit(trace, uop), depth: 0, is_exit: false };
                }
                left -= 1;
            }
            _ => {
                let combination = byte / DISTANCES;
                uop += u32::from(byte % DISTANCES);
                if left == 0 {
                    let (trace, is_exit) = (TraceId(trace), combination % 2 == 1);
                    let status = match is_exit {
                        true => Status::cold_exit(trace, uop),
                        false => Status::error(trace, uop),
                    };
                    return Way { status, depth: usize::from(combination / 2), is_exit };
                }
                left -= 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_places_agree() {
        for n in 0..1000 {
            assert_eq!(number(offset(n)), n);
            assert!(offset(n) < sled_len(n + 1));
        }
    }

    #[test]
    fn what_is_added_is_decoded() {
        let mut ways = Ways::default();
        let mut expected = Vec::new();
        for trace in 0..4 {
            for (uop, depth, is_exit) in [(0, 0, true), (0, 0, false), (7, 4, true), (300, 3, false)] {
                let status = match is_exit {
                    true => Status::cold_exit(TraceId(trace), uop),
                    false => Status::error(TraceId(trace), uop),
                };
                assert_eq!(ways.add(uop, depth, is_exit), expected.len());
                expected.push(Way { status, depth: depth.into(), is_exit });
            }
            ways.next_trace();
        }
        let number = ways.add_return(TraceId(70_000), 9);
        assert_eq!(number, expected.len());
        let status = Status::cold_exit(TraceId(70_000), 9);
        expected.push(Way { status, depth: 0, is_exit: false });
        for (number, way) in expected.into_iter().enumerate() {
            assert_eq!(decode(ways.bytes(), offset(number)), way);
        }
    }

    #[test]
    fn a_sled_is_pushes_and_calls() {
        let code = sled(33, 0x1000, 0x2000);
        assert_eq!(code.len(), 2 * STRIDE);
        assert_eq!(code[..GROUP], [PUSH; GROUP]);
        assert_eq!(code[GROUP], CALL);
        let distance = u32::from_le_bytes(code[GROUP + 1..STRIDE].try_into().expect("four"));
        assert_eq!(0x1000 + STRIDE + distance as usize, 0x2000);
    }
}
