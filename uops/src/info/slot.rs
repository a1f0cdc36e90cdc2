//! Stack slots that a row of the table names.

use super::Kind;
use std::ops::Range;

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
    /// Pushes `oparg >> 8` objects, one more, and `oparg & 255` above that, under its outputs.
    PushesStarred,
    /// Looks at `first` and the `oparg` slots of kind `rest` above it, which stay.
    Peeks {
        /// The deepest slots.
        first: &'static [Slot],
        /// What each of the `oparg` others has to be.
        rest: Kind,
    },
    /// Puts a result in the place of the deepest of `first` and the `oparg` slots of kind `rest` above it; the
    /// others stay.
    Replaces {
        /// What comes in the place of the deepest slot.
        result: Slot,
        /// The deepest slots, the one that is replaced included.
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

/// What has to be in a slot that a uop reaches under its inputs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Required {
    /// What messages call the slot.
    pub name: &'static str,
    /// What it has to be.
    pub kind: Kind,
    /// What messages call the slot where it has to be owned; nothing if it may be borrowed.
    pub owned: Option<&'static str>,
}

/// What a uop does that moves slots instead of replacing inputs by outputs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moves {
    /// Pushes a copy of the slot `oparg - 1` below the topmost one.
    Copy,
    /// Exchanges the topmost slot with the one `oparg - 1` below it.
    Swap,
}

/// All that verifier, optimiser and tests know of a form. A new form is described here and in
/// [`UopInfo::stack_effect`]; every `match` has an arm for each form.
///
/// [`UopInfo::stack_effect`]: super::UopInfo::stack_effect
impl Below {
    /// The smallest oparg that makes sense.
    pub fn least_oparg(self) -> u16 {
        match self {
            Below::Reads(_) | Below::Copies => 1,
            Below::Swaps => 2,
            Below::Nothing
            | Below::Pops { .. }
            | Below::PopsPairs
            | Below::Pushes
            | Below::PushesStarred
            | Below::Peeks { .. }
            | Below::Replaces { .. }
            | Below::Frame => 0,
        }
    }

    /// What the uop does if it moves slots.
    pub fn moves(self) -> Option<Moves> {
        match self {
            Below::Copies => Some(Moves::Copy),
            Below::Swaps => Some(Moves::Swap),
            Below::Nothing
            | Below::Pops { .. }
            | Below::PopsPairs
            | Below::Pushes
            | Below::PushesStarred
            | Below::Peeks { .. }
            | Below::Replaces { .. }
            | Below::Reads(_)
            | Below::Frame => None,
        }
    }

    /// The slots for which [`Below::required`] says what has to be in them: of a stack with `base` slots under
    /// the inputs, of which the uop reaches the topmost `reach`.
    pub fn reached(self, base: usize, reach: usize) -> Range<usize> {
        match self {
            Below::Frame => 0..base,
            Below::Nothing
            | Below::Pops { .. }
            | Below::PopsPairs
            | Below::Pushes
            | Below::PushesStarred
            | Below::Peeks { .. }
            | Below::Replaces { .. }
            | Below::Reads(_)
            | Below::Copies
            | Below::Swaps => base - reach..base,
        }
    }

    /// What has to be in slot number `index` of those that are reached, the deepest first. Nothing if the
    /// uop does not look at it.
    pub fn required(self, index: usize) -> Option<Required> {
        let owned = |name, kind, owned| Some(Required { name, kind, owned: Some(owned) });
        match self {
            Below::Nothing | Below::Swaps | Below::Pushes | Below::PushesStarred => None,
            // While another frame is the current one, it is not known what these slots contain.
            Below::Frame => owned("each value on the stack", Kind::Slot, "each value on the stack"),
            Below::PopsPairs => owned("each key and value", Kind::Object, "each key and value"),
            Below::Pops { first, rest } => match first.get(index) {
                Some(slot) => owned(slot.name, slot.kind, "each argument"),
                None => owned("each argument", rest, "each argument"),
            },
            // What stays may be borrowed, but for the deepest slot, which the uop may replace.
            Below::Peeks { first, rest } | Below::Replaces { first, rest, .. } => {
                let (name, kind) =
                    first.get(index).map_or(("each argument", rest), |slot| (slot.name, slot.kind));
                Some(Required { name, kind, owned: (index == 0).then_some(name) })
            }
            Below::Reads(slot) if index == 0 => {
                Some(Required { name: slot.name, kind: slot.kind, owned: None })
            }
            Below::Copies if index == 0 => {
                Some(Required { name: "the original", kind: Kind::Object, owned: None })
            }
            Below::Reads(_) | Below::Copies => None,
        }
    }
}
