//! The harness: runs programs on backends, checks them against each other, measures, and reports.
//!
//! - [`workload`] finds and loads programs with what CPython says they return, [`backends`] knows
//!   the backends of this build, [`check`] runs once and compares;
//! - [`corpus`] counts what all programs together consist of;
//! - [`probe`] makes programs that measure one thing each;
//! - [`measure`] takes samples, [`stats`] condenses them, [`record`] is the file that keeps them,
//!   [`environment`] what is noted about the machine;
//! - [`peers`] times the same Python sources on the Pythons of the machine;
//! - [`ablation`] compares the configurations of the copy-and-patch backend, [`scaling`] compiles ever
//!   longer programs;
//! - [`ceiling`] says how far backends are from the best code;
//! - [`summary`] derives what reports say, [`chart`] draws, [`report`] writes HTML and Markdown;
//! - [`explore`] shows uops beside the machine code that each backend makes of them;
//! - [`attribution`] says which uops cost what, [`repetition`] how long they take;
//! - [`evaluate`] says which criteria of a PEP hold;
//! - [`fuzz`] runs random programs until two backends differ;
//! - [`audit`] looks whether machine code leads only where it may;
//! - [`count`] counts instructions, [`cost`] the lines of each backend;
//! - [`tools`] tells profilers and debuggers of the code that runs;
//! - [`comparison`] compares two files, [`export`] writes them for other tools;
//! - [`cli`] is the command `uopbench`.
#![forbid(unsafe_code)]

pub mod ablation;
pub mod attribution;
pub mod audit;
pub mod backends;
pub mod ceiling;
pub mod chart;
pub mod check;
pub mod cli;
pub mod comparison;
pub mod corpus;
pub mod cost;
pub mod count;
pub mod disassembly;
pub mod environment;
pub mod error;
pub mod evaluate;
pub mod explore;
pub mod export;
pub mod files;
pub mod format;
pub mod fuzz;
pub mod measure;
pub mod peers;
pub mod probe;
pub mod record;
pub mod repetition;
pub mod report;
pub mod scaling;
pub mod stats;
pub mod suggest;
pub mod summary;
pub mod tools;
pub mod workload;

pub use trace::rng;
