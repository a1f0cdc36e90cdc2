//! Units of numbers.

use serde::{Deserialize, Serialize};

/// How a number is written.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Unit {
    /// How much faster than `against`, in percent: 100 is twice as fast.
    #[serde(rename = "% faster")]
    PercentFaster,
    /// How much more than `against`, in percent: 100 is twice as much.
    #[serde(rename = "% more")]
    PercentMore,
    /// As a multiple of `against`.
    #[serde(rename = "times")]
    Times,
    /// Nanoseconds.
    #[serde(rename = "ns")]
    Ns,
    /// Nanoseconds per uop of the program.
    #[serde(rename = "ns/uop")]
    NsPerUop,
    /// Seconds.
    #[serde(rename = "s")]
    Seconds,
    /// Bytes.
    #[serde(rename = "bytes")]
    Bytes,
    /// Bytes per uop of the program.
    #[serde(rename = "bytes/uop")]
    BytesPerUop,
}

impl Unit {
    /// Whether it needs a backend to be relative to.
    pub fn is_relative(self) -> bool {
        matches!(self, Unit::PercentFaster | Unit::PercentMore | Unit::Times)
    }

    /// As criteria write it.
    pub fn name(self) -> &'static str {
        match self {
            Unit::PercentFaster => "% faster",
            Unit::PercentMore => "% more",
            Unit::Times => "times",
            Unit::Ns => "ns",
            Unit::NsPerUop => "ns/uop",
            Unit::Seconds => "s",
            Unit::Bytes => "bytes",
            Unit::BytesPerUop => "bytes/uop",
        }
    }
}
