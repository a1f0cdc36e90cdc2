//! What is known at the start of a trace.

use crate::location::Location;
use crate::program::ClassId;
use uops::Kind;

/// How a local holds its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LocalForm {
    /// As a reference, or null.
    Reference,
    /// As a tagged value, or as a reference or null.
    Mixed,
    /// As a tagged value: whatever fits a tagged int is one.
    Tagged,
}

impl LocalForm {
    /// What both may be.
    pub(super) fn meet(self, other: LocalForm) -> LocalForm {
        if self == other { self } else { LocalForm::Mixed }
    }
}

/// What is known at the start of a trace of each local, then of each stack slot: what all exits that
/// lead there agree on. An object's type never changes; whether an iterator has a value left does.
///
/// Other uops guard what they need, but lists, dicts, sets and the pieces of an f-string have no guard:
/// CPython's compiler ensures that `_LIST_APPEND`, for example, finds the list that an earlier instruction
/// made, which may belong to an earlier trace.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) kinds: Box<[Kind]>,
    /// Which class's instance each of them holds.
    pub(crate) classes: Box<[Option<ClassId>]>,
    /// How each local holds its value.
    pub(crate) forms: Box<[LocalForm]>,
    /// How each stack slot holds its value. All exits that lead there agree on it.
    pub(crate) held: Box<[Held]>,
    /// Whether the frame is that of a generator. All exits that lead there agree on it.
    pub(crate) in_generator: bool,
    /// The offset that the frame has as its instruction pointer, if all exits that lead there agree on it. It is known
    /// in programs with handlers alone.
    pub(crate) offset: Option<u32>,
    /// Whether all exits that lead there leave the thread with the executor that the trace runs as.
    pub(crate) executor_set: bool,
    /// The first exit that led there.
    pub(super) first: Option<Location>,
}

/// An exit that leads to a trace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) from: Location,
    /// It leaves the thread with the executor that the trace runs as.
    pub(crate) executor_set: bool,
}

/// How a stack slot holds its value where a trace starts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Held {
    /// As a reference of its own, or null.
    Owned,
    /// As a reference that this local owns.
    Borrowed(u16),
    /// As a tagged int.
    Tagged,
}

/// Makes `known` what both it and `kind` promise, and says whether that is less.
fn agree(known: &mut Kind, kind: Kind) -> bool {
    if kind.is(*known) {
        return false;
    }
    let both = |wanted| kind.is(wanted) && known.is(wanted);
    let common = [Kind::Int, Kind::Object, Kind::Slot, Kind::Tagged, Kind::PositionOrNull];
    *known = common.into_iter().find(|&wanted| both(wanted)).unwrap_or(Kind::Any);
    true
}

impl Entry {
    /// Promises of kinds and classes only what `other` promises too.
    pub(crate) fn agree(&mut self, other: &Entry) {
        for (known, &kind) in self.kinds.iter_mut().zip(&other.kinds) {
            agree(known, kind);
        }
        for (known, class) in self.classes.iter_mut().zip(&other.classes) {
            *known = known.filter(|_| known == class);
        }
    }

    /// Promises no more than `other` does, and says whether that is less than before.
    pub(super) fn meet(&mut self, other: &Entry) -> bool {
        let (kinds, classes) = (other.kinds.iter().copied(), other.classes.iter().copied());
        let changed = self.meet_slots(&other.forms, kinds, classes);
        self.meet_frame(other.offset, other.executor_set) || changed
    }

    /// Promises no more of locals and stack than these forms, kinds and classes do, and says whether that is less than
    /// before.
    pub(super) fn meet_slots(
        &mut self,
        forms: &[LocalForm],
        kinds: impl Iterator<Item = Kind>,
        classes: impl Iterator<Item = Option<ClassId>>,
    ) -> bool {
        let mut changed = false;
        for (known, form) in self.forms.iter_mut().zip(forms) {
            let both = known.meet(*form);
            changed |= both != *known;
            *known = both;
        }
        for (known, kind) in self.kinds.iter_mut().zip(kinds) {
            changed |= agree(known, kind);
        }
        for (known, class) in self.classes.iter_mut().zip(classes) {
            changed |= known.is_some() && *known != class;
            *known = known.filter(|_| *known == class);
        }
        changed
    }

    /// The same of the frame's instruction pointer and of the thread's executor.
    pub(super) fn meet_frame(&mut self, offset: Option<u32>, executor_set: bool) -> bool {
        let mut changed = self.executor_set && !executor_set;
        self.executor_set &= executor_set;
        changed |= self.offset.is_some() && self.offset != offset;
        self.offset = self.offset.filter(|_| self.offset == offset);
        changed
    }

    /// Whether an exit that promises this does not promise the same as another one.
    pub(super) fn differs(&self, other: &Entry) -> bool {
        (&self.kinds, &self.classes, &self.forms, self.executor_set)
            != (&other.kinds, &other.classes, &other.forms, other.executor_set)
    }

    /// The same in the frame of a generator, or of a call.
    pub(crate) fn in_generator(self, in_generator: bool) -> Self {
        Entry { in_generator, ..self }
    }

    /// An entry whose stack slots are all owned, and whose first `locals` kinds are those of locals that hold
    /// references.
    pub(crate) fn owned(kinds: Box<[Kind]>, locals: usize) -> Self {
        let forms = vec![LocalForm::Reference; locals].into();
        let held = vec![Held::Owned; kinds.len().saturating_sub(locals)].into();
        let classes = vec![None; kinds.len()].into();
        let (in_generator, offset, executor_set, first) = (false, None, false, None);
        Entry { kinds, classes, forms, held, in_generator, offset, executor_set, first }
    }
}
