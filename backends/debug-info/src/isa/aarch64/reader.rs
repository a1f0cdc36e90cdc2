//! Reads instructions, and determines what each does to a frame.

use super::registers::{FIRST_KEPT, FRAME_POINTER, KEPT, LINK, RETURN_ADDRESS};
use crate::frame::{Frame, Saved};
use crate::isa::{Flow, Step};
use gimli::Register;
use yaxpeax_arch::{Decoder as _, U8Reader};
use yaxpeax_arm::armv8::a64::{InstDecoder, Instruction, Opcode, Operand, ShiftStyle, SizeCode};

/// Bytes of an instruction.
const SIZE: usize = 4;
/// The number that is the stack pointer's, or the register's that is zero.
const LAST: u16 = 31;
/// The number of the link register.
const LINK_REGISTER: u16 = RETURN_ADDRESS.0;
/// `adr x16, . + 12; str x16, [sp, #16]; blr x17`
const CALLS_STENCIL: [u8; 3 * SIZE] =
    [0x70, 0, 0, 0x10, 0xf0, 0x0b, 0, 0xf9, 0x20, 0x02, 0x3f, 0xd6];
/// How far down from the canonical frame address that return address is.
const RETURN_ADDRESS_COPY: i32 = -16;
/// `b . + 12`
const OVER_ADDRESS: [u8; SIZE] = 0x1400_0003_u32.to_le_bytes();

/// Reads instructions.
pub(crate) struct Reader {
    decoder: InstDecoder,
    /// What the instructions that were read last have put into a register.
    constant: Option<Constant>,
}

/// A number in a register.
#[derive(Clone, Copy)]
struct Constant {
    register: u16,
    value: u64,
    /// The address at which it is there.
    from: u64,
}

impl Reader {
    /// A reader.
    pub(crate) fn new() -> Self {
        Reader { decoder: InstDecoder::default(), constant: None }
    }

    /// Reads the instruction at the start of `bytes`, which lie at `address`, with this frame before it;
    /// nothing if there is no instruction.
    pub(crate) fn step(&mut self, bytes: &[u8], address: u64, frame: Frame) -> Option<Step> {
        let instruction = self.decoder.decode(&mut U8Reader::new(bytes.get(..SIZE)?)).ok()?;
        let target = || Some(address.wrapping_add_signed(distance(&instruction)?));
        let register = match instruction.operands[0] {
            Operand::Register(SizeCode::X, number) => number,
            _ => LAST,
        };
        let has_moved = matches!(frame.link(), Saved::In(_));
        let flow = match instruction.opcode {
            Opcode::B => Flow::Jump(target()?),
            // With the return address in another register, what is called goes on with this frame.
            Opcode::BL if has_moved => Flow::Jump(target()?),
            Opcode::BL => Flow::Call(target()?),
            Opcode::Bcc(_) | Opcode::CBZ | Opcode::CBNZ | Opcode::TBZ | Opcode::TBNZ => {
                Flow::Branch(target()?)
            }
            Opcode::BR if frame.returns_through(register) => Flow::End,
            Opcode::BR => Flow::Indirect,
            Opcode::RET | Opcode::UDF | Opcode::BRK | Opcode::HLT => Flow::End,
            _ => Flow::Next,
        };
        let constant = self.constant.take().filter(|constant| constant.from == address);
        let next = address + SIZE as u64;
        self.constant = loaded(&instruction, constant, next);
        Some(Step { after: frame.after(&instruction, constant), next, flow })
    }

    /// The addresses of the instructions in `bytes`, which lie at `start`. An address may lie among them, with a
    /// jump over it after the instruction that loads it.
    pub(crate) fn addresses(bytes: &[u8], start: u64) -> impl Iterator<Item = u64> {
        let decoder = InstDecoder::default();
        let mut words = bytes.chunks(SIZE).enumerate();
        let mut loads = false;
        std::iter::from_fn(move || {
            let (number, word) = words.next()?;
            if loads && word == OVER_ADDRESS {
                words.nth(1);
            }
            let read = decoder.decode(&mut U8Reader::new(word)).ok();
            loads = read.is_some_and(|it| {
                it.opcode == Opcode::LDR && distance(&it) == Some(2 * SIZE as i64)
            });
            Some(start + (number * SIZE) as u64)
        })
    }
}

