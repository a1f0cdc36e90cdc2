//! The processor whose code is inspected. Without a module for the processor there is no decoder.

#[cfg(all(target_arch = "aarch64", target_os = "linux", not(uopbench_no_isa)))]
mod aarch64;
#[cfg(any(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    not(target_os = "linux"),
    uopbench_no_isa
))]
mod absent;
#[cfg_attr(
    any(
        not(any(target_arch = "aarch64", target_arch = "x86_64")),
        not(target_os = "linux"),
        uopbench_no_isa
    ),
    allow(dead_code, reason = "no instruction is read")
)]
mod audited;
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(uopbench_no_isa)))]
mod x86_64;

#[cfg(all(target_arch = "aarch64", target_os = "linux", not(uopbench_no_isa)))]
pub(crate) use aarch64::{IS_KNOWN, decode, read};
#[cfg(any(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    not(target_os = "linux"),
    uopbench_no_isa
))]
pub(crate) use absent::{IS_KNOWN, decode, read};
pub(crate) use audited::{Audited, Leads, Value};
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(uopbench_no_isa)))]
pub(crate) use x86_64::{IS_KNOWN, decode, read};
