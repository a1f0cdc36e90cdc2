//! Fuzzing: random programs run on every backend, optimised or not, until two results differ.
//!
//! - [`case`] makes the program of a seed and a number, and keeps the choices of its generator;
//! - [`differ`] runs a program in all ways and compares: result, exception or exit, locals and stack of the
//!   frame in which the program stopped, counts of uops and exits, objects that are still allocated;
//! - [`shrink`] looks for a smaller program that differs;
//! - [`campaign`] distributes cases over processes, so that a case that crashes or hangs is a finding, too.
#![forbid(unsafe_code)]

pub mod campaign;
pub mod case;
pub mod differ;
mod error;
pub mod shrink;

pub use campaign::{Campaign, Finding, Ran};
pub use case::{Case, Tape};
pub use differ::{Agreement, compare, difference};
pub use error::Error;