/// The frame of a trace that code with these bytes enters. Code of stencils is called with its return address on the
/// stack, too, since it neither keeps nor saves the link register. See `enter!` in the crate `base`.
pub(crate) fn at_trace(enter: &[u8]) -> Frame {
    let mut frame = Frame::AT_ENTRY;
    if enter.windows(CALLS_STENCIL.len()).any(|bytes| bytes == CALLS_STENCIL) {
        frame.set_link(Saved::At(RETURN_ADDRESS_COPY));
    }
    frame
}

/// The number that an instruction puts into a register, together with what was there before.
fn loaded(instruction: &Instruction, before: Option<Constant>, from: u64) -> Option<Constant> {
    let Operand::Register(SizeCode::X, register) = instruction.operands[0] else { return None };
    let Operand::ImmShift(part, shift) = instruction.operands[1] else { return None };
    let value = u64::from(part) << shift;
    match (instruction.opcode, before) {
        (Opcode::MOVZ, _) => Some(Constant { register, value, from }),
        (Opcode::MOVK, Some(before)) if before.register == register => {
            let value = before.value & !(0xffff << shift) | value;
            Some(Constant { register, value, from })
        }
        _ => None,
    }
}

/// The distance that an instruction has as an operand.
fn distance(instruction: &Instruction) -> Option<i64> {
    instruction.operands.iter().find_map(|operand| match operand {
        Operand::PCOffset(distance) => Some(*distance),
        _ => None,
    })
}

fn kept(register: u16) -> Option<usize> {
    let index = usize::from(register.checked_sub(FIRST_KEPT)?);
    (index < KEPT.len()).then_some(index)
}

/// The number of a general register that an operand names.
fn number(operand: Operand) -> Option<u16> {
    match operand {
        Operand::Register(_, number) => Some(number).filter(|&number| number != LAST),
        Operand::RegisterOrSP(_, number) => Some(number),
        _ => None,
    }
}

impl Frame {
    /// Where the return address is.
    fn link(&self) -> Saved {
        LINK.map_or(Saved::Lost, |link| self.saved[link])
    }

    fn set_link(&mut self, saved: Saved) {
        if let Some(link) = LINK {
            self.saved[link] = saved;
        }
    }

    /// Whether a jump through this register is a return.
    fn returns_through(&self, register: u16) -> bool {
        match self.link() {
            Saved::InPlace => register == LINK_REGISTER,
            Saved::In(other) => register == other.0,
            _ => false,
        }
    }

    /// How far the address in a register, plus an offset, is down.
    fn slot(&self, base: u16, offset: i32) -> Option<i32> {
        let distance = match base {
            LAST => self.sp?,
            base if base == FRAME_POINTER.0 => self.fp?,
            _ => return None,
        };
        Some(distance - offset)
    }

    fn save(&mut self, register: u16, slot: Option<i32>) {
        let Some(slot) = slot else { return };
        if self.link() == Saved::In(Register(register)) {
            self.set_link(Saved::At(slot));
        }
        if let Some(index) = kept(register)
            && self.saved[index] == Saved::InPlace
        {
            self.saved[index] = Saved::At(slot);
        }
    }

    /// Notes that a register has a new value, which was loaded from `slot` if there is one.
    fn load(&mut self, register: u16, slot: Option<i32>) {
        if register == LAST {
            self.sp = None;
            return;
        }
        if register == FRAME_POINTER.0 {
            self.fp = None;
        }
        match self.link() {
            Saved::In(other) if other.0 == register => self.set_link(Saved::Lost),
            Saved::At(at) if slot == Some(at) && register != LINK_REGISTER => {
                self.set_link(Saved::In(Register(register)));
            }
            _ => {}
        }
        let Some(index) = kept(register) else { return };
        // Code that leaves a program is called, too, and loads the address that the program returns to.
        let is_copy = LINK == Some(index) && slot == Some(RETURN_ADDRESS_COPY);
        match self.saved[index] {
            Saved::InPlace if is_copy => {}
            Saved::At(at) if slot == Some(at) => self.saved[index] = Saved::InPlace,
            Saved::InPlace => self.saved[index] = Saved::Lost,
            _ => {}
        }
    }

