//! Traces that are being formed: where they start, and their uops.

use super::error::Stop;
use crate::program::{ClassId, FunctionId, Named, Operand};
use std::collections::HashMap;
use uops::Op;

/// Where a trace starts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Start {
    pub(super) function: FunctionId,
    pub(super) offset: u32,
    pub(super) entry: Entry,
    /// How the stack holds its values.
    pub(super) held: HeldId,
}

/// How deep the stack is where traces start. CPython's compiler gives each place one depth.
#[derive(Default, Debug)]
pub(super) struct Depths(HashMap<Start, usize>);

impl Depths {
    /// An error if other traces start at the place with another depth. A loop that leaves more slots than it finds would
    /// let the stack grow with each trace, without end.
    pub(super) fn check(&mut self, start: Start, depth: usize) -> Result<(), Stop> {
        let place = Start { held: HeldId::default(), ..start };
        let first = *self.0.entry(place).or_insert(depth);
        match first == depth {
            true => Ok(()),
            false => Err(Stop::Flaw(format!(
                "the stack of code object {} has {first} and {depth} slots at offset {}",
                start.function.0, start.offset
            ))),
        }
    }
}

/// How the slots of a stack hold their values, by a number that `Ownership` gives out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub(super) struct HeldId(pub(super) u32);

/// How a trace starts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Entry {
    /// With an instruction in one of its variants.
    Variant(usize),
    /// After a call, with what it has returned and what is still to be done with that.
    After(Ending),
    /// Within a call of a builtin that resumes a generator.
    Builtin(Stage),
    /// Where the current frame says: the first trace of a program with handlers.
    Dispatch,
    /// As CPython's executor of this number.
    Executor(usize),
}

/// How far a builtin is with the generator that it resumes; see `builtin.rs`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Stage {
    /// The generator is on top, and goes on next. Where no more than some values are taken, it has given so many; else 0.
    Resume(u16),
    /// Above it is a value that it has handed out, after so many others.
    Value(u16),
    /// The value was what the builtin looks for; it is dropped.
    Found,
    /// Above it is what it has returned.
    End,
    /// That is a value, and the exception that tells of the end has it.
    Returned,
    /// What is on top is no generator, or one that has returned.
    Other,
    /// What is on top an asynchronous generator has returned, which ends the loop over it.
    Exhausted,
}

impl Stage {
    /// What a trace that starts with it at an offset is called.
    pub(super) fn name(self, offset: u32) -> String {
        let (name, taken) = match self {
            Stage::Resume(taken) => ("resume", taken),
            Stage::Value(taken) => ("value", taken),
            Stage::Found => ("found", 0),
            Stage::End => ("end", 0),
            Stage::Returned => ("returned", 0),
            Stage::Other => ("other", 0),
            Stage::Exhausted => ("exhausted", 0),
        };
        match taken {
            0 => format!("{name}_{offset}"),
            _ => format!("{name}_{offset}_after_{taken}"),
        }
    }
}

/// What an instruction does once the function that it calls has returned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Ending {
    /// It drops the `None` of an `__init__`.
    Init,
    /// It drops what was returned.
    Drop,
    /// It takes its truth.
    Truth,
    /// It takes the opposite of its truth.
    Untruth,
    /// It takes it as a text, which it is.
    Text,
    /// It awaits it, as far as what that delegates to.
    Await,
    /// It puts null above it: the position of an iterator, which has one where it lies in two slots, or what is above a
    /// callable that is no method.
    Null,
    /// It takes all values of the iterator that was returned, and does the rest with them.
    Collect,
    /// It calls a builtin with what was returned and a text, and does the rest with what that gives.
    Check(Named, Named, Option<&'static Ending>),
    /// It makes a class with this template, of so many arguments of `__build_class__`. The body has returned the last but
    /// one, and the template is the last.
    Build(ClassId, u16),
}

impl Ending {
    /// Whether it takes all values of an iterator.
    pub(super) fn collects(self) -> bool {
        matches!(self, Ending::Collect | Ending::Check(.., Some(Ending::Collect)))
    }

    /// The names of the uops that do it.
    pub(super) fn uops(self) -> &'static [&'static str] {
        match self {
            Ending::Init => &["_EXIT_INIT_CHECK"],
            Ending::Drop => &["_POP_TOP"],
            Ending::Truth => &["_TO_BOOL"],
            Ending::Text => &["_FORMAT_SIMPLE"],
            Ending::Untruth => &["_TO_BOOL", "_UNARY_NOT"],
            Ending::Await => &["_GET_AWAITABLE"],
            Ending::Null => &["_PUSH_NULL"],
            Ending::Collect | Ending::Check(..) => &[],
            Ending::Build(..) => &["_CALL_NON_PY_GENERAL"],
        }
    }
}

/// A uop of a trace that is being formed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draft {
    pub(super) op: Op,
    pub(super) operand: Operand,
    pub(super) exit: Option<DraftExit>,
}

/// The exit of such a uop.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct DraftExit {
    pub(super) function: FunctionId,
    pub(super) offset: u32,
    /// What goes on there, and how many slots the stack then holds; nothing if the exit is unlinked.
    pub(super) target: Option<(Start, usize)>,
}

impl Start {
    /// The start of a trace with the first variant of the instruction at `offset`.
    pub(super) fn at(function: FunctionId, offset: u32) -> Self {
        Start { function, offset, entry: Entry::Variant(0), held: HeldId::default() }
    }
}

/// The end of a trace that leaves its frame.
pub(super) const DYNAMIC_EXIT: Draft =
    Draft { op: Op::_DYNAMIC_EXIT, operand: Operand::Nothing, exit: None };
