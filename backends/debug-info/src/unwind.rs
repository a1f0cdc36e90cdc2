//! Finds, at every instruction, where the return address of a frame and the caller's registers are.
//!
//! This is derived from the machine code. Execution is followed from the point at which the host
//! enters, and every instruction that moves the stack pointer or saves a register is taken into
//! account. So the result is right in prologues, in epilogues, around calls and after tail calls of
//! every backend's code, and no compiler has to provide unwind information.

use crate::code::CodeMap;
pub use crate::frame::{Frame, Saved};
use crate::isa::{self, Flow, Reader, Step};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The code leads to bytes that are no instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no instruction at {address:#x}")]
pub struct NoInstruction {
    /// The address of the instruction.
    pub address: u64,
}

/// The frame at every instruction.
///
/// # Errors
/// If the code leads to bytes that are no instruction.
pub fn frames(code: &CodeMap) -> Result<BTreeMap<u64, Frame>, NoInstruction> {
    let mut walk = Walk { code, frames: BTreeMap::new(), landing: None };
    let mut at_trace = Frame::AT_ENTRY;
    if let Some(range) = code.enter() {
        walk.follow(range.start, Frame::AT_ENTRY)?;
        at_trace = isa::at_trace(&code.from(range.start)[..(range.end - range.start) as usize]);
    }
    // The code that enters a program may reach the first trace through a register.
    let mut traces: Vec<u64> = code.traces().collect();
    if let Some(&address) = traces.first() {
        walk.follow(address, at_trace)?;
    }
    // The rest is reached through registers, or not at all. Any such jump may lead to any trace. A trace that begins
    // in the middle of a function is reached from the function's start, which comes before it.
    traces.sort_unstable();
    let mut through_registers = BTreeSet::new();
    loop {
        let landing = walk.landing.unwrap_or(at_trace);
        for &address in &traces {
            if through_registers.contains(&address) || !walk.frames.contains_key(&address) {
                through_registers.insert(address);
                walk.follow(address, landing)?;
            }
        }
        let unseen = code.pieces().find_map(|range| walk.unseen(range));
        match unseen {
            Some(address) => walk.follow_unseen(address, landing)?,
            None if walk.landing.is_none_or(|now| now == landing) => break,
            None => {}
        }
    }
    Ok(walk.frames)
}

struct Walk<'a> {
    code: &'a CodeMap,
    frames: BTreeMap<u64, Frame>,
    /// What holds at all jumps through registers.
    landing: Option<Frame>,
}

impl Walk<'_> {
    /// Follows the code from an address with a frame, until nothing is new.
    fn follow(&mut self, address: u64, frame: Frame) -> Result<(), NoInstruction> {
        self.walk(address, frame, true)
    }

    /// Follows code that may be dead, and then may have another frame: what it leads to is not
    /// changed by it.
    fn follow_unseen(&mut self, address: u64, frame: Frame) -> Result<(), NoInstruction> {
        self.walk(address, frame, false)
    }

    fn walk(&mut self, address: u64, frame: Frame, join: bool) -> Result<(), NoInstruction> {
        let mut reader = Reader::new();
        let mut work = vec![(address, frame)];
        while let Some((address, frame)) = work.pop() {
            let bytes = self.code.from(address);
            if bytes.is_empty() {
                continue;
            }
            let frame = match self.frames.get(&address) {
                Some(&known) if !join || known.join(frame) == known => continue,
                Some(&known) => known.join(frame),
                None => frame,
            };
            self.frames.insert(address, frame);
            let step = reader.step(bytes, address, frame).ok_or(NoInstruction { address })?;
            let Step { after, next, flow } = step;
            match flow {
                Flow::Next => work.push((next, after)),
                Flow::Jump(target) => work.push((target, after)),
                Flow::Branch(target) => work.extend([(target, after), (next, after)]),
                Flow::Call(target) => work.extend([(target, Frame::AT_ENTRY), (next, after)]),
                Flow::Indirect => {
                    self.landing = Some(self.landing.map_or(after, |known| known.join(after)));
                }
                Flow::End => {}
            }
        }
        Ok(())
    }

    /// The address of the first instruction of a piece that has not been reached yet.
    fn unseen(&self, range: Range<u64>) -> Option<u64> {
        let bytes = &self.code.from(range.start)[..(range.end - range.start) as usize];
        let mut addresses = Reader::addresses(bytes, range.start);
        addresses.find(|address| !self.frames.contains_key(address))
    }
}
