//! Locals and evaluation stack, with symbols in place of objects.

use crate::program::{ClassId, FunctionId};
use std::collections::HashMap;
use uops::Kind;

/// An object, or the lack of one, whose kind becomes known bit by bit.
pub(super) type Symbol = u32;

/// What is known at the start of a trace of each local, then of each stack slot: null, an object, a
/// list, a cell, or nothing.
///
/// Other types are not known there; each trace guards what it needs. For lists there is no guard:
/// CPython's compiler sees to it that `_LIST_APPEND` finds the list that an earlier instruction
/// made, which may belong to an earlier trace.
#[derive(Clone, Debug)]
pub(super) struct Entry(pub(super) Box<[Kind]>);

/// What is known between two uops of a trace.
#[derive(Default, Debug)]
pub(super) struct State {
    pub(super) stack: Vec<Symbol>,
    pub(super) locals: Vec<Symbol>,
    /// The kind of each symbol.
    kinds: Vec<Kind>,
    /// Symbols that may be of kind `RangeIterMore`.
    unexhausted: Vec<Symbol>,
    /// `_START_EXECUTOR` has run in this trace.
    pub(super) executor_set: bool,
    /// What may follow.
    pub(super) phase: Phase,
    /// Whose frame the stack and the locals belong to.
    pub(super) function: FunctionId,
    /// The frames that the trace has entered from, the innermost last.
    pub(super) callers: Vec<Caller>,
    /// The frame that has been made and not entered.
    pub(super) pending: Option<Pending>,
    /// Words that are known to be free for frames.
    pub(super) space: usize,
    /// Which function a symbol is, or is bound to.
    functions: HashMap<Symbol, FunctionId>,
    /// Which class a symbol is an instance of.
    classes: HashMap<Symbol, ClassId>,
}

/// What the uops that make, enter and leave frames promise each other.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) enum Phase {
    /// Nothing special.
    #[default]
    Running,
    /// A frame has been made; `_SAVE_RETURN_OFFSET` follows.
    FrameMade,
    /// It is known where the caller goes on; `_PUSH_FRAME` follows.
    ReturnSaved,
    /// The frame that the trace began in has been left; `_DYNAMIC_EXIT` follows.
    Left,
}

/// A frame that waits for one that it called.
#[derive(Debug)]
pub(super) struct Caller {
    function: FunctionId,
    stack: Vec<Symbol>,
    locals: Vec<Symbol>,
    /// Words of the frame that it called.
    callee_words: usize,
}

/// A frame that has been made.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) function: FunctionId,
    pub(super) args: Vec<Symbol>,
}

impl State {
    /// Starts a trace.
    pub(super) fn enter(&mut self, entry: &Entry, function: FunctionId, local_count: usize) {
        self.function = function;
        self.callers.clear();
        self.pending = None;
        self.space = 0;
        self.functions.clear();
        self.classes.clear();
        self.phase = Phase::Running;
        self.stack.clear();
        self.locals.clear();
        self.unexhausted.clear();
        self.kinds.clear();
        self.kinds.extend_from_slice(&entry.0);
        self.locals.extend(0..local_count as Symbol);
        self.stack.extend(local_count as Symbol..self.kinds.len() as Symbol);
        self.executor_set = false;
    }

    /// Which function a symbol is, or is bound to, if that is known.
    pub(super) fn function_of(&self, symbol: Symbol) -> Option<FunctionId> {
        self.functions.get(&symbol).copied()
    }

    /// Learns which function a symbol is, or is bound to.
    pub(super) fn learn_function(&mut self, symbol: Symbol, function: FunctionId) {
        self.functions.insert(symbol, function);
    }

    /// Which class a symbol is an instance of, if that is known.
    pub(super) fn class_of(&self, symbol: Symbol) -> Option<ClassId> {
        self.classes.get(&symbol).copied()
    }

    /// Learns which class a symbol is an instance of.
    pub(super) fn learn_class(&mut self, symbol: Symbol, class: ClassId) {
        self.classes.insert(symbol, class);
    }

    /// Goes into the frame that is pending, with so many locals and words.
    pub(super) fn push_frame(&mut self, local_count: usize, words: usize) {
        let Some(Pending { function, args }) = self.pending.take() else { return };
        let mut locals = args;
        while locals.len() < local_count {
            locals.push(self.fresh(Kind::Null));
        }
        self.callers.push(Caller {
            function: std::mem::replace(&mut self.function, function),
            stack: std::mem::take(&mut self.stack),
            locals: std::mem::replace(&mut self.locals, locals),
            callee_words: words,
        });
    }

    /// Goes back to the frame that called this one, if the trace came from there.
    pub(super) fn pop_frame(&mut self) -> bool {
        let Some(caller) = self.callers.pop() else { return false };
        self.function = caller.function;
        self.stack = caller.stack;
        self.locals = caller.locals;
        self.space += caller.callee_words;
        true
    }

    pub(super) fn kind(&self, symbol: Symbol) -> Kind {
        self.kinds[symbol as usize]
    }

    /// A new symbol.
    pub(super) fn fresh(&mut self, kind: Kind) -> Symbol {
        let symbol = self.kinds.len() as Symbol;
        self.kinds.push(kind);
        self.note_unexhausted(symbol, kind);
        symbol
    }

    /// Learns that `symbol` is of `kind`, unless more is known already.
    pub(super) fn refine(&mut self, symbol: Symbol, kind: Kind) {
        if !self.kind(symbol).is(kind) {
            self.kinds[symbol as usize] = kind;
            self.note_unexhausted(symbol, kind);
        }
    }

    fn note_unexhausted(&mut self, symbol: Symbol, kind: Kind) {
        if kind == Kind::RangeIterMore {
            self.unexhausted.push(symbol);
        }
    }

    /// Forgets that range iterators have a value left. All of them, because any two symbols may
    /// stand for the same object.
    pub(super) fn forget_unexhausted(&mut self) {
        for symbol in self.unexhausted.drain(..) {
            let kind = &mut self.kinds[symbol as usize];
            if *kind == Kind::RangeIterMore {
                *kind = Kind::RangeIter;
            }
        }
    }

    fn slots(&self, depth: usize) -> impl Iterator<Item = Kind> {
        let symbols = self.locals.iter().chain(&self.stack[..depth]);
        symbols.map(|&symbol| match self.kind(symbol) {
            kind @ (Kind::Slot | Kind::Null | Kind::List | Kind::Cell) => kind,
            _ => Kind::Object,
        })
    }

    /// What another trace may rely on that starts with this state's locals and `depth` slots.
    pub(super) fn leave(&self, depth: usize) -> Entry {
        Entry(self.slots(depth).collect())
    }

    /// Makes `entry` what both it and this state promise, and says whether that is less.
    pub(super) fn meet(&self, depth: usize, entry: &mut Entry) -> bool {
        let mut changed = false;
        for (known, kind) in entry.0.iter_mut().zip(self.slots(depth)) {
            if !kind.is(*known) {
                let both_objects = kind.is(Kind::Object) && known.is(Kind::Object);
                *known = if both_objects { Kind::Object } else { Kind::Slot };
                changed = true;
            }
        }
        changed
    }
}
