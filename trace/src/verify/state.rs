//! Locals and evaluation stack, with symbols in place of objects.

use super::entry::{Entry, Held, LocalForm, Way};
use crate::program::{ClassId, FunctionId};
use std::collections::{HashMap, HashSet};
use uops::Kind;

/// How a stack slot holds its value; see [`uops::semantics`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SlotForm {
    /// As a reference of its own, or null.
    Owned,
    /// As a reference that a local owns.
    Borrowed,
    /// As a tagged int or a reference of its own.
    Tagged,
    /// As the bits of a float, or a number that the next uop compares.
    Unboxed,
}

/// An object, or the lack of one, whose kind becomes known bit by bit.
pub(crate) type Symbol = u32;

/// Another symbol's object in another form.
#[derive(Clone, Copy, Debug)]
struct View {
    of: Symbol,
    /// The local that keeps the object alive, if it is borrowed; else it is tagged.
    lender: Option<u16>,
}

/// What is known between two uops of a trace.
#[derive(Clone, Default, Debug)]
pub(crate) struct State {
    pub(crate) stack: Vec<Symbol>,
    pub(crate) locals: Vec<Symbol>,
    /// How each local holds its value. What its symbol stands for is the object.
    pub(crate) forms: Vec<LocalForm>,
    /// The kind of each symbol.
    kinds: Vec<Kind>,
    /// Which symbols are views of others.
    views: Vec<Option<View>>,
    /// Symbols that may be of the kind of an iterator with a value left.
    unexhausted: Vec<Symbol>,
    /// The thread has the executor that the trace runs as: `_START_EXECUTOR` has run in this trace, or in the
    /// blocks of its region that lead to it.
    pub(crate) executor_set: bool,
    /// What may follow.
    pub(crate) phase: Phase,
    /// Whose frame the stack and the locals belong to.
    pub(crate) function: FunctionId,
    /// Whether that frame is a generator's.
    pub(crate) in_generator: bool,
    /// The offset that the frame has as its instruction pointer, if that is known.
    pub(crate) offset: Option<u32>,
    /// The frames that the trace has entered from, the innermost last.
    pub(crate) callers: Vec<Caller>,
    /// The frame that has been made and not entered.
    pub(crate) pending: Option<Pending>,
    /// What is known of the value with which the frame that the trace began in was left: its kind and its class.
    pub(super) returned: Option<(Kind, Option<ClassId>)>,
    /// Words that are known to be free for frames.
    pub(crate) space: usize,
    /// Which function a symbol is, or is bound to.
    functions: HashMap<Symbol, FunctionId>,
    /// Which class a symbol is an instance of.
    classes: HashMap<Symbol, ClassId>,
    /// Symbols of constants, which live as long as the program.
    immortal: HashSet<Symbol>,
    /// Symbols of int constants that are not negative.
    natural: HashSet<Symbol>,
    /// Tuples, and ints or positions that are within their bounds. None of them ever changes.
    within: HashSet<(Symbol, Symbol)>,
}

/// What uops promise each other, above all those that make, enter and leave frames.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) enum Phase {
    /// Nothing special.
    #[default]
    Running,
    /// A frame has been made; `_SAVE_RETURN_OFFSET` follows.
    FrameMade,
    /// It is known where the caller goes on; `_PUSH_FRAME` follows.
    ReturnSaved,
    /// A generator has been resumed; `_SAVE_RETURN_OFFSET` follows.
    Resumed,
    /// It is known where its caller goes on; `_PUSH_GEN_FRAME` follows.
    ResumeSaved,
    /// There are two numbers; `_GUARD_COMPARE_NUMBERS` follows.
    Numbers,
    /// The frame that the trace began in has been left, for one of which nothing is known; `_DYNAMIC_EXIT` follows.
    Left,
}

/// A frame that waits for one that it called.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    function: FunctionId,
    stack: Vec<Symbol>,
    locals: Vec<Symbol>,
    forms: Vec<LocalForm>,
    in_generator: bool,
    offset: Option<u32>,
    /// Words of the frame that it called.
    callee_words: usize,
}

/// A frame that has been made.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(super) function: FunctionId,
    pub(super) args: Vec<Symbol>,
    /// How each argument is held.
    pub(super) forms: Vec<LocalForm>,
}

