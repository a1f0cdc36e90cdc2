//! The shape of a program's code.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The form in which a program has its uops.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// Straight traces: a side trace repeats what follows a join.
    #[default]
    Trace,
    /// Regions: a block ends where ways join, so that nothing is repeated.
    Region,
}

impl Shape {
    /// Both.
    pub const ALL: [Shape; 2] = [Shape::Trace, Shape::Region];

    /// As commands call it.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Trace => "trace",
            Shape::Region => "region",
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Shape {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Shape::ALL.into_iter().find(|shape| shape.name() == name);
        known.ok_or_else(|| format!("there is no shape `{name}`; there are `trace` and `region`"))
    }
}
