//! What executable memory has to do for a machine: a machine exports
//!
//! - `REACH`, how far from an address code may be that refers to it, in bytes,
//! - `clear`, which lets the processor know of code that was written.

#[cfg(all(target_arch = "aarch64", not(uopbench_no_isa)))]
mod aarch64;
#[cfg(any(not(any(target_arch = "aarch64", target_arch = "x86_64")), uopbench_no_isa))]
mod absent;
#[cfg(all(target_arch = "x86_64", not(uopbench_no_isa)))]
mod x86_64;

#[cfg(all(target_arch = "aarch64", not(uopbench_no_isa)))]
pub(crate) use aarch64::{REACH, clear};
#[cfg(any(not(any(target_arch = "aarch64", target_arch = "x86_64")), uopbench_no_isa))]
pub(crate) use absent::{REACH, clear};
#[cfg(all(target_arch = "x86_64", not(uopbench_no_isa)))]
pub(crate) use x86_64::{REACH, clear};
