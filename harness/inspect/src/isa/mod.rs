//! The processor whose code is inspected. Without a module for the processor there is no decoder.

#[cfg(any(not(target_arch = "x86_64"), uopbench_no_isa))]
mod absent;
#[cfg(all(target_arch = "x86_64", not(uopbench_no_isa)))]
mod x86_64;

#[cfg(any(not(target_arch = "x86_64"), uopbench_no_isa))]
pub(crate) use absent::{IS_KNOWN, audit, decode};
#[cfg(all(target_arch = "x86_64", not(uopbench_no_isa)))]
pub(crate) use x86_64::{IS_KNOWN, audit, decode};
