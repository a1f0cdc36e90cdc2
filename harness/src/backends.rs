//! The backends of this build.

use crate::error::Error;
use crate::suggest;
use backend_api::{Backend, BackendError};

/// A backend that this crate knows, built or not.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The id used on the command line and in results.
    pub id: &'static str,
    make: fn() -> Result<Box<dyn Backend>, BackendError>,
}

/// Every backend, in the order in which reports show them. The first is the baseline.
pub const ENTRIES: &[Entry] = &[
    Entry { id: "interp-match", make: || Ok(Box::new(interpreter::Match::new())) },
    Entry { id: "copy-patch", make: copy_patch },
    Entry { id: "cranelift-fast", make: cranelift_fast },
    Entry { id: "cranelift-best", make: cranelift_best },
];

impl Entry {
    /// Makes the backend, or says why this build or machine does not have it.
    pub fn make(&self) -> Result<Box<dyn Backend>, BackendError> {
        (self.make)()
    }
}

/// The ids of all backends.
pub fn ids() -> Vec<&'static str> {
    ENTRIES.iter().map(|entry| entry.id).collect()
}

/// The backend with this id.
pub fn find(id: &str) -> Result<&'static Entry, Error> {
    ENTRIES.iter().find(|entry| entry.id == id).ok_or_else(|| Error::UnknownBackend {
        id: id.into(),
        help: suggest::help(id, "backends", &ids()),
    })
}

/// The backends with these ids, each once; without any id all that are available, and the errors of
/// those that are not.
pub fn select(ids: &[String]) -> Result<(Vec<Box<dyn Backend>>, Vec<BackendError>), Error> {
    if ids.is_empty() {
        let mut available = Vec::new();
        let mut missing = Vec::new();
        for entry in ENTRIES {
            match entry.make() {
                Ok(backend) => available.push(backend),
                Err(error) => missing.push(error),
            }
        }
        return Ok((available, missing));
    }
    let mut chosen: Vec<Box<dyn Backend>> = Vec::new();
    for id in ids {
        let entry = find(id)?;
        if chosen.iter().all(|backend| backend.info().id != entry.id) {
            chosen.push(entry.make()?);
        }
    }
    Ok((chosen, Vec::new()))
}

#[cfg(feature = "copy-patch")]
fn copy_patch() -> Result<Box<dyn Backend>, BackendError> {
    Ok(Box::new(copy_patch::CopyPatch::new()?))
}

#[cfg(feature = "cranelift")]
fn cranelift_fast() -> Result<Box<dyn Backend>, BackendError> {
    Ok(Box::new(cranelift_backend::Cranelift::new(cranelift_backend::Config::Fast)?))
}

#[cfg(feature = "cranelift")]
fn cranelift_best() -> Result<Box<dyn Backend>, BackendError> {
    Ok(Box::new(cranelift_backend::Cranelift::new(cranelift_backend::Config::Best)?))
}

#[cfg(not(feature = "copy-patch"))]
fn copy_patch() -> Result<Box<dyn Backend>, BackendError> {
    Err(not_built("copy-patch", "copy-patch"))
}

#[cfg(not(feature = "cranelift"))]
fn cranelift_fast() -> Result<Box<dyn Backend>, BackendError> {
    Err(not_built("cranelift-fast", "cranelift"))
}

#[cfg(not(feature = "cranelift"))]
fn cranelift_best() -> Result<Box<dyn Backend>, BackendError> {
    Err(not_built("cranelift-best", "cranelift"))
}

#[cfg(not(all(feature = "copy-patch", feature = "cranelift")))]
fn not_built(backend: &'static str, feature: &str) -> BackendError {
    let reason = format!("this uopbench was built without it; build with --features {feature}");
    BackendError::Unavailable { backend, reason }
}
