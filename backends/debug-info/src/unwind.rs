//! Where a frame's return address and its caller's registers are, at every instruction.
//!
//! This is read from the machine code itself, by following it from where the host enters and keeping
//! account of what moves the stack pointer and saves registers. So it holds in prologues, in
//! epilogues, around calls and behind tail calls, whoever made the code; nothing has to be carried
//! through a compiler.

use crate::code::CodeMap;
use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Instruction, InstructionInfoFactory, Mnemonic, OpAccess,
    OpKind, Register,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// The registers that a C function hands back as it got them, with their numbers in DWARF.
pub(crate) const KEPT: [(Register, u16); 6] = [
    (Register::RBX, 3),
    (Register::RBP, 6),
    (Register::R12, 12),
    (Register::R13, 13),
    (Register::R14, 14),
    (Register::R15, 15),
];

/// The index of the frame pointer in [`KEPT`].
const RBP: usize = 1;

/// Where the caller's value of a register is. Distances are down from the canonical frame address,
/// which is what the stack pointer was before the call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saved {
    /// In the register.
    InPlace,
    /// In memory.
    At(i32),
    /// Nowhere.
    Lost,
}

/// A frame at one instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    /// How far the stack pointer is down.
    pub sp: Option<i32>,
    /// How far the frame pointer is down, where it points into the frame.
    pub fp: Option<i32>,
    /// The caller's registers, as [`KEPT`] lists them.
    pub saved: [Saved; 6],
}

/// Bytes that are no instruction, where the code leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no instruction at {address:#x}")]
pub struct NoInstruction {
    /// The address of the instruction.
    pub address: u64,
}

impl Frame {
    /// A function at its first instruction.
    pub(crate) const AT_ENTRY: Frame = Frame { sp: Some(8), fp: None, saved: [Saved::InPlace; 6] };

    /// Whether there is a way to the return address. There is none where the stack pointer was moved
    /// in a way that is not understood, or code is entered with different frames.
    pub fn is_known(&self) -> bool {
        self.sp.is_some() || self.fp.is_some()
    }

    /// What holds of both frames.
    fn join(self, other: Frame) -> Frame {
        let same = |a: Option<i32>, b| a.filter(|_| a == b);
        let mut saved = self.saved;
        for (mine, theirs) in saved.iter_mut().zip(other.saved) {
            if *mine != theirs {
                *mine = Saved::Lost;
            }
        }
        Frame { sp: same(self.sp, other.sp), fp: same(self.fp, other.fp), saved }
    }

    /// The distance of `[base + displacement]`.
    fn slot(&self, base: Register, displacement: i32) -> Option<i32> {
        let distance = match base {
            Register::RSP => self.sp?,
            Register::RBP => self.fp?,
            _ => return None,
        };
        Some(distance - displacement)
    }

    fn save(&mut self, register: Register, slot: Option<i32>) {
        if let (Some(index), Some(slot)) = (kept(register), slot)
            && self.saved[index] == Saved::InPlace
        {
            self.saved[index] = Saved::At(slot);
        }
    }

    /// Notes that a register has a new value, which was loaded from `slot` if there is one.
    fn load(&mut self, register: Register, slot: Option<i32>) {
        let Some(index) = kept(register) else { return };
        if index == RBP {
            self.fp = None;
        }
        match self.saved[index] {
            Saved::At(at) if slot == Some(at) => self.saved[index] = Saved::InPlace,
            Saved::InPlace => self.saved[index] = Saved::Lost,
            _ => {}
        }
    }