impl State {
    /// Starts a trace.
    pub(crate) fn enter(&mut self, entry: &Entry, function: FunctionId, local_count: usize) {
        self.callers.clear();
        self.functions.clear();
        self.classes.clear();
        self.immortal.clear();
        self.natural.clear();
        self.within.clear();
        self.unexhausted.clear();
        self.kinds.clear();
        self.views.clear();
        self.begin(entry, function, local_count);
        self.executor_set = entry.executor_set;
    }

    /// Goes on in a frame of a function of which no more is known than where the trace `entry` is of starts.
    fn begin(&mut self, entry: &Entry, function: FunctionId, local_count: usize) {
        self.function = function;
        self.in_generator = entry.in_generator;
        self.offset = entry.offset;
        self.pending = None;
        self.returned = None;
        self.space = 0;
        self.phase = Phase::Running;
        self.forms.clear();
        self.forms.extend_from_slice(&entry.forms);
        self.locals.clear();
        self.stack.clear();
        for (index, (&kind, &class)) in entry.kinds.iter().zip(&entry.classes).enumerate() {
            let symbol = self.fresh(kind);
            if let Some(class) = class {
                self.classes.insert(symbol, class);
            }
            let slots = if index < local_count { &mut self.locals } else { &mut self.stack };
            slots.push(symbol);
        }
        for (&symbol, held) in self.stack.iter().zip(&entry.held) {
            if let Held::Borrowed(local) = *held {
                let of = self.locals[usize::from(local)];
                self.views[symbol as usize] = Some(View { of, lender: Some(local) });
            }
        }
    }

    /// Which function a symbol is, or is bound to, if that is known.
    pub(crate) fn function_of(&self, symbol: Symbol) -> Option<FunctionId> {
        self.functions.get(&self.object(symbol)).copied()
    }

    /// Learns which function a symbol is, or is bound to.
    pub(super) fn learn_function(&mut self, symbol: Symbol, function: FunctionId) {
        self.functions.insert(self.object(symbol), function);
    }

    /// Whether a symbol is a constant's.
    pub(crate) fn is_immortal(&self, symbol: Symbol) -> bool {
        self.immortal.contains(&symbol)
    }

    /// Learns that a symbol is a constant's.
    pub(super) fn learn_immortal(&mut self, symbol: Symbol) {
        self.immortal.insert(symbol);
    }

    /// Whether a symbol is that of an int constant that is not negative.
    pub(super) fn is_natural(&self, symbol: Symbol) -> bool {
        let of = self.views[symbol as usize].map_or(symbol, |view| view.of);
        self.natural.contains(&of)
    }

    /// Learns that a symbol is that of such a constant.
    pub(super) fn learn_natural(&mut self, symbol: Symbol) {
        self.natural.insert(symbol);
    }

    /// Whether an index is known to be within the bounds of a tuple.
    pub(crate) fn is_within(&self, tuple: Symbol, index: Symbol) -> bool {
        self.within.contains(&(self.object(tuple), self.object(index)))
    }

    /// Learns that an index is within the bounds of a tuple.
    pub(super) fn learn_within(&mut self, tuple: Symbol, index: Symbol) {
        self.within.insert((self.object(tuple), self.object(index)));
    }

    /// Which class a symbol is an instance of, if that is known.
    pub(crate) fn class_of(&self, symbol: Symbol) -> Option<ClassId> {
        self.classes.get(&self.object(symbol)).copied()
    }

    /// Learns which class a symbol is an instance of.
    pub(super) fn learn_class(&mut self, symbol: Symbol, class: ClassId) {
        self.classes.insert(self.object(symbol), class);
    }

    /// The function of the frame that has been made and not entered.
    pub(crate) fn pending_function(&self) -> Option<FunctionId> {
        self.pending.as_ref().map(|pending| pending.function)
    }

    /// Whether the frame that the trace began in has been left.
    pub(crate) fn is_left(&self) -> bool {
        self.phase == Phase::Left
    }

    /// Whether a generator has been resumed whose frame has not been entered.
    pub(crate) fn has_resumed(&self) -> bool {
        self.phase == Phase::Resumed
    }

