//! What executable memory has to do for a machine: a machine exports
//!
//! - `REACH`, how far from an address code may be that refers to it, in bytes,
//! - `clear`, which lets the processor know of code that was written.

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(not(any(target_arch = "aarch64", target_arch = "x86_64")))]
mod other;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
pub(crate) use aarch64::{REACH, clear};
#[cfg(not(any(target_arch = "aarch64", target_arch = "x86_64")))]
pub(crate) use other::{REACH, clear};
#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::{REACH, clear};