    /// The frame behind an instruction.
    fn after(mut self, instruction: &Instruction, info: &mut InstructionInfoFactory) -> Frame {
        let to = instruction.op0_register();
        let memory = |frame: &Frame| {
            let plain = instruction.memory_index() == Register::None;
            let displacement = instruction.memory_displacement64() as i32;
            plain.then(|| frame.slot(instruction.memory_base(), displacement)).flatten()
        };
        let kinds = (instruction.op0_kind(), instruction.op1_kind());
        match (instruction.mnemonic(), kinds) {
            (Mnemonic::Push, _) => {
                self.sp = self.sp.map(|sp| sp + 8);
                self.save(to, self.sp);
            }
            (Mnemonic::Pop, (OpKind::Register, _)) => {
                let slot = self.sp;
                self.sp = self.sp.map(|sp| sp - 8);
                self.load(to, slot);
            }
            (Mnemonic::Leave, _) => {
                let slot = self.fp;
                self.sp = slot.map(|fp| fp - 8);
                self.load(Register::RBP, slot);
            }
            (Mnemonic::Add | Mnemonic::Sub, (OpKind::Register, _)) if to == Register::RSP => {
                let amount = match instruction.op1_kind() {
                    OpKind::Register | OpKind::Memory => None,
                    _ => i32::try_from(instruction.immediate(1) as i64).ok(),
                };
                let down = instruction.mnemonic() == Mnemonic::Sub;
                self.sp = self.sp.zip(amount).map(|(sp, n)| if down { sp + n } else { sp - n });
            }
            (Mnemonic::Lea, _) if to == Register::RSP => self.sp = memory(&self),
            (Mnemonic::Mov, (OpKind::Register, OpKind::Register)) if to == Register::RSP => {
                self.sp = self.slot(instruction.op1_register(), 0);
            }
            (Mnemonic::Mov, (OpKind::Register, OpKind::Register))
                if to == Register::RBP && instruction.op1_register() == Register::RSP =>
            {
                let fp = self.sp;
                self.load(to, None);
                self.fp = fp;
            }
            (Mnemonic::Mov, (OpKind::Memory, OpKind::Register)) => {
                self.save(instruction.op1_register(), memory(&self));
            }
            (Mnemonic::Mov, (OpKind::Register, OpKind::Memory)) if to.size() == 8 => {
                self.load(to, memory(&self));
            }
            // What is called hands back all that this account is about.
            (Mnemonic::Call | Mnemonic::Ret, _) => {}
            _ => {
                for used in info.info(instruction).used_registers() {
                    let written = !matches!(used.access(), OpAccess::Read | OpAccess::CondRead);
                    match used.register().full_register() {
                        Register::RSP if written => self.sp = None,
                        register if written => self.load(register, None),
                        _ => {}
                    }
                }
            }
        }
        self
    }
}

fn kept(register: Register) -> Option<usize> {
    KEPT.iter().position(|(kept, _)| *kept == register)
}

/// The frame at every instruction.
///
/// # Errors
/// If the code leads to something that is none.
pub fn frames(code: &CodeMap) -> Result<BTreeMap<u64, Frame>, NoInstruction> {
    let mut walk = Walk { code, frames: BTreeMap::new(), landing: None };
    for address in code.entries() {
        walk.follow(address, Frame::AT_ENTRY)?;
    }
    // The rest is reached through registers, or not at all. Any such jump may lead to any trace.
    loop {
        let landing = walk.landing.unwrap_or(Frame::AT_ENTRY);
        for address in code.traces() {
            walk.follow(address, landing)?;
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
        let mut info = InstructionInfoFactory::new();
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
            let instruction = Decoder::with_ip(64, bytes, address, DecoderOptions::NONE).decode();
            if instruction.is_invalid() {
                return Err(NoInstruction { address });
            }
            let next = instruction.next_ip();
            let after = frame.after(&instruction, &mut info);
            let target = instruction.near_branch_target();
            match instruction.flow_control() {
                FlowControl::UnconditionalBranch => work.push((target, after)),
                FlowControl::ConditionalBranch => work.extend([(target, after), (next, after)]),
                FlowControl::Call => work.extend([(target, Frame::AT_ENTRY), (next, after)]),
                FlowControl::Next | FlowControl::IndirectCall => work.push((next, after)),
                FlowControl::IndirectBranch => {
                    self.landing = Some(self.landing.map_or(after, |known| known.join(after)));
                }
                // Nothing follows.
                _ => {}
            }
        }
        Ok(())
    }

    /// The first instruction of a piece that was not come by yet.
    fn unseen(&self, range: Range<u64>) -> Option<u64> {
        let bytes = &self.code.from(range.start)[..(range.end - range.start) as usize];
        let decoder = Decoder::with_ip(64, bytes, range.start, DecoderOptions::NONE);
        decoder.into_iter().map(|i| i.ip()).find(|address| !self.frames.contains_key(address))
    }
}
