//! The audit of AArch64 code.

use super::decode::SIZE;
use crate::audit::{Fault, Seen};
use backend_api::{Piece, Role};
use std::collections::{HashMap, HashSet};
use trace::{Program, TraceId};
use uops::Op;
use yaxpeax_arch::{Decoder as _, U8Reader};
use yaxpeax_arm::armv8::a64::{InstDecoder, Instruction, Opcode, Operand, SizeCode};

/// See [`audit`](crate::audit::audit()).
pub(crate) fn audit(
    program: &Program,
    pieces: &[Piece],
    callees: &HashSet<u64>,
) -> Result<Seen, Vec<Fault>> {
    let code = Code::new(program, pieces, callees);
    let mut seen = Seen::default();
    let mut faults = Vec::new();
    for (index, &(role, address, _)) in code.instructions.iter().enumerate() {
        seen.instructions += 1;
        if let Err(what) = code.check(index, &mut seen) {
            faults.push(Fault { role, address, what });
        }
    }
    if faults.is_empty() { Ok(seen) } else { Err(faults) }
}

struct Code<'a> {
    program: &'a Program,
    /// What each is for, its address, and what it is if it is one.
    instructions: Vec<(Role, u64, Option<Instruction>)>,
    starts: HashSet<u64>,
    /// What lies at each address of data that a word may be read from.
    data: HashMap<u64, u64>,
    /// Jumps over an address among the code.
    over: HashSet<u64>,
    callees: &'a HashSet<u64>,
}

/// `b . + 12`
const OVER_ADDRESS: [u8; SIZE] = 0x1400_0003_u32.to_le_bytes();

/// How an instruction goes on.
#[derive(PartialEq)]
enum Flow {
    Next,
    /// To a place at a distance, and never to the next instruction.
    Jump,
    /// To a place at a distance, and sooner or later to the next instruction.
    BranchOrCall,
    /// To an address in this register, and perhaps to the next instruction.
    Indirect {
        register: u16,
        returns: bool,
    },
    /// It leaves the program, or stops the process.
    Return,
    /// It asks the system or the processor for something.
    Forbidden,
}

fn flow(instruction: &Instruction) -> Flow {
    let register = match instruction.operands[0] {
        Operand::Register(SizeCode::X, number) => number,
        _ => 0,
    };
    match instruction.opcode {
        Opcode::B => Flow::Jump,
        Opcode::Bcc(_) | Opcode::BL | Opcode::CBZ | Opcode::CBNZ | Opcode::TBZ | Opcode::TBNZ => {
            Flow::BranchOrCall
        }
        Opcode::BR => Flow::Indirect { register, returns: false },
        Opcode::BLR => Flow::Indirect { register, returns: true },
        // Cranelift traps by the latter where its code can't get.
        Opcode::RET | Opcode::UDF => Flow::Return,
        Opcode::SVC
        | Opcode::HVC
        | Opcode::SMC
        | Opcode::HLT
        | Opcode::BRK
        | Opcode::MSR
        | Opcode::ERET => Flow::Forbidden,
        _ => Flow::Next,
    }
}

/// The distance that an instruction has as an operand.
fn distance(instruction: &Instruction) -> Option<i64> {
    instruction.operands.iter().find_map(|operand| match operand {
        Operand::PCOffset(distance) => Some(*distance),
        _ => None,
    })
}

impl<'a> Code<'a> {
    fn new(program: &'a Program, pieces: &[Piece], callees: &'a HashSet<u64>) -> Self {
        let decoder = InstDecoder::default();
        let mut code = Code {
            program,
            instructions: Vec::new(),
            starts: HashSet::new(),
            data: HashMap::new(),
            over: HashSet::new(),
            callees,
        };
        for piece in pieces {
            if piece.role == Role::Data {
                let words = piece.bytes.windows(8).enumerate();
                code.data.extend(words.map(|(offset, bytes)| {
                    let word =
                        bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
                    (piece.address + offset as u64, word)
                }));
                continue;
            }
            let mut words = piece.bytes.chunks(SIZE).enumerate();
            while let Some((number, word)) = words.next() {
                let address = piece.address + (number * SIZE) as u64;
                let instruction = decoder.decode(&mut U8Reader::new(word)).ok();
                // A load of an address that lies among the code, and a jump over that address.
                let literal = piece.bytes.get((number + 1) * SIZE..).and_then(<[u8]>::first_chunk);
                if let Some(&literal) = literal
                    && word == OVER_ADDRESS
                    && let Some((_, _, Some(before))) = code.instructions.last()
                    && is_load(before)
                    && distance(before) == Some(2 * SIZE as i64)
                {
                    code.data.insert(address + SIZE as u64, u64::from_le_bytes(literal));
                    code.over.insert(address);
                    words.nth(1);
                }
                code.starts.insert(address);
                code.instructions.push((piece.role, address, instruction));
            }
        }
        code
    }

