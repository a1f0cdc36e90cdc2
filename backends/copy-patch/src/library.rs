//! The stencil library that the build script made.

use stencil_format::{Blob, Hole, Patch, Stencil, What};
use uops::helpers::Helper;
use uops::{Below, Op};

/// Stack slots that stencils keep in registers.
pub const CACHE: usize = 4;

/// What the build script made.
#[allow(missing_docs, non_upper_case_globals, clippy::all)]
pub mod generated {
    use super::{Blob, Helper, Hole, Patch, Stencil, What};
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
}

pub use generated::{BUILD_MS, STENCILS};

/// The thunk of each helper that has one.
pub const THUNKS: &[(Helper, usize)] = &[
    (Helper::uop_dealloc, generated::COLD_uop_dealloc),
    (Helper::uop_refill, generated::COLD_uop_refill),
    (Helper::uop_int_add, generated::COLD_uop_int_add),
    (Helper::uop_int_subtract, generated::COLD_uop_int_subtract),
    (Helper::uop_int_multiply, generated::COLD_uop_int_multiply),
    (Helper::uop_new_reference, generated::COLD_uop_new_reference),
    (Helper::uop_tagged_binary_op, generated::COLD_uop_tagged_binary_op),
    (Helper::uop_error_occurred, generated::COLD_uop_error_occurred),
    (Helper::uop_list_append, generated::COLD_uop_list_append),
    (Helper::uop_unbound_local, generated::COLD_uop_unbound_local),
    (Helper::uop_handle_events, generated::COLD_uop_handle_events),
];

/// How many slots are in registers behind a uop, by the number before it.
pub fn depths_after(op: Op) -> [u8; CACHE + 1] {
    let info = op.info();
    std::array::from_fn(|depth| {
        // What is under the inputs stays in registers, unless the uop wants it in memory.
        let kept = match info.below {
            Below::Nothing => depth.saturating_sub(info.inputs.len()),
            _ => 0,
        };
        (kept + info.outputs.len()).min(CACHE) as u8
    })
}
