//! The programs that are run.
//!
//! A [`Workload`] is a program with the result that CPython returns. [`probe`] makes programs that
//! measure one thing each; [`corpus`] counts the uops of all programs together.
#![forbid(unsafe_code)]

mod compressed;
pub mod corpus;
mod error;
mod folder;
mod inputs;
mod names;
pub mod probe;
mod variant;
mod workload;

pub use error::Error;
pub use folder::{named, workloads_folder};
pub use inputs::{Expected, Inputs};
pub use names::FOLDER_VARIABLE;
pub use variant::Variant;
pub use workload::{Workload, parse};
