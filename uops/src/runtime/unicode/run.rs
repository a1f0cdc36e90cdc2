//! Characters that have something in common.

/// The first of some characters, how far the last one is away, the distance of two of them, and what
/// they have in common.
pub(super) type Run<T> = (u32, u32, u32, T);
