//! The stencil library that the build script made, and which stencil a uop gets.

use stencil_format::{Blob, Hole, Patch, Stencil, What};
use uops::helpers::Helper;
use uops::{Inst, Op};

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
    (Helper::uop_error_occurred, generated::COLD_uop_error_occurred),
    (Helper::uop_list_append, generated::COLD_uop_list_append),
    (Helper::uop_handle_events, generated::COLD_uop_handle_events),
];

/// The stencil of a uop with `depth` cached slots: one made for its oparg, if there is one.
#[inline]
pub fn select(inst: &Inst, depth: usize) -> &'static Stencil {
    let opcode = usize::from(inst.opcode);
    let only = generated::BY_OPARG[opcode];
    if !only.is_empty() {
        // Of a comparison's oparg only the mask matters.
        let oparg = if COMPARES[opcode] { inst.oparg & 15 } else { inst.oparg };
        if let Some((_, variants)) = only.iter().find(|(key, _)| *key == oparg) {
            return &STENCILS[usize::from(variants[depth])];
        }
    }
    &STENCILS[usize::from(generated::BY_OP[opcode][depth])]
}

/// How many slots are cached after a uop, by uop number and depth before.
pub static DEPTH_AFTER: [[u8; CACHE + 1]; Op::ALL.len()] = depths_after();

static COMPARES: [bool; Op::ALL.len()] = {
    let mut compares = [false; Op::ALL.len()];
    let mut op = 0;
    while op < compares.len() {
        compares[op] = matches!(Op::ALL[op].info().operand, uops::OperandKind::Comparison);
        op += 1;
    }
    compares
};

const fn depths_after() -> [[u8; CACHE + 1]; Op::ALL.len()] {
    let mut table = [[0; CACHE + 1]; Op::ALL.len()];
    let mut op = 0;
    while op < table.len() {
        let info = Op::ALL[op].info();
        let reaches_below = !matches!(info.below, uops::Below::Nothing);
        let mut depth = 0;
        while depth <= CACHE {
            let inputs = info.inputs.len();
            // What is under the inputs stays cached, unless the uop wants it in memory.
            let kept = if depth < inputs || reaches_below { 0 } else { depth - inputs };
            let total = kept + info.outputs.len();
            table[op][depth] = if total > CACHE { CACHE as u8 } else { total as u8 };
            depth += 1;
        }
        op += 1;
    }
    table
}
