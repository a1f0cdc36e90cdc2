//! Fuzzing: random programs on every backend, optimised or not, until two of them differ.
//!
//! - [`case`] says which program belongs to a seed and a number, and keeps the choices it was made of;
//! - [`differ`] runs a program in all ways and says where they differ: result, exception or exit,
//!   locals and stack of the frame it stopped in, uops and exits counted, objects left behind;
//! - [`shrink`] looks for a smaller program that differs;
//! - [`campaign`] spreads cases over processes, so that one that crashes or hangs is a finding, too.
#![forbid(unsafe_code)]

pub mod campaign;
pub mod case;
pub mod differ;
mod error;
pub mod shrink;

pub use campaign::{Campaign, Finding};
pub use case::{Case, Tape};
pub use differ::difference;
pub use error::Error;
