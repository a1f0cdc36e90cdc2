//! The same Python sources on the Pythons of this machine.
//!
//! A peer is timed in processes of its own, which take turns with those of the others. Each process runs
//! the program until it is warm, which means that for a while no JIT has made a trace. The process then takes
//! samples with `time.perf_counter_ns`, with the cyclic
//! garbage collector switched off, as nothing here collects cycles within a run. A peer that computes
//! something else gets no number.
#![forbid(unsafe_code)]

mod error;
mod find;
mod measure;
mod peer;
mod python;
mod start;

pub use error::Error;
pub use find::find;
pub use measure::{Budget, Task, add, measure};
pub use peer::Peer;
