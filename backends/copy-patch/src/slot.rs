//! What fills holes: one table of values, and which entry a hole takes.

use stencil_format::What;
use uops::helpers::Helper;

/// The oparg.
pub const OPARG: usize = 0;
/// The oparg as an offset from the first local.
pub const LOCAL: usize = 1;
/// The operand.
pub const OPERAND: usize = 2;
/// The uop's hot part.
pub const HOT: usize = 3;
/// The uop's cold part.
pub const COLD: usize = 4;
/// The end of the uop's hot part.
pub const NEXT: usize = 5;
/// The uop's exit.
pub const EXIT: usize = 6;
/// The way out of the uop when an exception is set.
pub const ERROR: usize = 7;
/// The start of the trace's loop.
pub const TOP: usize = 8;
/// The trace that a link leads to.
pub const TARGET: usize = 9;
/// What goes on where the current frame waits for.
pub const RETURN: usize = 10;
/// What frees objects.
pub const DEALLOC: usize = 11;
/// Where unlinked exits leave the program.
pub const LEAVE: usize = 12;
/// What thunks share.
pub const SAVE: usize = 13;
/// What thunks of helpers without a result share.
pub const SAVE_VOID: usize = 14;
/// What makes int objects.
pub const BOX_INT: usize = 15;
/// What makes float objects.
pub const BOX_FLOAT: usize = 16;
/// Thunks, in the order of [`Helper::SLOW`].
pub const THUNK: usize = 17;
/// Helpers, or trampolines of them.
pub const HELPER: usize = THUNK + Helper::SLOW.len();
/// Nothing.
pub const ZERO: usize = HELPER + Helper::ALL.len();
/// Number of entries: every index fits a byte.
pub const COUNT: usize = 256;

const _: () = assert!(ZERO < COUNT);

/// The values.
pub type Slots = [u64; COUNT];

/// Which entry of the table fills a hole.
pub fn index(what: What) -> u8 {
    let index = match what {
        What::Oparg => OPARG,
        What::Local => LOCAL,
        What::Operand | What::Small => OPERAND,
        What::Hot => HOT,
        What::Cold => COLD,
        What::Continue => NEXT,
        What::Exit(_) => EXIT,
        What::Error(_) => ERROR,
        What::Top => TOP,
        What::Target => TARGET,
        What::Return => RETURN,
        What::Dealloc => DEALLOC,
        What::Leave => LEAVE,
        What::Save => SAVE,
        What::SaveVoid => SAVE_VOID,
        What::BoxInt => BOX_INT,
        What::BoxFloat => BOX_FLOAT,
        What::Thunk(helper) => {
            let thunk = Helper::SLOW.iter().position(|thunk| *thunk == helper);
            THUNK + thunk.expect("every slow-path helper has a thunk")
        }
        What::Helper(helper) => HELPER + helper as usize,
    };
    index as u8
}
