//! What depends on the processor: how holes are filled, what an exit stub is, how code is shown.
//!
//! A module for a processor exports what this file re-exports:
//!
//! - [`Record`], a hole that is prepared for filling, [`Word`], what is written to it, and [`BEYOND`], how many bytes
//!   beyond a part that touches;
//! - [`with_shapes`], how many holes of each kind the stencils have that have a function of their own;
//! - [`exit_stubs`], the code that exits lead to, and its layout;
//! - [`REACH`], how far code may be from an address that it refers to, and [`CALL_REACH`], from what it calls;
//! - [`Windows`], the parts of a program within which conditional branches reach, and [`PROGRAM_LIMIT`], how long
//!   a program may be at all.
//!
//! [`disassembly`] shows the code of this processor, and with the feature `every-listing` that of every other.

pub mod disassembly;

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
pub(crate) use aarch64::with_shapes;
#[cfg(target_arch = "aarch64")]
pub use aarch64::{BEYOND, CALL_REACH, PROGRAM_LIMIT, REACH, Record, Windows, Word, exit_stubs};
#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::with_shapes;
#[cfg(target_arch = "x86_64")]
pub use x86_64::{BEYOND, CALL_REACH, PROGRAM_LIMIT, REACH, Record, Windows, Word, exit_stubs};
