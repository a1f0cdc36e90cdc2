//! The boundary to the processor. This is the one place that chooses among processors.
//!
//! An `isa` has
//! - `oparg`, `operand` and `near_operand`, which load what the loader fills in;
//! - `unused`, some value for a register that holds no stack slot;
//! - `landing`, what an indirect jump may lead to;
//! - `leave!`, a macro that defines where unlinked exits and errors leave the program;
//! - thunks: for each slow-path helper, and what they share.

#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "x86_64")]
pub use x86_64::*;
