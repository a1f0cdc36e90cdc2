//! What all compiled code shares: holes, the calling convention, thunks. The processor's part of it
//! is in `isa`.
//!
//! This crate is not part of the workspace. Build scripts compile it with the rustc that builds the
//! project, together with the crate `semantics` (`cfg(thunks)`).
#![no_std]
#![feature(rust_preserve_none_cc)]
#![allow(incomplete_features, improper_ctypes, dead_code, non_snake_case, missing_docs)]

#[macro_use]
mod convention;

pub mod holes;
pub mod isa;

pub use convention::Stencil;
pub use semantics::stencil::{C_CACHED_SLOTS, CACHED_SLOTS};
pub use semantics::{Operands, Ref, Thread, thread_register};
