//! A program as data.

use std::fmt;
use uops::Op;
use uops::runtime::{BuiltinType, Value};

/// Index of a trace in [`Program::traces`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TraceId(pub u32);

/// Index of an exit in [`Trace::exits`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ExitId(pub u32);

/// Index of a constant in [`Program::consts`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ConstId(pub u32);

/// A Python function as a set of linked traces.
#[derive(Clone, PartialEq, Debug)]
pub struct Program {
    /// The function's name.
    pub name: String,
    /// Its parameters, which are the first locals.
    pub args: Vec<Arg>,
    /// Names of the locals behind the parameters.
    pub locals: Vec<String>,
    /// The most slots that the evaluation stack holds.
    pub stack: u32,
    /// Constants.
    pub consts: Vec<Const>,
    /// Traces; the first is the entry.
    pub traces: Vec<Trace>,
}

/// A parameter and what the program runs with by default.
#[derive(Clone, PartialEq, Debug)]
pub struct Arg {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// A named constant.
#[derive(Clone, PartialEq, Debug)]
pub struct Const {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// A straight line of uops that is entered at its start only.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    /// Its name.
    pub name: String,
    /// Bytecode offset of its start, in code units.
    pub offset: u32,
    /// Depth of the evaluation stack at its start.
    pub stack: u32,
    /// The uops; the last one ends the trace.
    pub uops: Vec<Uop>,
    /// Where its uops can leave to.
    pub exits: Vec<Exit>,
}

/// One uop of a trace.
#[derive(Clone, PartialEq, Debug)]
pub struct Uop {
    /// Which one.
    pub op: Op,
    /// Its operand.
    pub operand: Operand,
    /// Its exit, if it has one.
    pub exit: Option<ExitId>,
}

/// The operand of a uop; which variant belongs to which uop is [`uops::OperandKind`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// It has none, or one that follows from the trace, as `_START_EXECUTOR`'s.
    Nothing,
    /// A number in `oparg`: a local, a count, an operator, a comparison.
    Oparg(u16),
    /// A constant.
    Const(ConstId),
    /// A bytecode offset.
    InstrPtr(u32),
    /// A type.
    Type(BuiltinType),
    /// The program's own function.
    Function,
}

/// A way out of a trace.
#[derive(Clone, PartialEq, Debug)]
pub struct Exit {
    /// Its name.
    pub name: String,
    /// Bytecode offset where execution goes on.
    pub offset: u32,
    /// The trace that goes on there; without one the exit is cold.
    pub target: Option<TraceId>,
}

impl Program {
    /// Number of locals, parameters included.
    pub fn local_count(&self) -> usize {
        self.args.len() + self.locals.len()
    }

    /// The name of local number `index`.
    pub fn local_name(&self, index: usize) -> Option<&str> {
        match self.args.get(index) {
            Some(arg) => Some(&arg.name),
            None => self.locals.get(index - self.args.len()).map(String::as_str),
        }
    }

    /// The trace with this id.
    pub fn trace(&self, id: TraceId) -> &Trace {
        &self.traces[id.0 as usize]
    }

    /// A fingerprint of the program: FNV-1a of its canonical text.
    pub fn hash(&self) -> u64 {
        struct Fnv(u64);
        impl fmt::Write for Fnv {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                for byte in text.bytes() {
                    self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
                }
                Ok(())
            }
        }
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        // Hashing does not fail.
        let _ = crate::print::write(self, None, &mut hash);
        hash.0
    }

    /// Number of uops in all traces.
    pub fn uop_count(&self) -> usize {
        self.traces.iter().map(|trace| trace.uops.len()).sum()
    }
}

impl Uop {
    /// The oparg: the operand's where it is a number, else the one that the uop's name fixes, else
    /// 0.
    pub fn oparg(&self) -> u16 {
        match self.operand {
            Operand::Oparg(oparg) => oparg,
            _ => self.op.info().fixed.unwrap_or(0),
        }
    }
}
