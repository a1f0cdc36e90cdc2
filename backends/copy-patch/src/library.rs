//! The stencil library that the build script made.

use stencil_format::{Blob, Hole, Patch, Stencil, What, isa};
use uops::Op;
use uops::helpers::Helper;
use uops::stencil::CACHED_SLOTS;

/// What the build script made.
#[allow(missing_docs, non_upper_case_globals, clippy::all)]
pub mod generated {
    use super::{Blob, Helper, Hole, Patch, Stencil, Table, What, isa};
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
}

pub use generated::{BUILD_MS, DEFAULT};

// The build script and this crate have the same table only if both are built with the same features.
const _: () =
    assert!(DEFAULT.by_op.len() == Op::ALL.len(), "the library is of another table of uops");

#[cfg(feature = "switches")]
pub use generated::{
    C_CONVENTION, CACHED_0, CACHED_1, CACHED_2, CACHED_3, FRAME_POINTERS, LARGE, UNELIDED, UNSPLIT,
};

/// Stencils, by number of slots in registers on entry.
pub type Variants = [u16; CACHED_SLOTS + 1];

/// A stencil library.
#[derive(Debug)]
pub struct Table {
    /// Sorted by name.
    pub stencils: &'static [Stencil],
    /// The stencils of each uop.
    pub by_op: &'static [Variants],
    /// Those for operands that fit a narrow hole.
    pub narrow: &'static [Option<Variants>],
    /// Those for single opargs.
    pub by_oparg: &'static [&'static [(u16, Variants)]],
    /// Stack slots that the stencils keep in registers.
    pub cached: usize,
}

impl Table {
    /// The index of the stencil called `name`, which the build has made.
    pub fn find(&self, name: &str) -> usize {
        self.stencils
            .binary_search_by(|stencil| stencil.name.cmp(name))
            .unwrap_or_else(|_| panic!("there is no stencil {name}"))
    }
}

/// How many slots are in registers after a uop, by the number before it, if there are `cached`
/// registers for them.
pub fn depths_after(op: Op, cached: usize) -> [u8; CACHED_SLOTS + 1] {
    let info = op.info();
    std::array::from_fn(|depth| {
        // What is under the inputs stays in registers, unless the uop wants it in memory.
        let kept = match info.in_memory() {
            true => 0,
            false => depth.saturating_sub(info.inputs.len()),
        };
        (kept + info.outputs.len()).min(cached) as u8
    })
}
