//! Reads instructions, and determines what each does to a frame.

use super::registers::KEPT;
use crate::frame::{Frame, Saved};
use crate::isa::{Flow, Step};
use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Instruction, InstructionInfoFactory, Mnemonic, OpAccess,
    OpKind, Register,
};

/// [`KEPT`] as the instructions name them.
const REGISTERS: [Register; KEPT.len()] =
    [Register::RBX, Register::RBP, Register::R12, Register::R13, Register::R14, Register::R15];

/// The index of the frame pointer in [`KEPT`].
const RBP: usize = 1;

/// Reads instructions.
pub(crate) struct Reader {
    info: InstructionInfoFactory,
}

impl Reader {
    /// A reader.
    pub(crate) fn new() -> Self {
        Reader { info: InstructionInfoFactory::new() }
    }

    /// Reads the instruction at the start of `bytes`, which lie at `address`, with this frame before it;
    /// nothing if there is no instruction.
    pub(crate) fn step(&mut self, bytes: &[u8], address: u64, frame: Frame) -> Option<Step> {
        let instruction = Decoder::with_ip(64, bytes, address, DecoderOptions::NONE).decode();
        if instruction.is_invalid() {
            return None;
        }
        let target = instruction.near_branch_target();
        let flow = match instruction.flow_control() {
            FlowControl::UnconditionalBranch => Flow::Jump(target),
            FlowControl::ConditionalBranch => Flow::Branch(target),
            FlowControl::Call => Flow::Call(target),
            FlowControl::Next | FlowControl::IndirectCall => Flow::Next,
            FlowControl::IndirectBranch => Flow::Indirect,
            _ => Flow::End,
        };
        let next = instruction.next_ip();
        Some(Step { after: frame.after(&instruction, &mut self.info), next, flow })
    }

    /// The addresses of the instructions in `bytes`, which lie at `start`.
    pub(crate) fn addresses(bytes: &[u8], start: u64) -> impl Iterator<Item = u64> {
        let decoder = Decoder::with_ip(64, bytes, start, DecoderOptions::NONE);
        decoder.into_iter().map(|instruction| instruction.ip())
    }
}

fn kept(register: Register) -> Option<usize> {
    REGISTERS.iter().position(|kept| *kept == register)
}

impl Frame {
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

    /// The frame after an instruction.
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

/// The frame of a trace that code with these bytes enters.
pub(crate) fn at_trace(_: &[u8]) -> Frame {
    Frame::AT_ENTRY
}
