//! What of a program's source depends on the processor. This is the one place that chooses.

#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::trampolines;
