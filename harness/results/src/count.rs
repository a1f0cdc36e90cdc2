//! How many instructions and indirect jumps a run takes.

use serde::{Deserialize, Serialize};
use trace::Dialect;

/// One run of a workload on a backend.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Instructions {
    /// The workload's name.
    pub workload: String,
    /// The dialect of its program. Older files have none, and are of the first.
    #[serde(default, with = "trace::dialect_name")]
    pub dialect: Dialect,
    /// The backend's id.
    pub backend: String,
    /// Uops that the run executes.
    pub uops_executed: u64,
    /// Instructions by callgrind.
    pub callgrind: Count,
    /// Jumps and calls through a register or memory, by callgrind.
    pub indirect_jumps: Jumps,
    /// Instructions by the processor's own counter.
    pub hardware: Count,
}

/// A number of instructions, or why there is none.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
#[serde(untagged)]
pub enum Count {
    /// A number.
    Instructions {
        /// Instructions in all.
        instructions: u64,
        /// Instructions for each uop.
        per_uop: f64,
    },
    /// None, and why.
    Missing {
        /// Why it can't be had.
        unavailable: String,
    },
}

/// A number of indirect jumps and calls, returns apart, or why there is none.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
#[serde(untagged)]
pub enum Jumps {
    /// A number.
    Number {
        /// Jumps in all.
        jumps: u64,
        /// Jumps for each uop.
        per_uop: f64,
    },
    /// None, and why.
    Missing {
        /// Why it can't be had.
        unavailable: String,
    },
}

impl Jumps {
    /// The number of jumps and the number of uops, or why there is none.
    pub fn new(jumps: Result<u64, String>, uops: u64) -> Self {
        match jumps {
            Ok(jumps) => Jumps::Number { jumps, per_uop: jumps as f64 / uops as f64 },
            Err(unavailable) => Jumps::Missing { unavailable },
        }
    }
}

impl Count {
    /// The number of instructions and the number of uops, or why there is none.
    pub fn new(instructions: Result<u64, String>, uops: u64) -> Self {
        match instructions {
            Ok(instructions) => {
                Count::Instructions { instructions, per_uop: instructions as f64 / uops as f64 }
            }
            Err(unavailable) => Count::Missing { unavailable },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_no_zero() {
        let missing = serde_json::to_value(Count::new(Err("none".into()), 5)).expect("JSON");
        assert_eq!(missing, serde_json::json!({ "unavailable": "none" }));
        let count = serde_json::to_value(Count::new(Ok(30), 5)).expect("JSON");
        assert_eq!(count, serde_json::json!({ "instructions": 30, "per_uop": 6.0 }));
    }
}
