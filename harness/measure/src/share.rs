//! How much of a program runs in traces that CPython's JIT made.

use crate::Error;
use inspect::visits;
use programs::{Inputs, Workload};

/// The uops that a program executes, and those of them in traces that CPython's JIT made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// Uops in CPython's own traces.
    pub in_cpython: u64,
    /// All uops.
    pub all: u64,
}

impl Share {
    /// Runs a program once; nothing if it has no trace of CPython's JIT.
    pub fn of(workload: &Workload, inputs: &Inputs) -> Result<Option<Self>, Error> {
        if workload.executors.iter().all(Option::is_none) {
            return Ok(None);
        }
        let all = visits(workload, inputs)?;
        let mut share = Share { in_cpython: 0, all: 0 };
        for (visits, executor) in all.iter().zip(&workload.executors) {
            let executed: u64 = visits.iter().sum();
            share.all += executed;
            share.in_cpython += if executor.is_some() { executed } else { 0 };
        }
        Ok(Some(share))
    }

    /// The part in CPython's own traces.
    pub fn fraction(self) -> f64 {
        self.in_cpython as f64 / self.all.max(1) as f64
    }
}
