//! What executable memory has to know of the processor. A module for a processor exports
//!
//! - `REACH`, how far code may be from an address that the code refers to, in bytes;
//! - `clear`, which makes code that was written visible to the processor.

#[cfg(all(target_arch = "aarch64", target_os = "linux", not(uopbench_no_isa)))]
mod aarch64;
#[cfg(any(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    not(target_os = "linux"),
    uopbench_no_isa
))]
mod absent;
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(uopbench_no_isa)))]
mod x86_64;

#[cfg(all(target_arch = "aarch64", target_os = "linux", not(uopbench_no_isa)))]
pub(crate) use aarch64::{REACH, clear};
#[cfg(any(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    not(target_os = "linux"),
    uopbench_no_isa
))]
pub(crate) use absent::{REACH, clear};
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(uopbench_no_isa)))]
pub(crate) use x86_64::{REACH, clear};
