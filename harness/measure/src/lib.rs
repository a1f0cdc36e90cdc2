//! Takes samples of compile, publish and run time.
//!
//! A [`Schedule`] says what is measured. [`conduct()`] starts one process after the other. Each
//! [measures](measure_process) all workloads and writes a results file; the files are merged.
//!
//! Within a process, backends take turns in randomised blocks. Each block has one sample of
//! everything, in an order drawn from the seed, so that a drift of the machine's speed affects all
//! backends alike. The baseline's run time is sampled a second time as if it were another backend;
//! the difference between both is the noise floor. A few times the code is moved to another address.

//!
//! [`check`] runs a program once on each backend and compares, [`count`] counts instructions,
//! [`repetition`] finds out how long single uops take, [`attribution`] which uops cost what,
//! [`scaling`] compiles ever longer programs, [`ablation`] compares configurations of one backend;
//! [`environment`] says what is known of machine and build.
#![forbid(unsafe_code)]

pub mod ablation;
mod announce;
pub mod attribution;
mod beside;
mod blocks;
mod budget;
mod cell;
pub mod check;
mod conduct;
pub mod count;
mod emulator;
pub mod environment;
mod error;
mod loading;
mod memory;
mod noise;
mod parallel;
mod parts;
mod process;
mod record;
mod reference;
pub mod repetition;
pub mod scaling;
mod schedule;
mod sections;
mod series;
mod share;

pub use announce::{Listeners, PerfForm};
pub use beside::{LeftOut, look_at_growth, look_at_uops};
pub use budget::{CellCost, ENOUGH_PROCESSES, Split, WorkloadCost, shares, split};
pub use conduct::{Conducted, Progress, conduct};
pub use emulator::{emulator, refuse_emulator};
pub use error::Error;
pub use memory::{measure_memory, memory_of_all};
pub use parallel::workers;
pub use parts::{PARTS, part_path, plan_path};
pub use process::measure_process;
pub use schedule::{Level, PROCESS_START, PlannedWorkload, Schedule, Shard};
pub use sections::{Parts, UopsCost, divide, time_of_uops, times_of_growth};
pub use share::{Place, Share, Way};
