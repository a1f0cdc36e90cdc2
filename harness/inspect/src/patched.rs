//! Finds the stencil that a piece of code was copied from, and the values in its holes.

/// A copy of a stencil.
pub(crate) struct Patched {
    /// The stencil's name.
    pub(crate) stencil: &'static str,
    /// Its holes.
    pub(crate) holes: Vec<Filled>,
}

/// A hole that was filled.
pub(crate) struct Filled {
    /// Its first byte in the piece.
    pub(crate) start: usize,
    /// How many bytes.
    pub(crate) len: usize,
    /// What is there now.
    pub(crate) what: String,
}
