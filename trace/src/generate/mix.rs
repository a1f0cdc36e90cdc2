//! What generated programs consist of.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A family of uops that a [`Mix`] gives a weight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Family {
    /// Ints: arithmetic, operators, comparisons.
    Ints,
    /// Floats, likewise.
    Floats,
    /// Texts: concatenation, subscripts, formatting, methods.
    Texts,
    /// Lists: literals, items, appending, unpacking.
    Lists,
    /// Tuples, dicts and sets.
    Containers,
    /// Guards of a truth value, whose exits lead to side traces.
    Branches,
    /// Guards of a type: many never leave, some lead to side traces.
    Exits,
    /// Loops over ranges, lists, tuples and texts.
    Loops,
    /// What raises an exception or leaves through an unlinked exit. Programs with it may not return.
    Faults,
    /// Calls of Python functions, in the trace or in traces of their own.
    Calls,
    /// Instances of classes: made, their attributes, their methods.
    Objects,
    /// Cells, closures and global names.
    Closures,
    /// What raises exceptions, and what handles them. Programs with it may not return.
    Exceptions,
    /// Generators, and loops over them.
    Generators,
}

impl Family {
    /// Every family.
    pub const ALL: [Family; 14] = [
        Family::Ints,
        Family::Floats,
        Family::Texts,
        Family::Lists,
        Family::Containers,
        Family::Branches,
        Family::Exits,
        Family::Loops,
        Family::Faults,
        Family::Calls,
        Family::Objects,
        Family::Closures,
        Family::Exceptions,
        Family::Generators,
    ];

    /// Its name in a mix.
    pub fn name(self) -> &'static str {
        match self {
            Family::Ints => "ints",
            Family::Floats => "floats",
            Family::Texts => "texts",
            Family::Lists => "lists",
            Family::Containers => "containers",
            Family::Branches => "branches",
            Family::Exits => "exits",
            Family::Loops => "loops",
            Family::Faults => "faults",
            Family::Calls => "calls",
            Family::Objects => "objects",
            Family::Closures => "closures",
            Family::Exceptions => "exceptions",
            Family::Generators => "generators",
        }
    }
}

/// The weight of each family: how often it is chosen, relative to the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mix([u32; Family::ALL.len()]);

/// The largest weight.
const WEIGHT_LIMIT: u32 = 1000;

impl Mix {
    /// The mixes that have a name.
    pub const NAMED: [(&str, Mix); 14] = [
        ("balanced", Mix([4, 4, 2, 3, 3, 2, 2, 2, 0, 0, 0, 0, 0, 0])),
        ("ints", Mix([8, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])),
        ("floats", Mix([1, 8, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])),
        ("lists", Mix([3, 1, 0, 8, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])),
        ("containers", Mix([2, 1, 4, 2, 6, 1, 1, 1, 0, 0, 0, 0, 0, 0])),
        ("branches", Mix([4, 1, 0, 0, 0, 8, 1, 2, 0, 0, 0, 0, 0, 0])),
        ("exits", Mix([3, 2, 1, 1, 1, 2, 8, 2, 0, 0, 0, 0, 0, 0])),
        ("wild", Mix([3, 3, 2, 3, 3, 2, 2, 1, 1, 0, 0, 0, 0, 0])),
        ("calls", Mix([4, 2, 0, 1, 0, 2, 1, 1, 0, 8, 0, 0, 0, 0])),
        ("objects", Mix([4, 2, 1, 0, 0, 2, 1, 1, 0, 2, 8, 0, 0, 0])),
        ("closures", Mix([4, 1, 1, 0, 0, 2, 1, 1, 0, 2, 0, 8, 0, 0])),
        ("exceptions", Mix([4, 2, 1, 2, 2, 3, 1, 2, 0, 4, 1, 1, 60, 2])),
        ("generators", Mix([4, 1, 1, 1, 1, 2, 1, 8, 0, 2, 0, 0, 20, 8])),
        ("everything", Mix([3, 3, 2, 3, 3, 2, 2, 1, 1, 4, 4, 4, 16, 4])),
    ];

    /// The mix without a family.
    pub(super) fn without(mut self, family: Family) -> Mix {
        self.0[family as usize] = 0;
        self
    }

    /// How often a family is chosen.
    pub fn weight(&self, family: Family) -> u32 {
        self.0[family as usize]
    }
}

impl Default for Mix {
    fn default() -> Self {
        Mix::NAMED[0].1
    }
}

/// Why a text is not a mix.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum MixError {
    /// Nothing has this name.
    #[error("there is no mix or family `{name}`; mixes: {}; families: {}", mixes(), families())]
    Unknown {
        /// What stands there.
        name: String,
    },
    /// A weight is not a small number.
    #[error("`{weight}` is not a weight from 0 to {WEIGHT_LIMIT}")]
    Weight {
        /// What stands there.
        weight: String,
    },
    /// No family that computes anything has a weight.
    #[error("give ints, floats, texts, lists or containers a weight")]
    Empty,
}

fn mixes() -> String {
    Mix::NAMED.map(|(name, _)| name).join(", ")
}

fn families() -> String {
    Family::ALL.map(Family::name).join(", ")
}

/// The name of a mix, or families with their weights: `ints=3,lists=1`.
impl FromStr for Mix {
    type Err = MixError;

    fn from_str(text: &str) -> Result<Self, MixError> {
        if let Some((_, mix)) = Mix::NAMED.iter().find(|(name, _)| *name == text) {
            return Ok(*mix);
        }
        let mut mix = Mix([0; Family::ALL.len()]);
        for part in text.split(',') {
            let (name, weight) = part.split_once('=').unwrap_or((part, "1"));
            let family = Family::ALL.iter().find(|family| family.name() == name.trim());
            let family = family.ok_or_else(|| MixError::Unknown { name: name.trim().into() })?;
            let number = weight.trim().parse().ok().filter(|&weight: &u32| weight <= WEIGHT_LIMIT);
            mix.0[*family as usize] =
                number.ok_or_else(|| MixError::Weight { weight: weight.trim().into() })?;
        }
        let computes = &mix.0[..=Family::Containers as usize];
        if computes.iter().all(|&weight| weight == 0) {
            return Err(MixError::Empty);
        }
        Ok(mix)
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, _)) = Mix::NAMED.iter().find(|(_, mix)| mix == self) {
            return f.write_str(name);
        }
        let parts = Family::ALL.iter().filter(|&&family| self.weight(family) > 0);
        let parts: Vec<String> =
            parts.map(|&family| format!("{}={}", family.name(), self.weight(family))).collect();
        f.write_str(&parts.join(","))
    }
}
