//! Locals and evaluation stack, with symbols in place of objects.

use uops::Kind;

/// An object, or the lack of one, whose kind becomes known bit by bit.
pub(super) type Symbol = u32;

/// What is known at the start of a trace of each local, then of each stack slot: null, an object, one
/// of a kind that has no guard, or nothing.
///
/// Other types are not known there; each trace guards what it needs. For lists, dicts, sets and the
/// pieces of an f-string there is no guard: CPython's compiler sees to it that `_LIST_APPEND`, say,
/// finds the list that an earlier instruction made, which may belong to an earlier trace.
#[derive(Clone, Debug)]
pub(super) struct Entry(pub(super) Box<[Kind]>);

/// What is known between two uops of a trace.
#[derive(Default, Debug)]
pub(super) struct State {
    pub(super) stack: Vec<Symbol>,
    pub(super) locals: Vec<Symbol>,
    /// The kind of each symbol.
    kinds: Vec<Kind>,
    /// Symbols that may be of the kind of an iterator with a value left.
    unexhausted: Vec<Symbol>,
    /// `_START_EXECUTOR` has run in this trace.
    pub(super) executor_set: bool,
    /// `_POP_FRAME` was the last uop.
    pub(super) frame_popped: bool,
}

impl State {
    /// Starts a trace.
    pub(super) fn enter(&mut self, entry: &Entry, local_count: usize) {
        self.stack.clear();
        self.locals.clear();
        self.unexhausted.clear();
        self.kinds.clear();
        self.kinds.extend_from_slice(&entry.0);
        self.locals.extend(0..local_count as Symbol);
        self.stack.extend(local_count as Symbol..self.kinds.len() as Symbol);
        self.executor_set = false;
        self.frame_popped = false;
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
        if kind.exhaustible().is_some() {
            self.unexhausted.push(symbol);
        }
    }

    /// Forgets that iterators have a value left. All of them, because any two symbols may
    /// stand for the same object.
    pub(super) fn forget_unexhausted(&mut self) {
        for symbol in self.unexhausted.drain(..) {
            let kind = &mut self.kinds[symbol as usize];
            *kind = kind.exhaustible().unwrap_or(*kind);
        }
    }

    fn slots(&self, depth: usize) -> impl Iterator<Item = Kind> {
        let symbols = self.locals.iter().chain(&self.stack[..depth]);
        symbols.map(|&symbol| match self.kind(symbol) {
            kind if kind.is_unguarded() => kind,
            kind @ (Kind::Slot | Kind::Null) => kind,
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
