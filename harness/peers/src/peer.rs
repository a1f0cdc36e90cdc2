//! A Python that programs are measured on.

use std::path::PathBuf;

/// A Python.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Peer {
    /// What results call it: `cpython-3.13.0`, with `-jit` where that is on.
    pub id: String,
    /// One line for people.
    pub description: String,
    pub(crate) executable: PathBuf,
    /// Whether to switch a JIT on or off; nothing where the build has none.
    pub(crate) jit: Option<bool>,
}
