//! Which stencil a piece of code is a copy of, and what was patched into its holes.

use backend_api::Piece;
use trace::Program;

/// A copy of a stencil.
pub(super) struct Patched {
    /// The stencil's name.
    pub(super) stencil: &'static str,
    /// Its holes.
    pub(super) holes: Vec<Filled>,
}

/// A hole that was filled.
pub(super) struct Filled {
    /// Its first byte in the piece.
    pub(super) start: usize,
    /// How many bytes.
    pub(super) len: usize,
    /// What is there now.
    pub(super) what: String,
}

/// Whether a stencil is of this uop, also if it is made for one oparg, or for narrow operands.
pub fn stencil_of(stencil: &str, uop: &str) -> bool {
    let name = stencil.rsplit_once("__").map_or(stencil, |(name, _)| name);
    let name = name.strip_suffix(".narrow").unwrap_or(name);
    let oparg = name.strip_prefix(uop).map(|rest| rest.strip_prefix('_').unwrap_or(rest));
    oparg.is_some_and(|oparg| {
        // `_STORE_FAST_1` is a uop of its own and not `_STORE_FAST` for oparg 1.
        name == uop
            || (oparg.bytes().all(|byte| byte.is_ascii_digit())
                && uops::Op::from_symbol(name).is_none())
    })
}

/// The stencil that a piece is a copy of.
#[cfg(feature = "copy-patch")]
pub(super) fn patched(program: &Program, piece: &Piece) -> Option<Patched> {
    library::patched(program, piece)
}

/// The stencil that a piece is a copy of: there are none in this build.
#[cfg(not(feature = "copy-patch"))]
pub(super) fn patched(_: &Program, _: &Piece) -> Option<Patched> {
    None
}

/// What needs the library of stencils.
#[cfg(feature = "copy-patch")]
mod library {
    use super::{Filled, Patched, stencil_of};
    use backend_api::{Piece, Role};
    use copy_patch::{Blob, Hole, What};
    use trace::{Program, TraceId, Uop};

    pub(super) fn patched(program: &Program, piece: &Piece) -> Option<Patched> {
        let (trace, uop, is_hot) = match piece.role {
            Role::Hot { trace, uop } => (trace, uop, true),
            Role::Cold { trace, uop } => (trace, uop, false),
            _ => return None,
        };
        let uop = program.traces.get(trace.0 as usize)?.uops.get(uop as usize)?;
        let stencils = copy_patch::library().ok()?.stencils.iter();
        let found = stencils
            .filter(|stencil| stencil_of(stencil.name, uop.op.symbol()))
            .filter_map(|stencil| {
                let blob = if is_hot { &stencil.hot } else { &stencil.cold };
                Some((stencil, blob, place(blob, &piece.bytes)?))
            });
        // Where several fit, the longest leaves the least unexplained.
        let (stencil, blob, start) = found.max_by_key(|(_, blob, _)| blob.bytes.len())?;
        let holes = blob.holes.iter().map(|hole| {
            let offset = start + usize::from(hole.offset);
            Filled {
                start: offset,
                len: hole.patch.width(),
                what: describe(program, trace, uop, hole, &piece.bytes[offset..]),
            }
        });
        Some(Patched { stencil: stencil.name, holes: holes.collect() })
    }

    /// Where a stencil is in code, whatever is in its holes.
    fn place(blob: &Blob, code: &[u8]) -> Option<usize> {
        if blob.bytes.is_empty() {
            return None;
        }
        let mut fixed = vec![true; blob.bytes.len()];
        for hole in blob.holes {
            let start = usize::from(hole.offset);
            fixed.get_mut(start..start + hole.patch.width())?.fill(false);
        }
        let is_copy = |window: &[u8]| {
            let bytes = window.iter().zip(blob.bytes).zip(&fixed);
            bytes.into_iter().all(|((a, b), fixed)| a == b || !fixed)
        };
        code.windows(blob.bytes.len()).position(is_copy)
    }

    /// What a hole stands for, and what is in it.
    fn describe(program: &Program, trace: TraceId, uop: &Uop, hole: &Hole, bytes: &[u8]) -> String {
        let width = hole.patch.width();
        let mut value = [0; 8];
        for (to, from) in value.iter_mut().zip(bytes.iter().take(width)) {
            *to = *from;
        }
        let value = u64::from_le_bytes(value);
        let number = match width {
            // Distances and displacements have a sign.
            4 => format!("{}", value as u32 as i32),
            _ => format!("{value:#x}"),
        };
        let exit = || {
            let exits = &program.trace(trace).exits;
            let exit = uop.exit.and_then(|exit| exits.get(exit.0 as usize));
            match exit.map(|exit| (&exit.name, exit.target)) {
                Some((_, Some(target))) => format!("trace {}", program.trace(target).name),
                Some((name, None)) => format!("way out {name}"),
                None => "way out".into(),
            }
        };
        match hole.what {
            What::Oparg => format!("oparg = {number}"),
            What::Local => format!("offset of local {} = {number}", uop.oparg()),
            What::Operand | What::Small => format!("operand = {number}"),
            What::Continue => "the next uop".into(),
            What::Top => "top of the trace".into(),
            What::Target | What::Exit(_) => exit(),
            What::Return => "where the frame goes on".into(),
            What::Error(_) => "error".into(),
            What::Leave => "leaves the program".into(),
            What::Helper(helper) => format!("helper {}", helper.name()),
            What::Thunk(helper) => format!("helper {}, saving all registers", helper.name()),
            What::Dealloc => "frees the object".into(),
            What::BoxInt => "makes an int".into(),
            What::BoxFloat => "makes a float".into(),
            What::Save | What::SaveVoid => "saves registers".into(),
            What::Hot => "back to the hot part".into(),
            What::Cold => "the cold part".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stencils_belong_to_uops() {
        for (stencil, uop, is) in [
            ("_LOAD_FAST__2", "_LOAD_FAST", true),
            ("_LOAD_FAST.narrow__0", "_LOAD_FAST", true),
            ("_SWAP_2__3", "_SWAP", true),
            ("_STORE_FAST_1__0", "_STORE_FAST", false),
            ("_LOAD_FAST_AND_CLEAR__1", "_LOAD_FAST", false),
        ] {
            assert_eq!(stencil_of(stencil, uop), is, "{stencil} {uop}");
        }
    }
}
