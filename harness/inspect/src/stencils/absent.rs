//! A build without stencils.

use super::library::Library;
use crate::patched::Patched;
use backend_api::{BackendError, Piece};
use trace::Program;

fn not_built() -> BackendError {
    BackendError::Unavailable {
        backend: "copy-patch",
        reason: "this uopbench was built without it; build with --features copy-patch".into(),
    }
}

/// See [`library`](super::library()).
pub(super) fn library() -> Result<Library, BackendError> {
    Err(not_built())
}

/// See [`code_of`](super::code_of()).
pub(super) fn code_of(_: &str) -> Result<Option<String>, BackendError> {
    Err(not_built())
}

/// See [`patched`](super::patched()).
pub(super) fn patched(_: &Program, _: &Piece) -> Option<Patched> {
    None
}
