//! What depends on the processor: how holes are filled, what an exit stub is, how code is shown.
//!
//! A module for a processor exports what this file re-exports:
//!
//! - [`Record`], a hole that is prepared for filling;
//! - [`exit_stubs`], the code that exits lead to, and its layout;
//! - [`prefetch`](fn@prefetch), which loads memory into the cache;
//! - [`REACH`], how far code may be from an address that it refers to;
//! - [`disassembly`], machine code as text.

#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "x86_64")]
pub use x86_64::{REACH, Record, disassembly, exit_stubs, prefetch};
