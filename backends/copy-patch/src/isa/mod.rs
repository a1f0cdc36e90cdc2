//! What depends on the machine: how holes are filled, what an exit stub is, what code looks like.
//!
//! A machine is a folder that exports what this file re-exports:
//!
//! - [`Record`], a hole that is prepared for filling,
//! - [`exit_stubs`], the code that exits lead to and the layout of it,
//! - [`prefetch`](fn@prefetch), which brings memory into the cache,
//! - [`REACH`], how far code may be from what it refers to,
//! - [`disassembly`], machine code as text.

#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "x86_64")]
pub use x86_64::{REACH, Record, disassembly, exit_stubs, prefetch};