    fn check(&self, index: usize, seen: &mut Seen) -> Result<(), String> {
        let (role, address, instruction) = &self.instructions[index];
        let instruction = instruction.as_ref().ok_or("no instruction")?;
        if address % SIZE as u64 != 0 {
            return Err("an instruction at an odd address".into());
        }
        let flow = flow(instruction);
        let target = distance(instruction).map(|far| address.wrapping_add_signed(far));
        match flow {
            Flow::Forbidden => return Err(format!("{instruction} is nothing that a uop needs")),
            Flow::Jump | Flow::BranchOrCall => {
                let target = target.ok_or("a branch to nowhere")?;
                match (self.starts.contains(&target), self.callees.contains(&target)) {
                    (true, _) => seen.inner += 1,
                    (_, true) => seen.outer += 1,
                    _ => {
                        return Err(format!("leads to {target:#x}, which is nothing it may reach"));
                    }
                }
            }
            Flow::Indirect { register, .. } => {
                seen.indirect += 1;
                self.indirect(*role, index, register)?;
            }
            Flow::Next => {
                // What is read in passing is data, not code: no part of an instruction is.
                if let (true, Some(place)) = (is_load(instruction), target)
                    && self.starts.contains(&place)
                {
                    return Err(format!("touches the code at {place:#x}"));
                }
            }
            Flow::Return => {}
        }
        let goes_on = match flow {
            Flow::Next | Flow::BranchOrCall => true,
            Flow::Indirect { returns, .. } => returns,
            Flow::Jump | Flow::Return | Flow::Forbidden => false,
        };
        if goes_on && !self.starts.contains(&(address + SIZE as u64)) {
            return Err("goes on where there is no code".into());
        }
        Ok(())
    }

    fn indirect(&self, role: Role, index: usize, register: u16) -> Result<(), String> {
        match self.value(index, register) {
            Value::Constant(constant) if self.callees.contains(&constant) => Ok(()),
            Value::Constant(constant) => {
                Err(format!("leads to {constant:#x}, which it has as a constant"))
            }
            Value::Loaded(place) => match self.data.get(&place) {
                Some(target) if self.starts.contains(target) || self.callees.contains(target) => {
                    Ok(())
                }
                Some(target) => Err(format!("leads to {target:#x} by way of {place:#x}")),
                None => Err(format!("reads {place:#x}, which is not its data")),
            },
            Value::Unknown => match role {
                Role::Hot { trace, uop } | Role::Cold { trace, uop }
                    if !self.returns(trace, uop) =>
                {
                    Err("goes where it has computed to".into())
                }
                _ => Ok(()),
            },
        }
    }

    /// What was put into a register on the way straight to the instruction with this index.
    fn value(&self, index: usize, register: u16) -> Value {
        let mut constant = 0;
        for (_, address, instruction) in self.instructions[..index].iter().rev() {
            let goes_on = |it: &&Instruction| flow(it) == Flow::Next || self.over.contains(address);
            let Some(instruction) = instruction.as_ref().filter(goes_on) else {
                break;
            };
            if instruction.operands[0] != Operand::Register(SizeCode::X, register) {
                continue;
            }
            if let (true, Some(far)) = (is_load(instruction), distance(instruction)) {
                return Value::Loaded(address.wrapping_add_signed(far));
            }
            let Operand::ImmShift(part, shift) = instruction.operands[1] else { break };
            constant |= u64::from(part) << shift;
            match instruction.opcode {
                Opcode::MOVK => {}
                Opcode::MOVZ => return Value::Constant(constant),
                _ => break,
            }
        }
        Value::Unknown
    }

    /// Whether a uop goes on where the frame that it returns to says.
    fn returns(&self, trace: TraceId, uop: u32) -> bool {
        let uop = self.program.trace(trace).uops.get(uop as usize);
        uop.is_some_and(|uop| uop.op.changes_frame() || uop.op == Op::_DYNAMIC_EXIT)
    }
}

/// Whether an instruction reads memory at a distance from itself.
fn is_load(instruction: &Instruction) -> bool {
    matches!(instruction.opcode, Opcode::LDR | Opcode::LDRSW)
}

/// What is in a register.
enum Value {
    Constant(u64),
    /// What is at this address.
    Loaded(u64),
    Unknown,
}
