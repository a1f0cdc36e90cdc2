//! The time of single uops.

use serde::{Deserialize, Serialize};

/// What one more of a uop takes.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct UopTime {
    /// The uop's name.
    pub op: String,
    /// The workload in which it was measured.
    pub workload: String,
    /// The uops that were repeated.
    pub group: String,
    /// On each backend.
    pub times: Vec<Nanoseconds>,
}

impl UopTime {
    /// Its time on a backend.
    pub fn on(&self, backend: &str) -> Option<&Nanoseconds> {
        self.times.iter().find(|time| time.backend == backend)
    }
}

/// What a uop takes on a backend, in nanoseconds, copies and drops not counted.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Nanoseconds {
    /// The backend's id.
    pub backend: String,
    /// The median over all rounds.
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub lo: f64,
    /// Upper end of it.
    pub hi: f64,
}
