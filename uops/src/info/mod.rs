//! What the table says, as data: a [`UopInfo`] for every [`Op`].

mod effect;
mod kind;
mod operand;
mod slot;

pub use effect::StackEffect;
pub use kind::Kind;
pub use operand::OperandKind;
pub use slot::{Below, Moves, Required, Slot};

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
    /// It has an exit that it does not take itself; the frame continues there after a call.
    pub resumes: bool,
    /// It has an exit that it does not take itself: it goes on in the frame to which a trace has returned if that
    /// frame continues there, and leaves the trace for wherever any other frame continues.
    pub follows: bool,
    /// Another frame, which its input is, is the current one after it.
    pub enters: bool,
    /// The caller's frame is the current one after it.
    pub returns: bool,
    /// It may run code that makes the trace invalid or reads the frame's instruction pointer.
    pub escapes: bool,
}

impl UopInfo {
    /// Whether it names an exit of its trace.
    pub fn names_exit(&self) -> bool {
        self.exit || self.resumes || self.follows
    }

    /// Whether the frame that is left goes on later.
    pub fn waits(&self) -> bool {
        self.enters || (self.returns && self.resumes)
    }

    /// Whether another uop has the same function, fixed oparg, stack effect, operand and flags. Names do not
    /// matter, nor do the opargs worth machine code of their own.
    pub fn does_the_same(&self, other: &UopInfo) -> bool {
        let key = |row: &UopInfo| (row.function, row.fixed, row.operand, row.below, row.flags());
        let same = |one: &[Slot], two: &[Slot]| {
            one.iter().map(|slot| slot.kind).eq(two.iter().map(|slot| slot.kind))
        };
        key(self) == key(other)
            && same(self.inputs, other.inputs)
            && same(self.outputs, other.outputs)
    }

    fn flags(&self) -> [bool; 9] {
        let UopInfo {
            exit,
            exit_pops,
            error,
            ends,
            resumes,
            follows,
            enters,
            returns,
            escapes,
            ..
        } = *self;
        [exit, exit_pops, error, ends, resumes, follows, enters, returns, escapes]
    }

    /// Whether the slots under its inputs have to be in memory when its function is called.
    pub fn in_memory(&self) -> bool {
        self.below != Below::Nothing
    }
}

include!(concat!(env!("OUT_DIR"), "/table.rs"));

impl Op {
    /// The uop's row.
    pub const fn info(self) -> &'static UopInfo {
        &TABLE[self as usize]
    }

    /// Whether another frame is the current one after it, or becomes known to be.
    pub const fn changes_frame(self) -> bool {
        self.info().enters || self.info().returns || self.info().follows
    }

    /// Whether it exits where its result is an int that is not compact.
    pub const fn overflows(self) -> bool {
        matches!(
            self.info().function,
            Function::_BINARY_OP_ADD_COMPACT
                | Function::_BINARY_OP_SUBTRACT_COMPACT
                | Function::_BINARY_OP_MULTIPLY_COMPACT
                | Function::_BINARY_OP_ADD_INT_INPLACE
                | Function::_BINARY_OP_ADD_INT_INPLACE_RIGHT
                | Function::_BINARY_OP_SUBTRACT_INT_INPLACE
                | Function::_BINARY_OP_SUBTRACT_INT_INPLACE_RIGHT
                | Function::_BINARY_OP_MULTIPLY_INT_INPLACE
                | Function::_BINARY_OP_MULTIPLY_INT_INPLACE_RIGHT
        )
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
