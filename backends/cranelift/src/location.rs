//! What a piece of machine code belongs to, passed through Cranelift as a source location.
//!
//! Without a map a function has two locations, one for the hot path and one for all else. They are
//! enough to tell both apart and to find where instructions end, and Cranelift does no work for a
//! map.

use backend_api::Role;
use cranelift_codegen::ir::SourceLoc;
use trace::TraceId;

/// A role within one function in 32 bits: the kind in the upper two, the uop below.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Location(u32);

impl Location {
    const KIND_SHIFT: u32 = 30;
    const UOP_MASK: u32 = (1 << Self::KIND_SHIFT) - 1;
    const HOT: u32 = 0;
    const COLD: u32 = 1;
    const EXIT: u32 = 2;
    const ENTRY: u32 = 3;

    // All ones would be no location at all to Cranelift; no trace is that long.
    const _LIMIT: () = assert!(trace::UOP_LIMIT < Self::UOP_MASK as usize);

    /// The location of a role in a trace whose first uop has the number `first` in its function.
    pub(crate) fn new(role: Role, first: u32) -> Self {
        let (kind, uop) = match role {
            Role::Hot { uop, .. } => (Self::HOT, uop),
            Role::Cold { uop, .. } => (Self::COLD, uop),
            Role::Exit { uop, .. } => (Self::EXIT, uop),
            Role::Entry { .. } | Role::Enter | Role::Shared | Role::Data => (Self::ENTRY, 0),
        };
        Location(kind << Self::KIND_SHIFT | ((first + uop) & Self::UOP_MASK))
    }

    /// Somewhere on the hot path.
    pub(crate) const HOT_PATH: Location = Location(Self::HOT << Self::KIND_SHIFT);

    /// Somewhere off the hot path.
    pub(crate) const OFF_HOT_PATH: Location = Location(Self::COLD << Self::KIND_SHIFT);

    pub(crate) fn to_srcloc(self) -> SourceLoc {
        SourceLoc::new(self.0)
    }

    /// None for code that Cranelift has made of instructions of several places.
    pub(crate) fn from_srcloc(location: SourceLoc) -> Option<Self> {
        (!location.is_default()).then(|| Location(location.bits()))
    }

    pub(crate) fn is_cold(self) -> bool {
        matches!(self.0 >> Self::KIND_SHIFT, Self::COLD | Self::EXIT)
    }

    /// The role in one of these traces, each of which comes with the number of its first uop. There is one at least.
    pub(crate) fn role(self, traces: &[(u32, TraceId)]) -> Role {
        let number = self.0 & Self::UOP_MASK;
        let next = traces.partition_point(|&(first, _)| first <= number);
        let (first, trace) = traces[next.saturating_sub(1)];
        let uop = number - first;
        match self.0 >> Self::KIND_SHIFT {
            Self::HOT => Role::Hot { trace, uop },
            Self::COLD => Role::Cold { trace, uop },
            Self::EXIT => Role::Exit { trace, uop },
            _ => Role::Entry { trace },
        }
    }
}
