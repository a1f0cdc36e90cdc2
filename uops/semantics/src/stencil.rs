//! What stencils and those who choose and load them agree on.

use crate::Ref;

/// Stack slots that a stencil keeps in registers at most. So there are stencils for 0 to as many slots
/// that are in registers on entry.
pub const CACHED_SLOTS: usize = 4;

/// Likewise with the C calling convention, whose seventh argument is in memory.
pub const C_CACHED_SLOTS: usize = 3;

/// Locals whose offset from the first one fits a signed 8-bit displacement: uops that name one of these
/// have narrow stencils.
pub const NARROW_LOCALS: u16 = (i8::MAX as usize / size_of::<Ref>() + 1) as u16;
