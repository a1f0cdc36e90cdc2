//! What depends on the processor: how handlers lie in memory. A module for a processor exports
//!
//! - `ALIGN`: the address of a handler is a multiple of it, in bytes;
//! - `FILLING`, the byte between two handlers, which is never executed.

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
pub(crate) use aarch64::{ALIGN, FILLING};
#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::{ALIGN, FILLING};
