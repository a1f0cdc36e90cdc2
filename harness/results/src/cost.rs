//! What it costs to keep backends.

use serde::{Deserialize, Serialize};

/// What a backend costs.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Cost {
    /// The backend, its configurations as one.
    pub backend: String,
    /// Lines of code that only it needs.
    pub lines: usize,
    /// Lines of code that it shares with other backends.
    pub shared_lines: usize,
    /// Uops that it has code of its own for.
    pub uops_by_hand: usize,
    /// Lines of that code for each of them; without any, none.
    pub lines_per_uop: f64,
    /// Lines, own and shared, that make code of the uops' functions, however many uops there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derivation_lines: Option<usize>,
    /// Seconds to build it with all that it needs, from nothing; absent unless asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build_seconds: Option<f64>,
}

/// What all backends have in common: the uops.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct CommonCost {
    /// Lines of the table, functions and runtime.
    pub lines: usize,
    /// Number of uops.
    pub uops: usize,
    /// Lines of the table and functions for each uop: what a new one needs, whatever the backend.
    pub lines_per_uop: f64,
}

/// What `cost --json` prints, and what results keep.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Costs {
    /// What all backends share.
    pub common: CommonCost,
    /// Each backend.
    pub backends: Vec<Cost>,
    /// The same of an earlier checkout, if one was given to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<Costs>>,
}
