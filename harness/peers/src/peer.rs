//! A Python that programs are measured on.

use crate::start::Start;

/// A Python.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Peer {
    /// What results call it: `cpython-3.13.0`, with `-jit` where that is on.
    pub id: String,
    /// One line for people.
    pub description: String,
    pub(crate) start: Start,
    /// Whether to switch a JIT on or off; nothing where the build has none, or none that can be switched.
    pub(crate) jit: Option<bool>,
}
