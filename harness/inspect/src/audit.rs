//! Checks emitted machine code: does every branch and call lead where it may?
//!
//! The check knows nothing of how a backend works. It decodes the bytes of [`Piece`]s with a decoder
//! that no backend uses, and follows every branch and call. A processor's decoder only says what an
//! instruction does (`Audited`); all rules are here.

use crate::isa::{self, Audited, Leads, Value};
use backend_api::{Piece, Role};
use std::collections::{HashMap, HashSet};
use std::fmt;
use trace::{Program, TraceId};
use uops::Op;

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
    let code = Code::new(program, pieces, callees);
    let mut seen = Seen::default();
    let mut faults = Vec::new();
    for one in &code.instructions {
        seen.instructions += 1;
        if let Err(what) = code.check(one, &mut seen) {
            faults.push(Fault { role: one.role, address: one.address, what });
        }
    }
    if faults.is_empty() { Ok(seen) } else { Err(faults) }
}

struct Code<'a> {
    program: &'a Program,
    instructions: Vec<Audited>,
    /// The addresses of the instructions.
    starts: HashSet<u64>,
    /// What lies at each address of data that a word may be read from.
    data: HashMap<u64, u64>,
    callees: &'a HashSet<u64>,
}

impl<'a> Code<'a> {
    fn new(program: &'a Program, pieces: &[Piece], callees: &'a HashSet<u64>) -> Self {
        let mut data = HashMap::new();
        for piece in pieces.iter().filter(|piece| piece.role == Role::Data) {
            let words = piece.bytes.array_windows().enumerate();
            data.extend(words.map(|(offset, bytes)| {
                (piece.address + offset as u64, u64::from_le_bytes(*bytes))
            }));
        }
        let code = pieces.iter().filter(|piece| piece.role != Role::Data);
        let instructions: Vec<_> = code.flat_map(|piece| isa::read(piece, &mut data)).collect();
        let starts = instructions.iter().map(|one| one.address).collect();
        Code { program, instructions, starts, data, callees }
    }

    fn check(&self, one: &Audited, seen: &mut Seen) -> Result<(), String> {
        let goes_on = match &one.leads {
            Leads::Next => true,
            Leads::To { target, goes_on } => {
                match (self.starts.contains(target), self.callees.contains(target)) {
                    (true, _) => seen.inner += 1,
                    (_, true) => seen.outer += 1,
                    _ => {
                        return Err(format!("leads to {target:#x}, which is nothing it may reach"));
                    }
                }
                *goes_on
            }
            Leads::Through { value, goes_on } => {
                seen.indirect += 1;
                self.check_value(one.role, value)?;
                *goes_on
            }
            Leads::End => false,
            Leads::Forbidden(why) => return Err(why.clone()),
        };
        // What is read in passing is data, not code: no part of an instruction is.
        if let Some(place) = one.touches.filter(|place| self.starts.contains(place)) {
            return Err(format!("touches the code at {place:#x}"));
        }
        if goes_on && !self.starts.contains(&one.next) {
            return Err("goes on where there is no code".into());
        }
        Ok(())
    }

    /// Checks an address that an instruction leads to.
    fn check_value(&self, role: Role, value: &Value) -> Result<(), String> {
        match value {
            Value::Constant(constant) if self.callees.contains(constant) => Ok(()),
            Value::Constant(constant) => {
                Err(format!("leads to {constant:#x}, which it has as a constant"))
            }
            Value::At(place) => match self.data.get(place) {
                Some(target) if self.starts.contains(target) || self.callees.contains(target) => {
                    Ok(())
                }
                Some(target) => Err(format!("leads to {target:#x} by way of {place:#x}")),
                None => Err(format!("reads {place:#x}, which is not its data")),
            },
            Value::Computed => match role {
                Role::Hot { trace, uop } | Role::Cold { trace, uop }
                    if !self.returns(trace, uop) =>
                {
                    Err("goes where it has computed to".into())
                }
                _ => Ok(()),
            },
        }
    }

    /// Whether a uop goes on where the frame that it returns to says.
    fn returns(&self, trace: TraceId, uop: u32) -> bool {
        let uop = self.program.trace(trace).uops.get(uop as usize);
        uop.is_some_and(|uop| uop.op.changes_frame() || uop.op == Op::_DYNAMIC_EXIT)
    }
}
