//! The phases of compiling.

use std::time::Duration;

/// A part of what [`crate::Backend::compile`] does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Phase {
    /// A compiler: from uops to its intermediate form.
    Frontend,
    /// A compiler: analyses of the intermediate form, and rewriting if it is on.
    Optimise,
    /// A compiler: to machine instructions.
    Lower,
    /// A compiler: register allocation.
    Allocate,
    /// A compiler: to bytes, and links between them.
    Emit,
    /// Copy-and-patch: which stencil each uop takes.
    Select,
    /// Copy-and-patch: the stencils' bytes to where they run.
    Copy,
    /// Copy-and-patch: filling holes.
    Patch,
}

impl Phase {
    /// Every phase, each family's in the order in which they happen.
    pub const ALL: [Phase; 8] = [
        Phase::Frontend,
        Phase::Optimise,
        Phase::Lower,
        Phase::Allocate,
        Phase::Emit,
        Phase::Select,
        Phase::Copy,
        Phase::Patch,
    ];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Frontend => "frontend",
            Phase::Optimise => "optimise",
            Phase::Lower => "lower",
            Phase::Allocate => "allocate registers",
            Phase::Emit => "emit",
            Phase::Select => "select",
            Phase::Copy => "copy",
            Phase::Patch => "patch",
        }
    }
}

/// How long each phase of compiling a program took.
pub type Phases = Vec<(Phase, Duration)>;
