//! What an audit has to know of AArch64 instructions.

use super::decode::SIZE;
use crate::isa::{Audited, Leads, Value};
use backend_api::Piece;
use std::collections::HashMap;
use yaxpeax_arch::{Decoder as _, U8Reader};
use yaxpeax_arm::armv8::a64::{InstDecoder, Instruction, Opcode, Operand, SizeCode};

/// `b . + 12`
const OVER_ADDRESS: [u8; SIZE] = 0x1400_0003_u32.to_le_bytes();

/// An instruction, if it is one.
struct Read {
    address: u64,
    instruction: Option<Instruction>,
    /// Whether it jumps over an address that lies among the code.
    is_over: bool,
}

/// The instructions of a piece of code. Addresses that lie among them are added to the data.
pub(crate) fn read(piece: &Piece, data: &mut HashMap<u64, u64>) -> Vec<Audited> {
    let decoder = InstDecoder::default();
    let mut all: Vec<Read> = Vec::new();
    let mut words = piece.bytes.chunks(SIZE).enumerate();
    while let Some((number, word)) = words.next() {
        let address = piece.address + (number * SIZE) as u64;
        let instruction = decoder.decode(&mut U8Reader::new(word)).ok();
        let literal = piece.bytes.get((number + 1) * SIZE..).and_then(<[u8]>::first_chunk);
        let before = all.last().and_then(|read| read.instruction.as_ref());
        let loads_literal = before.is_some_and(|before| {
            word == OVER_ADDRESS && is_load(before) && distance(before) == Some(2 * SIZE as i64)
        });
        let literal = literal.filter(|_| loads_literal);
        if let Some(&literal) = literal {
            data.insert(address + SIZE as u64, u64::from_le_bytes(literal));
            words.nth(1);
        }
        all.push(Read { address, instruction, is_over: literal.is_some() });
    }
    let audited = |(index, read): (usize, &Read)| Audited {
        role: piece.role,
        address: read.address,
        next: read.address + SIZE as u64,
        leads: leads(read, |register| value(register, &all[..index])),
        touches: read.instruction.as_ref().and_then(|it| loaded(it, read.address)),
    };
    all.iter().enumerate().map(audited).collect()
}

/// Where an instruction leads; `value` says what is known of a register.
fn leads(read: &Read, value: impl Fn(u16) -> Value) -> Leads {
    let Some(instruction) = &read.instruction else {
        return Leads::Forbidden("no instruction".into());
    };
    if read.address % SIZE as u64 != 0 {
        return Leads::Forbidden("an instruction at an odd address".into());
    }
    let to = |goes_on| match distance(instruction) {
        Some(far) => Leads::To { target: read.address.wrapping_add_signed(far), goes_on },
        None => Leads::Forbidden("a branch to nowhere".into()),
    };
    let through = |goes_on| {
        let value = match instruction.operands[0] {
            Operand::Register(SizeCode::X, register) => value(register),
            _ => Value::Computed,
        };
        Leads::Through { value, goes_on }
    };
    match instruction.opcode {
        Opcode::B => to(false),
        Opcode::Bcc(_) | Opcode::BL | Opcode::CBZ | Opcode::CBNZ | Opcode::TBZ | Opcode::TBNZ => {
            to(true)
        }
        Opcode::BR => through(false),
        Opcode::BLR => through(true),
        // Cranelift traps by the latter where its code can't get.
        Opcode::RET | Opcode::UDF => Leads::End,
        Opcode::SVC
        | Opcode::HVC
        | Opcode::SMC
        | Opcode::HLT
        | Opcode::BRK
        | Opcode::MSR
        | Opcode::SYS(_)
        | Opcode::BRAA
        | Opcode::BRAAZ
        | Opcode::BRAB
        | Opcode::BRABZ
        | Opcode::BLRAA
        | Opcode::BLRAAZ
        | Opcode::BLRAB
        | Opcode::BLRABZ
        | Opcode::RETAA
        | Opcode::RETAB
        | Opcode::ERETAA
        | Opcode::ERETAB
        | Opcode::DRPS
        | Opcode::ERET => Leads::Forbidden(format!("{instruction} is nothing that a uop needs")),
        _ => Leads::Next,
    }
}

/// The distance that an instruction has as an operand.
fn distance(instruction: &Instruction) -> Option<i64> {
    instruction.operands.iter().find_map(|operand| match operand {
        Operand::PCOffset(distance) => Some(*distance),
        _ => None,
    })
}

/// Whether an instruction reads memory, if at a distance from itself.
fn is_load(instruction: &Instruction) -> bool {
    matches!(instruction.opcode, Opcode::LDR | Opcode::LDRSW)
}

/// The place from which an instruction at `address` reads, if that lies at a distance from it.
fn loaded(instruction: &Instruction, address: u64) -> Option<u64> {
    let far = distance(instruction).filter(|_| is_load(instruction))?;
    Some(address.wrapping_add_signed(far))
}

/// What was put into a register on the way straight to the end of these instructions.
fn value(register: u16, before: &[Read]) -> Value {
    let mut constant = 0;
    for read in before.iter().rev() {
        let goes_on = read.is_over || matches!(leads(read, |_| Value::Computed), Leads::Next);
        let Some(instruction) = read.instruction.as_ref().filter(|_| goes_on) else { break };
        if instruction.operands[0] != Operand::Register(SizeCode::X, register) {
            continue;
        }
        if let Some(place) = loaded(instruction, read.address) {
            return Value::At(place);
        }
        let Operand::ImmShift(part, shift) = instruction.operands[1] else { break };
        constant |= u64::from(part) << shift;
        match instruction.opcode {
            Opcode::MOVK => {}
            Opcode::MOVZ => return Value::Constant(constant),
            _ => break,
        }
    }
    Value::Computed
}
