//! The boundary to the processor. Only this file chooses among processors.
//!
//! A module for a processor exports
//!
//! - `oparg`, `operand`, `near_operand`, `small_operand` and `local_offset`, which load what the loader
//!   fills in;
//! - `unused`, some value for a register that contains no stack slot;
//! - `landing`, the instruction that an indirect jump may lead to;
//! - `enter!`, a macro that calls code of stencils;
//! - `leave!`, a macro that defines how unlinked exits and errors leave the program;
//! - thunks: one for each slow-path helper, and the code that they share.

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(target_arch = "x86")]
mod x86;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
pub use aarch64::*;
#[cfg(target_arch = "x86")]
pub use x86::*;
#[cfg(target_arch = "x86_64")]
pub use x86_64::*;
