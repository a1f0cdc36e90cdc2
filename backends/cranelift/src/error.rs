//! Errors of Cranelift as errors of a backend.

use crate::Config;
use backend_api::BackendError;
use cranelift_codegen::CodegenError;
use std::fmt::Display;

/// The program is beyond a limit.
pub(crate) fn limit(config: Config, reason: impl Display) -> BackendError {
    BackendError::Limit { backend: config.info().id, reason: reason.to_string() }
}

/// A defect.
pub(crate) fn internal(config: Config, message: impl Display) -> BackendError {
    BackendError::Internal { backend: config.info().id, message: message.to_string() }
}

/// This machine can't do it.
pub(crate) fn unavailable(config: Config, reason: impl Display) -> BackendError {
    BackendError::Unavailable { backend: config.info().id, reason: reason.to_string() }
}

/// Cranelift has failed.
pub(crate) fn codegen(config: Config, error: &CodegenError) -> BackendError {
    match error {
        CodegenError::ImplLimitExceeded | CodegenError::CodeTooLarge => {
            limit(config, format_args!("a trace is too long for Cranelift: {error}"))
        }
        error => internal(config, format_args!("{error:?}")),
    }
}
