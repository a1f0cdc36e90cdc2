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
    /// How many slots a trace wants in registers at its start, if the stack has `stack` slots: the topmost,
    /// which a loop's iterator is.
    pub fn body_depth(&self, stack: u32) -> usize {
        (stack as usize).min(1).min(self.cached)
    }

    /// Slots in registers after a uop.
    pub fn after(&self, op: Op, depth: usize) -> usize {
        usize::from(depths_after(op, self.cached)[depth])
    }

    /// Slots in registers with which a uop leaves, through its exit and with an exception, if it does.
    pub fn depths_out(&self, op: Op, depth: usize) -> [Option<u8>; 2] {
        let stencil = &self.stencils[usize::from(self.by_op[op as usize][depth])];
        let holes = stencil.hot.holes.iter().chain(stencil.cold.holes).map(|hole| hole.what);
        [exit_depth, error_depth].map(|depth| holes.clone().find_map(depth))
    }

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

/// The number of slots in registers with which a stencil leaves through a hole, if it is a uop's exit.
pub fn exit_depth(what: What) -> Option<u8> {
    if let What::Exit(depth) = what { Some(depth) } else { None }
}

/// Likewise if it is a uop's exit when an exception is set.
pub fn error_depth(what: What) -> Option<u8> {
    if let What::Error(depth) = what { Some(depth) } else { None }
}
