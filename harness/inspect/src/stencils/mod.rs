//! The stencils of the copy-and-patch backend, if this build has them.

#[cfg(not(feature = "copy-patch"))]
mod absent;
#[cfg(feature = "copy-patch")]
mod built;
mod library;
#[cfg(feature = "copy-patch")]
mod name;

use crate::patched::Patched;
#[cfg(not(feature = "copy-patch"))]
use absent as this_build;
use backend_api::{BackendError, Piece};
#[cfg(feature = "copy-patch")]
use built as this_build;
pub use library::Library;
use trace::Program;

/// All stencils.
///
/// # Errors
/// If this build or machine has none.
pub fn library() -> Result<Library, BackendError> {
    this_build::library()
}

/// The code of a uop's stencils as text, with their holes; `None` if no stencil is of this uop.
///
/// # Errors
/// If this build or machine has none.
pub fn code_of(uop: &str) -> Result<Option<String>, BackendError> {
    this_build::code_of(uop)
}

/// The stencil that a piece of a program's code is a copy of, if it is one.
pub(crate) fn patched(program: &Program, piece: &Piece) -> Option<Patched> {
    this_build::patched(program, piece)
}