    /// The frame after an instruction, before which a register may have a number.
    fn after(mut self, instruction: &Instruction, constant: Option<Constant>) -> Frame {
        let [first, second, third, _] = instruction.operands;
        match instruction.opcode {
            Opcode::BL | Opcode::BLR => {
                if self.link() == Saved::InPlace {
                    self.set_link(Saved::Lost);
                }
            }
            Opcode::B
            | Opcode::Bcc(_)
            | Opcode::CBZ
            | Opcode::CBNZ
            | Opcode::TBZ
            | Opcode::TBNZ
            | Opcode::BR
            | Opcode::RET
            | Opcode::CCMP
            | Opcode::CCMN => {}
            Opcode::STR | Opcode::STUR => self.access(&[first], second, Frame::save),
            Opcode::STP => self.access(&[first, second], third, Frame::save),
            Opcode::STRB | Opcode::STRH | Opcode::STURB | Opcode::STURH => {
                self.access(&[], second, Frame::save);
            }
            Opcode::LDP | Opcode::LDPSW => self.access(&[first, second], third, Frame::load),
            Opcode::ADD | Opcode::SUB => self.add(instruction, constant),
            Opcode::ORR => {
                let is_copy = second == Operand::Register(SizeCode::X, LAST);
                let from_link = Operand::RegShift(ShiftStyle::LSL, 0, SizeCode::X, LINK_REGISTER);
                let Some(to) = number(first) else { return self };
                self.load(to, None);
                if is_copy && third == from_link && self.link() == Saved::InPlace {
                    self.set_link(Saved::In(Register(to)));
                }
            }
            _ => self.access(&[first], second, Frame::load),
        }
        self
    }

    /// Notes that registers are stored in memory, or have values from there or from elsewhere.
    fn access(
        &mut self,
        registers: &[Operand],
        memory: Operand,
        note: fn(&mut Frame, u16, Option<i32>),
    ) {
        let (base, offset, change) = match memory {
            Operand::RegPreIndex(base, offset, writes) => {
                (base, offset, if writes { offset } else { 0 })
            }
            Operand::RegPostIndex(base, change) => (base, 0, change),
            Operand::RegPostIndexReg(base, _) => {
                self.load(base, None);
                (LINK_REGISTER, 0, 0)
            }
            _ => (LINK_REGISTER, 0, 0),
        };
        let first = self.slot(base, offset);
        let moved = self.slot(base, change);
        for (at, &register) in registers.iter().enumerate() {
            let (is_whole, number) = match register {
                Operand::Register(size, number) if number != LAST => (size == SizeCode::X, number),
                Operand::RegisterOrSP(_, number) => (true, number),
                _ => continue,
            };
            let slot = first.filter(|_| is_whole).map(|slot| slot - 8 * at as i32);
            note(self, number, slot);
        }
        if change != 0 {
            match base {
                LAST => self.sp = moved,
                base if base == FRAME_POINTER.0 => self.fp = moved,
                base => self.load(base, None),
            }
        }
    }

    /// `add` and `sub`: of the stack pointer and the frame pointer, the distances are known.
    fn add(&mut self, instruction: &Instruction, constant: Option<Constant>) {
        let [to, from, amount, _] = instruction.operands;
        let amount = match amount {
            Operand::Immediate(amount) => i32::try_from(amount).ok(),
            Operand::ImmShift(amount, shift) => Some(i32::from(amount) << shift),
            Operand::RegShift(ShiftStyle::LSL | ShiftStyle::UXTX, 0, SizeCode::X, number) => {
                let known = constant.filter(|constant| constant.register == number);
                known.and_then(|constant| i32::try_from(constant.value).ok())
            }
            _ => None,
        };
        let amount = match instruction.opcode {
            Opcode::SUB => amount.map(|amount| -amount),
            _ => amount,
        };
        let base = match from {
            Operand::RegisterOrSP(SizeCode::X, number) => number,
            _ => LINK_REGISTER,
        };
        let distance = amount.and_then(|amount| self.slot(base, amount));
        let Some(to) = number(to) else { return };
        self.load(to, None);
        match to {
            LAST => self.sp = distance,
            to if to == FRAME_POINTER.0 => self.fp = distance,
            _ => {}
        }
    }
}
