//! AArch64.

mod link;
#[allow(unsafe_code)]
mod thunk;

pub(crate) use link::{CALL, Veneer, link_call};
pub(crate) use thunk::thunk;

/// Why the backend has no code for this machine: nothing, because it has some.
pub(crate) const IS_KNOWN: bool = true;
