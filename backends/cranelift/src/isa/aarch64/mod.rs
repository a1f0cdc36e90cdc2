//! AArch64.

mod link;
#[cfg(unix)]
#[allow(unsafe_code)]
mod thunk;

pub(crate) use link::{CALL, Veneer, link_call};

#[cfg(unix)]
pub(crate) use thunk::thunk;

/// Why the backend has no code for this machine: nothing, because it has some.
pub(crate) const IS_KNOWN: bool = true;

/// The thunks follow the calling convention of Unix.
#[cfg(not(unix))]
pub(crate) fn thunk(_: uops::helpers::Helper, _: bool) -> Option<usize> {
    None
}
