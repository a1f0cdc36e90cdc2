//! A uop's function as data: what LLVM made of it, in the terms of the Cranelift backend.
//!
//! The crate `derive` makes these from the optimised form of each uop's function when the backend is built.
//! The backend inlines them when it compiles a trace. A form is a function in SSA form: each value has
//! a number and is defined once, and a block that several others lead to has parameters.
//!
//! The first values are the function's arguments: see [`Function::THREAD`] and its neighbours.
#![forbid(unsafe_code)]

mod library;

pub use library::{Library, LoadError};

use serde::{Deserialize, Serialize};
use uops::helpers::Helper;

/// The number of a value.
pub type Value = u16;

/// The function of one uop, for one oparg if it has one that is worth code of its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Function {
    /// The uop's symbol, and the oparg if the function is made for one.
    pub name: String,
    /// How many inputs it has.
    pub inputs: u16,
    /// How many values there are, arguments included.
    pub values: usize,
    /// The first block is where the function begins. A block comes after those that lead to it, loops
    /// aside.
    pub blocks: Vec<Block>,
    /// How it uses the stack in memory.
    pub stack: StackUse,
    /// The inputs that it does more with than to ask whether they are `True`, or to leave them on the stack,
    /// as bits.
    pub objects: u32,
    /// The inputs of which it asks whether they are `True` or `False`, as bits.
    pub truths: u32,
}

impl Function {
    /// The thread.
    pub const THREAD: Value = 0;
    /// The locals of the current frame.
    pub const LOCALS: Value = 1;
    /// The end of the stack under the inputs.
    pub const SP: Value = 2;
    /// The oparg.
    pub const OPARG: Value = 3;
    /// The operand.
    pub const OPERAND: Value = 4;
    /// The first of the inputs.
    pub const INPUTS: Value = 5;
}

/// How a function uses the stack in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum StackUse {
    /// It only loads slots.
    Loads,
    /// It writes slots, or calls something that reads or writes them.
    Uses,
}

/// Instructions that are executed one after the other.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Block {
    /// The parameters: the values that the blocks before pass to it.
    pub params: Vec<(Value, Type)>,
    /// What it does.
    pub insts: Vec<Inst>,
    /// Where it leads.
    pub end: End,
    /// Whether it is rarely executed.
    pub cold: bool,
    /// Whether only one edge leads to it.
    pub single: bool,
}

/// The type of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Type {
    /// A truth value.
    Bool,
    /// 8 bits.
    I8,
    /// 16 bits.
    I16,
    /// 32 bits.
    I32,
    /// 64 bits, or an address.
    I64,
    /// A float of 64 bits.
    F64,
}

/// What an instruction works on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Operand {
    /// A value.
    Value(Value),
    /// A constant; a truth value is 0 or 1, a float its bits.
    Constant(i64),
}

/// Which memory an access is to. Regions never overlap, but for `SharedThread`, which is a part of `Thread`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Region {
    /// Fields of the thread.
    Thread,
    /// A field of the thread that others write while the program runs.
    SharedThread,
    /// Frames: their fields, locals and stacks.
    Frame,
    /// Objects, wherever they are, and what only they refer to.
    Object,
    /// Memory that only this execution of the uop has.
    Local,
}

/// An operation on two values of one type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
    ShiftRightSigned,
    DivideSigned,
    Divide,
    RemainderSigned,
    Remainder,
    FloatAdd,
    FloatSub,
    FloatMul,
    FloatDiv,
}

/// An operation on one value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Unary {
    /// To a wider type, with zeros.
    ZeroExtend,
    /// To a wider type, with the sign.
    SignExtend,
    /// To a narrower type.
    Truncate,
    /// To another type of as many bits.
    Bits,
    /// The absolute value; that of the least number is that number.
    Absolute,
    /// The negated float.
    FloatNegate,
    /// From a signed integer to the nearest float.
    FloatFromInt,
}

/// How two values compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    SignedLess,
    SignedLessEqual,
    SignedGreater,
    SignedGreaterEqual,
}

/// How two floats compare. If one is a NaN, only `NotEqual` and `Unordered` hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum FloatComparison {
    Equal,
    /// Different, or one is a NaN.
    NotEqual,
    /// One is a NaN.
    Unordered,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// Arithmetic on 64 bits that says whether the result is too large.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Overflowing {
    Add,
    Sub,
    Mul,
}

/// An instruction. `out` is the value that it defines.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Inst {
    /// `a op b`, both of type `ty`.
    Binary { out: Value, op: Binary, ty: Type, a: Operand, b: Operand },
    /// `op(a)`, from one type to another.
    Unary { out: Value, op: Unary, from: Type, to: Type, a: Operand },
    /// The address `base + index * scale`.
    Index { out: Value, base: Operand, index: Operand, scale: i64 },
    /// Whether `a` and `b`, of type `ty`, compare in this way.
    Compare { out: Value, how: Comparison, ty: Type, a: Operand, b: Operand },
    /// Whether two floats compare in this way.
    FloatCompare { out: Value, how: FloatComparison, a: Operand, b: Operand },
    /// `a` if `condition` holds, else `b`.
    Select { out: Value, ty: Type, condition: Operand, a: Operand, b: Operand },
    /// What lies `offset` bytes after `base`. `unwritten` says that the function has not yet written to the
    /// stack, and has called nothing that writes there, whichever blocks were executed before.
    Load { out: Value, ty: Type, base: Operand, offset: i32, region: Region, unwritten: bool },
    /// Writes a value `offset` bytes after `base`.
    Store { ty: Type, value: Operand, base: Operand, offset: i32, region: Region },
    /// The sum, difference or product of `a` and `b`, and whether it does not fit.
    Overflow { out: Value, overflows: Value, op: Overflowing, a: Operand, b: Operand },
    /// The address of this many bytes of memory for this execution of the uop.
    Local { out: Value, bytes: u32 },
    /// `True` if `condition` holds, else `False`.
    Truth { out: Value, condition: Operand },
    /// Whether `object` is `True` or `False`, as `truth` says.
    IsTruth { out: Value, object: Operand, truth: bool },
    /// Calls a helper.
    Call {
        out: Option<(Value, Type)>,
        #[serde(with = "library::by_number")]
        helper: Helper,
        args: Vec<Operand>,
    },
}

/// A block, and what is passed to it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Edge {
    /// The number of the block.
    pub block: u16,
    /// A value for each of its parameters.
    pub args: Vec<Operand>,
}

/// Where a block leads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum End {
    /// To another block.
    Jump(Edge),
    /// To the first block unless the operand, a truth value or an integer, is 0; then to the second.
    Branch(Operand, Edge, Edge),
    /// To the block beside the number that the operand of this type is, else to the last one.
    Switch(Operand, Type, Vec<(i64, Edge)>, Edge),
    /// To the next uop. A function has at most one such block.
    Next {
        /// The locals of the frame that is current then.
        locals: Operand,
        /// The end of the stack under the outputs.
        sp: Operand,
        /// The outputs, and which of them are known not to be null.
        outputs: Vec<(Operand, bool)>,
    },
    /// Through the uop's exit.
    Exit,
    /// Away, since an exception is set.
    Error,
    /// Nowhere: execution never comes here.
    Unreachable,
}