    /// Enters the frame that is pending, which has these numbers of locals and words.
    pub(super) fn push_frame(&mut self, local_count: usize, words: usize) {
        let Some(Pending { function, args, mut forms }) = self.pending.take() else { return };
        forms.resize(local_count, LocalForm::Reference);
        let mut locals = args;
        while locals.len() < local_count {
            locals.push(self.fresh(Kind::Null));
        }
        self.wait(words);
        (self.function, self.locals, self.forms, self.in_generator) =
            (function, locals, forms, false);
    }

    /// Enters the frame of a generator, of which nothing is known.
    pub(super) fn enter_generator(&mut self) -> Phase {
        self.wait(0);
        Phase::Left
    }

    /// Leaves the current frame for one of so many words, from which the trace comes back.
    fn wait(&mut self, callee_words: usize) {
        // Who knows what the other function does to iterators.
        self.forget_unexhausted();
        self.callers.push(Caller {
            function: self.function,
            stack: std::mem::take(&mut self.stack),
            locals: std::mem::take(&mut self.locals),
            forms: std::mem::take(&mut self.forms),
            in_generator: self.in_generator,
            offset: self.offset.take(),
            callee_words,
        });
    }

    /// Goes back to the frame that called this one, if the trace came from there.
    pub(super) fn pop_frame(&mut self) -> bool {
        let Some(caller) = self.callers.pop() else { return false };
        self.function = caller.function;
        self.stack = caller.stack;
        self.locals = caller.locals;
        self.forms = caller.forms;
        self.in_generator = caller.in_generator;
        self.offset = caller.offset;
        self.space += caller.callee_words;
        true
    }

    /// Goes on in the frame to which the trace has returned, of which that much is known. The trace still runs as the
    /// same executor.
    pub(crate) fn follow(&mut self, entry: &Entry, function: FunctionId, local_count: usize) {
        let returned = self.returned;
        self.begin(entry, function, local_count);
        if let (Some((kind, class)), Some(&value)) = (returned, self.stack.last()) {
            self.refine(value, kind.exhaustible().unwrap_or(kind));
            if let Some(class) = class {
                self.learn_class(value, class);
            }
        }
    }

    /// Leaves the frame for one of which nothing is known.
    pub(super) fn leave_frame(&mut self) -> Phase {
        self.stack.clear();
        self.offset = None;
        Phase::Left
    }

    pub(crate) fn kind(&self, symbol: Symbol) -> Kind {
        let kind = self.kinds[self.object(symbol) as usize];
        match self.views[symbol as usize] {
            // Of the object more may have become known since.
            Some(view) if kind.is(Kind::Tagged) && self.kind(view.of).tagged().is(kind) => {
                self.kind(view.of).tagged()
            }
            _ => kind,
        }
    }

    /// The symbol that owns what `symbol` may only borrow.
    pub(crate) fn object(&self, symbol: Symbol) -> Symbol {
        match self.views[symbol as usize] {
            Some(View { of, lender: Some(_) }) => of,
            _ => symbol,
        }
    }

    /// The local that keeps a borrowed object alive.
    pub(crate) fn lender(&self, symbol: Symbol) -> Option<u16> {
        self.views[symbol as usize].and_then(|view| view.lender)
    }

    /// How a slot holds what the symbol stands for.
    pub(crate) fn form(&self, symbol: Symbol) -> SlotForm {
        match self.kind(symbol) {
            _ if self.lender(symbol).is_some() => SlotForm::Borrowed,
            kind if kind.is(Kind::Tagged) => SlotForm::Tagged,
            Kind::Unboxed | Kind::Number => SlotForm::Unboxed,
            _ => SlotForm::Owned,
        }
    }

    /// The object of local number `local`, without a reference of its own.
    pub(crate) fn borrow(&mut self, local: u16) -> Symbol {
        let of = self.locals[usize::from(local)];
        let symbol = self.fresh(self.kind(of));
        self.views[symbol as usize] = Some(View { of, lender: Some(local) });
        symbol
    }

    /// The object of `of`, tagged.
    pub(crate) fn tag(&mut self, of: Symbol) -> Symbol {
        let symbol = self.fresh(self.kind(of).tagged());
        self.views[symbol as usize] = Some(View { of, lender: None });
        symbol
    }

