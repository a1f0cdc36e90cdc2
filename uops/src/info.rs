//! What the table says, as data: a [`UopInfo`] for every [`Op`].

use crate::dialect::{Data, Known};

/// What is known of the object in a stack slot or local.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Kind {
    /// An object or null.
    Slot,
    /// Null.
    Null,
    /// An object of any type.
    Object,
    /// An `int` (not a `bool`).
    Int,
    /// A `bool`.
    Bool,
    /// A `float`.
    Float,
    /// A `list`.
    List,
    /// A `range_iterator`.
    RangeIter,
    /// A `range_iterator` with a value left.
    RangeIterMore,
    /// A `str`.
    Str,
    /// A `tuple`.
    Tuple,
    /// A `dict`.
    Dict,
    /// A `set`.
    Set,
    /// A `list_iterator`.
    ListIter,
    /// A `list_iterator` with an item left.
    ListIterMore,
    /// A `tuple_iterator`.
    TupleIter,
    /// A `tuple_iterator` with an item left.
    TupleIterMore,
    /// A `function`.
    Function,
    /// A bound `method` of a function.
    Method,
    /// A `cell`.
    Cell,
    /// A frame that has not been entered: no object.
    Frame,
    /// A tagged int, or an object of any type that is owned.
    Tagged,
    /// A tagged int, or an `int` that is owned.
    TaggedInt,
    /// The bits of a float.
    Unboxed,
    /// One of two numbers that the next uop compares.
    Number,
    /// A borrowed reference: a local keeps the object alive.
    Borrowed,
    /// A borrowed reference to a `float`.
    BorrowedFloat,
    /// Anything; nobody looks at it.
    Any,
}

impl Kind {
    /// Whether everything that is a `self` is an `other` too.
    pub fn is(self, other: Kind) -> bool {
        self == other
            || other == Kind::Any
            || (other == Kind::Slot && self.is_reference())
            || (other == Kind::Object
                && self.is_reference()
                && !matches!(self, Kind::Slot | Kind::Null))
            || self.exhaustible() == Some(other)
            || (self == Kind::TaggedInt && other == Kind::Tagged)
            || (other == Kind::Borrowed && self.is(Kind::Object))
            || (other == Kind::BorrowedFloat && self == Kind::Float)
    }

    /// What is left of the kind of an iterator that has a value once it may have gone on.
    pub fn exhaustible(self) -> Option<Kind> {
        match self {
            Kind::RangeIterMore => Some(Kind::RangeIter),
            Kind::ListIterMore => Some(Kind::ListIter),
            Kind::TupleIterMore => Some(Kind::TupleIter),
            _ => None,
        }
    }

    /// Whether uops rely on objects being of the kind for which there is no guard, because the
    /// bytecode compiler sees to it.
    pub fn is_unguarded(self) -> bool {
        matches!(self, Kind::List | Kind::Dict | Kind::Set | Kind::Str | Kind::Cell)
    }

    /// Whether it is a reference or null: what a slot holds unless the optimiser is at work.
    pub fn is_reference(self) -> bool {
        !matches!(
            self,
            Kind::Tagged | Kind::TaggedInt | Kind::Unboxed | Kind::Number | Kind::Any | Kind::Frame
        )
    }

    /// Whether an input of this kind is one that the uop may not own.
    pub fn is_borrowed(self) -> bool {
        matches!(self, Kind::Borrowed | Kind::BorrowedFloat)
    }

    /// As people read it in messages.
    pub fn describe(self) -> &'static str {
        match self {
            Kind::Slot => "an object or null",
            Kind::Null => "null",
            Kind::Object => "an object",
            Kind::Int => "an int",
            Kind::Bool => "a bool",
            Kind::Float => "a float",
            Kind::List => "a list",
            Kind::RangeIter => "a range_iterator",
            Kind::RangeIterMore => "a range_iterator with a value left",
            Kind::Str => "a str",
            Kind::Tuple => "a tuple",
            Kind::Dict => "a dict",
            Kind::Set => "a set",
            Kind::ListIter => "a list_iterator",
            Kind::ListIterMore => "a list_iterator with an item left",
            Kind::TupleIter => "a tuple_iterator",
            Kind::TupleIterMore => "a tuple_iterator with an item left",
            Kind::Function => "a function",
            Kind::Method => "a bound method",
            Kind::Cell => "a cell",
            Kind::Frame => "a frame that has not been entered",
            Kind::Tagged => "a tagged value",
            Kind::TaggedInt => "a tagged int",
            Kind::Unboxed => "an unboxed float",
            Kind::Number => "a number to compare",
            Kind::Borrowed => "a borrowed object",
            Kind::BorrowedFloat => "a borrowed float",
            Kind::Any => "anything",
        }
    }
}

/// An input or output of a uop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot {
    /// Its name in the stack effect.
    pub name: &'static str,
    /// What it has to be, or is.
    pub kind: Kind,
}

/// Stack slots in memory, under a uop's inputs, that its function reaches.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Below {
    /// None.
    Nothing,
    /// Pops `first`, and above it `oparg` slots of kind `rest`.
    Pops {
        /// The deepest slots.
        first: &'static [Slot],
        /// What each of the `oparg` others has to be.
        rest: Kind,
    },
    /// Pops `oparg` pairs of objects.
    PopsPairs,
    /// Pushes `oparg` objects, under its outputs.
    Pushes,
    /// Looks at `first` and the `oparg` slots of kind `rest` above it, which stay.
    Peeks {
        /// The deepest slots.
        first: &'static [Slot],
        /// What each of the `oparg` others has to be.
        rest: Kind,
    },
    /// Looks at the slot `oparg - 1` below the topmost one, which stays there.
    Reads(Slot),
    /// Pushes a copy of the slot `oparg - 1` below the topmost one.
    Copies,
    /// Exchanges the input with the slot `oparg - 1` below it.
    Swaps,
    /// All of them, which have to be in memory while another frame is the current one.
    Frame,
}

