//! The options of the tidy step.

/// What the tidy step does; all of it unless one wants to know what it is good for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Cold code goes to a section of its own.
    pub split: bool,
    /// Jumps to the next stencil are dropped.
    pub elide: bool,
    /// Whatever is outside of a uop's stencil may be anywhere: the large code model.
    pub large: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { split: true, elide: true, large: false }
    }
}
