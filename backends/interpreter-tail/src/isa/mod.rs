//! What depends on the processor: how handlers lie in memory. A processor exports
//!
//! - `ALIGN`, a multiple of which a handler's address is, in bytes;
//! - `FILLING`, the byte between two handlers, which is never executed.

#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::{ALIGN, FILLING};
