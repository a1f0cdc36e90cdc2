//! What depends on the processor in the source of a program. Only this file chooses among processors.

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
pub(crate) use aarch64::trampolines;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::trampolines;
