//! The machine whose code is looked at.

#[cfg(not(target_arch = "x86_64"))]
mod unknown;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(not(target_arch = "x86_64"))]
pub(crate) use unknown::{IS_KNOWN, audit, decode};
#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::{IS_KNOWN, audit, decode};
