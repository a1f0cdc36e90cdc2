//! The options of the tidy step.

/// What the tidy step does. By default it does everything; the ablation leaves parts out to measure their
/// effect.
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
