//! The time of single uops, by repetition.
//!
//! Beside one of its places in a workload's program a uop is put several times more, in a group that
//! leaves the stack as it was. The slope of the run time against the number of groups that are executed
//! is what one more takes there, less the time of the copies and drops in it, which are measured at the
//! same place as a group of their own; of a uop that takes nothing, the drop is part of its time. A group is
//! measured only if the program with it passes the verifier and, on every backend, gives the same result
//! through as many exits as without it.
//!
//! This is throughput in that place. A compiler that recognises a repeated guard makes no
//! code for the repetitions, so they take no time. In a program, repeated guards would take none either.

mod group;
mod host;

pub use host::{PROGRAMS_PER_UOP, RUNS_PER_PROGRAM, measure, places};