/// What a uop's operands mean, and so how they are written in a `.uop` file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OperandKind {
    /// It has none.
    Nothing,
    /// `oparg` is the number of a local.
    Local,
    /// `oparg` is a count or distance.
    Count,
    /// `oparg` is a binary operator, CPython's `NB_*`.
    Operator,
    /// `oparg` is a comparison: CPython's mask in its low four bits.
    Comparison,
    /// The operand is a constant object.
    Object,
    /// The operand is the trace's executor.
    Executor,
    /// The operand is a bytecode offset.
    InstrPtr,
    /// The operand is a type's version.
    TypeVersion,
    /// The operand is a function's version.
    FunctionVersion,
    /// `oparg` is a number of arguments, and the operand a function's version.
    Call,
    /// `oparg` is a number of arguments, and the operand a class's version.
    CallClass,
    /// The operand is a number of words of memory for frames.
    FrameSize,
    /// The operand is the place of an attribute in instances of a class.
    Attribute,
    /// The operand is the number of an attribute's name.
    Name,
    /// The operand is the place of a global name's value.
    Global,
}

/// A row of the table.
#[derive(Debug)]
pub struct UopInfo {
    /// CPython's name.
    pub name: &'static str,
    /// The name that no other uop has.
    pub symbol: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// The function that is its meaning.
    pub function: Function,
    /// The oparg that its name fixes, as in `_LOAD_FAST_3`.
    pub fixed: Option<u16>,
    /// The stack effect, in CPython's notation.
    pub effect: &'static str,
    /// What it pops, the topmost slot last.
    pub inputs: &'static [Slot],
    /// What it pushes, the topmost slot last.
    pub outputs: &'static [Slot],
    /// What its operands mean.
    pub operand: OperandKind,
    /// What it reaches in memory under its inputs.
    pub below: Below,
    /// Opargs worth machine code of their own.
    pub only: &'static [u16],
    /// It can leave through an exit.
    pub exit: bool,
    /// Its exit leaves without the inputs.
    pub exit_pops: bool,
    /// It can set an exception.
    pub error: bool,
    /// Nothing follows it in a trace.
    pub ends: bool,
    /// It has an exit that it never takes: where the frame goes on after a call.
    pub resumes: bool,
    /// Another frame, which its input is, is the current one after it.
    pub enters: bool,
    /// The caller's frame is the current one after it.
    pub returns: bool,
    /// It may run code that makes the trace invalid, and that asks where it is.
    pub escapes: bool,
}

impl UopInfo {
    /// How many slots in memory under its inputs it pops.
    pub fn pops_below(&self, oparg: u16) -> usize {
        match self.below {
            Below::Pops { first, .. } => first.len() + usize::from(oparg),
            Below::PopsPairs => 2 * usize::from(oparg),
            _ => 0,
        }
    }

    /// How many slots it pushes in memory, under its outputs.
    pub fn pushes_below(&self, oparg: u16) -> usize {
        match self.below {
            Below::Pushes => usize::from(oparg),
            _ => 0,
        }
    }

    /// How many of the topmost slots, its inputs included, it looks at; `_PUSH_FRAME`, behind which
    /// memory has to hold all of them, looks at its input alone.
    pub fn reach(&self, oparg: u16) -> usize {
        let oparg = self.fixed.unwrap_or(oparg);
        let count = usize::from(oparg);
        self.inputs.len()
            + match self.below {
                Below::Nothing | Below::Pushes | Below::Frame => 0,
                Below::Peeks { first, .. } => first.len() + count,
                Below::Pops { .. } | Below::PopsPairs => self.pops_below(oparg),
                Below::Reads(_) | Below::Copies => count,
                Below::Swaps => count.saturating_sub(1),
            }
    }

    /// Whether it names an exit of its trace.
    pub fn names_exit(&self) -> bool {
        self.exit || self.resumes
    }

    /// Whether it only moves values, so that it needs no slot in registers.
    pub fn touches_memory(&self) -> bool {
        self.below != Below::Nothing
    }
}

include!(concat!(env!("OUT_DIR"), "/table.rs"));

impl Op {
    /// The uop's row.
    pub const fn info(self) -> &'static UopInfo {
        &TABLE[self as usize]
    }

    /// Whether another frame is the current one after it.
    pub const fn changes_frame(self) -> bool {
        self.info().enters || self.info().returns
    }

    /// CPython's name. Uops of different dialects may have one name.
    pub const fn name(self) -> &'static str {
        self.info().name
    }

    /// The name that no other uop has: CPython's, or that with the dialect's name after it.
    pub const fn symbol(self) -> &'static str {
        self.info().symbol
    }

    /// The uop with this symbol.
    pub fn from_symbol(symbol: &str) -> Option<Op> {
        Op::ALL.iter().copied().find(|op| op.symbol() == symbol)
    }

    /// The uop with the number `opcode`.
    pub fn from_number(opcode: u16) -> Option<Op> {
        Op::ALL.get(usize::from(opcode)).copied()
    }
}

impl core::fmt::Display for Op {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}