    /// The object of `tagged`, as a reference.
    pub(crate) fn untag(&mut self, tagged: Symbol) -> Symbol {
        match self.views[tagged as usize] {
            Some(View { of, lender: None }) => of,
            _ => self.fresh(self.kind(tagged).untagged()),
        }
    }

    /// The object of a symbol that may be tagged, as a reference.
    pub(crate) fn untagged(&mut self, symbol: Symbol) -> Symbol {
        match self.form(symbol) {
            SlotForm::Tagged => self.untag(symbol),
            _ => symbol,
        }
    }

    /// How a local holds the value of a slot that is moved there.
    pub(crate) fn form_in_local(&self, symbol: Symbol) -> LocalForm {
        match self.form(symbol) {
            SlotForm::Tagged => LocalForm::Tagged,
            _ => LocalForm::Reference,
        }
    }

    /// Whether a local holds a tagged int that is compact.
    pub(crate) fn holds_tagged(&self, local: usize) -> bool {
        self.forms[local] == LocalForm::Tagged && self.kind(self.locals[local]) == Kind::Compact
    }

    /// A new symbol.
    pub(crate) fn fresh(&mut self, kind: Kind) -> Symbol {
        let symbol = self.kinds.len() as Symbol;
        self.kinds.push(kind);
        self.views.push(None);
        self.note_unexhausted(symbol, kind);
        symbol
    }

    /// Learns that `symbol` is of `kind`, unless more is known already.
    pub(crate) fn refine(&mut self, symbol: Symbol, kind: Kind) {
        let symbol = self.object(symbol);
        if !self.kind(symbol).is(kind) {
            if let (true, Some(view)) = (kind.is(Kind::TaggedInt), self.views[symbol as usize]) {
                self.refine(view.of, kind.untagged());
            }
            self.kinds[symbol as usize] = kind;
            self.note_unexhausted(symbol, kind);
        }
    }

    fn note_unexhausted(&mut self, symbol: Symbol, kind: Kind) {
        if kind.exhaustible().is_some() {
            self.unexhausted.push(symbol);
        }
    }

    /// Forgets that iterators have a value left. All of them, because any two symbols may
    /// stand for the same object.
    pub(crate) fn forget_unexhausted(&mut self) {
        for symbol in self.unexhausted.drain(..) {
            let kind = &mut self.kinds[symbol as usize];
            *kind = kind.exhaustible().unwrap_or(*kind);
        }
    }

    fn symbols(&self, depth: usize) -> impl Iterator<Item = Symbol> {
        self.locals.iter().chain(&self.stack[..depth]).copied()
    }

    fn slots(&self, depth: usize) -> impl Iterator<Item = Kind> {
        self.symbols(depth).map(|symbol| {
            let kind = self.kind(symbol);
            kind.exhaustible().unwrap_or(kind)
        })
    }

    /// What another trace may rely on that starts with this state's locals and `depth` slots.
    pub(crate) fn leave(&self, depth: usize, way: Way) -> Entry {
        Entry {
            kinds: self.slots(depth).collect(),
            classes: self.symbols(depth).map(|symbol| self.class_of(symbol)).collect(),
            forms: self.forms.as_slice().into(),
            held: self.held(depth).collect(),
            in_generator: self.in_generator,
            offset: self.offset,
            executor_set: way.executor_set,
            first: Some(way.from),
        }
    }

    /// How each of `depth` slots holds its value, none of which is unboxed.
    pub(crate) fn held(&self, depth: usize) -> impl Iterator<Item = Held> {
        self.stack[..depth].iter().map(|&symbol| match (self.lender(symbol), self.form(symbol)) {
            (Some(local), _) => Held::Borrowed(local),
            (None, SlotForm::Tagged) => Held::Tagged,
            (None, _) => Held::Owned,
        })
    }

    /// Makes `entry` what both it and this state promise, and says whether that is less.
    pub(super) fn meet(&self, depth: usize, way: Way, entry: &mut Entry) -> bool {
        let classes = self.symbols(depth).map(|symbol| self.class_of(symbol));
        let changed = entry.meet_slots(&self.forms, self.slots(depth), classes);
        entry.meet_frame(self.offset, way.executor_set) || changed
    }
}
