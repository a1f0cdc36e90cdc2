//! Stencils as data: code, and holes that the loader fills in.
#![forbid(unsafe_code)]

pub mod isa;

pub use isa::{OutOfRange, Patch};
use uops::helpers::Helper;

/// A stencil in a program: a uop, or a piece of glue, for one number of cached stack slots.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stencil {
    /// The symbol: uop, oparg if it is made for one, `__`, depth.
    pub name: &'static str,
    /// The part on the hot path; its end is where the next stencil begins.
    pub hot: Blob,
    /// The rest.
    pub cold: Blob,
}

/// A run of machine code with holes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blob {
    /// The code.
    pub bytes: &'static [u8],
    /// The holes, in the order of their offsets.
    pub holes: &'static [Hole],
}

/// A place in a stencil's code that depends on its use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hole {
    /// Where the value goes, in bytes from the blob's start.
    pub offset: u16,
    /// How the value is written.
    pub patch: Patch,
    /// The value.
    pub what: What,
    /// Added to the value.
    pub addend: i32,
}

/// The value that fills a hole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// The uop's oparg.
    Oparg,
    /// The offset of the uop's local.
    Local,
    /// The uop's operand.
    Operand,
    /// The uop's operand where it fits 31 bits; of an unlinked exit, its number.
    Small,
    /// The next stencil, if an option of the tidy step keeps the jump to it.
    Continue,
    /// The start of the trace.
    Top,
    /// The trace that an exit leads to.
    Target,
    /// The code that continues where the current frame returns to.
    Return,
    /// The uop's exit, with this many slots in registers.
    Exit(u8),
    /// The uop's error exit, with this many slots in registers.
    Error(u8),
    /// The code by which unlinked exits leave the program.
    Leave,
    /// A runtime helper.
    Helper(Helper),
    /// The routine that frees objects.
    Dealloc,
    /// The thunk that calls a helper and saves all registers.
    Thunk(Helper),
    /// The routine that makes an int object of a number that is not cached.
    BoxInt,
    /// The routine that makes a float object.
    BoxFloat,
    /// The code that all thunks share.
    Save,
    /// The code that all thunks of helpers without a result share.
    SaveVoid,
    /// The stencil's own hot part.
    Hot,
    /// The stencil's own cold part.
    Cold,
}

impl What {
    /// The code that slow paths call for `helper`: a routine that tries the frequent case first, if there is
    /// one, else the thunk.
    pub const fn slow_path(helper: Helper) -> What {
        match helper {
            Helper::uop_dealloc => What::Dealloc,
            Helper::uop_box_int => What::BoxInt,
            Helper::uop_box_float => What::BoxFloat,
            helper => What::Thunk(helper),
        }
    }

    /// The helper that a call of this code calls.
    pub fn helper(self) -> Option<Helper> {
        match self {
            What::Helper(helper) | What::Thunk(helper) => Some(helper),
            _ => Helper::ALL.iter().copied().find(|&helper| What::slow_path(helper) == self),
        }
    }

    /// The code that all programs share and that stencils call or jump to.
    pub fn shared() -> impl Iterator<Item = What> {
        let thunks = Helper::SLOW.iter().map(|&helper| What::Thunk(helper));
        let routines =
            [What::Dealloc, What::BoxInt, What::BoxFloat, What::Save, What::SaveVoid, What::Leave];
        thunks.chain(routines)
    }

    /// The name of the stencil with this code, if it is one of [`What::shared`].
    pub fn stencil(self) -> Option<String> {
        Some(match self {
            What::Thunk(helper) => format!("_THUNK_{}", helper.name()),
            What::Dealloc => "_DEALLOC".into(),
            What::BoxInt => "_BOX_INT".into(),
            What::BoxFloat => "_BOX_FLOAT".into(),
            What::Save => "_SAVE".into(),
            What::SaveVoid => "_SAVE_VOID".into(),
            What::Leave => "_LEAVE".into(),
            _ => return None,
        })
    }

    /// The value for which the undefined symbol `name` stands, if the symbol is a hole.
    pub fn from_symbol(name: &str) -> Option<What> {
        let depth = |prefix: &str| name.strip_prefix(prefix)?.parse::<u8>().ok();
        Some(match name {
            "_JIT_OPARG" => What::Oparg,
            "_JIT_LOCAL" => What::Local,
            "_JIT_OPERAND" => What::Operand,
            "_JIT_SMALL" => What::Small,
            CONTINUE => What::Continue,
            "_JIT_TOP" => What::Top,
            "_JIT_TARGET" => What::Target,
            "_JIT_RETURN" => What::Return,
            "_JIT_SAVE" => What::Save,
            "_JIT_SAVE_VOID" => What::SaveVoid,
            "_JIT_LEAVE" => What::Leave,
            _ => {
                if let Some(depth) = depth("_JIT_EXIT_") {
                    What::Exit(depth)
                } else if let Some(depth) = depth("_JIT_ERROR_") {
                    What::Error(depth)
                } else if let Some(helper) = name.strip_prefix("_JIT_SLOW_") {
                    What::slow_path(Helper::from_name(helper)?)
                } else if let Some(helper) = name.strip_prefix("_JIT_THUNK_") {
                    What::Thunk(Helper::from_name(helper)?)
                } else {
                    What::Helper(Helper::from_name(name)?)
                }
            }
        })
    }
}

/// The symbol of the next stencil; a hole only if an option of the tidy step keeps jumps to it.
pub const CONTINUE: &str = "_JIT_CONTINUE";
