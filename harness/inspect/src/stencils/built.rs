//! The stencils of a build that has them.

use super::library::Library;
use super::name::stencil_of;
use crate::disassembly::instructions;
use crate::patched::{Filled, Patched};
use backend_api::{BackendError, Piece, Role};
use copy_patch::{Blob, Hole, Stencil, What};
use results::StencilRecord;
use trace::{Program, TraceId, Uop};

/// See [`library`](super::library()).
pub(super) fn library() -> Result<Library, BackendError> {
    let library = copy_patch::library()?;
    let mut hasher = Fnv1a::default();
    for stencil in library.stencils {
        hasher.add(stencil.name.as_bytes());
        hasher.add(stencil.hot.bytes);
        hasher.add(stencil.cold.bytes);
    }
    Ok(Library {
        stencils: library.stencils.iter().map(record).collect(),
        hash: format!("{:016x}", hasher.0),
        build_ms: library.build_ms,
    })
}

/// The hash function FNV-1a.
struct Fnv1a(u64);

impl Default for Fnv1a {
    fn default() -> Self {
        Fnv1a(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv1a {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

fn record(stencil: &Stencil) -> StencilRecord {
    let (name, depth) = split(stencil);
    StencilRecord {
        name: name.into(),
        depth,
        code_bytes: stencil.hot.bytes.len(),
        cold_bytes: stencil.cold.bytes.len(),
        holes: stencil.hot.holes.len() + stencil.cold.holes.len(),
    }
}

/// The name, with the oparg that it is made for, and the number of cached slots.
fn split(stencil: &Stencil) -> (&'static str, u32) {
    match stencil.name.rsplit_once("__") {
        Some((name, depth)) => (name, depth.parse().unwrap_or(0)),
        None => (stencil.name, 0),
    }
}

/// See [`code_of`](super::code_of()).
pub(super) fn code_of(uop: &str) -> Result<Option<String>, BackendError> {
    let library = copy_patch::library()?;
    let mut out = String::new();
    for stencil in library.stencils.iter().filter(|stencil| stencil_of(stencil.name, uop)) {
        let (name, depth) = split(stencil);
        out += &format!(
            "{name}, {depth} cached slots: {} bytes hot, {} cold\n",
            stencil.hot.bytes.len(),
            stencil.cold.bytes.len()
        );
        code(&mut out, &stencil.hot);
        if !stencil.cold.bytes.is_empty() {
            out += "  cold:\n";
            code(&mut out, &stencil.cold);
        }
        out.push('\n');
    }
    Ok((!out.is_empty()).then_some(out))
}

fn code(out: &mut String, blob: &Blob) {
    let note = |bytes: std::ops::Range<usize>| {
        let inside = blob.holes.iter().filter(|hole| bytes.contains(&hole.offset.into()));
        let notes: Vec<String> = inside
            .map(|hole| match hole.addend {
                0 => format!("{:?}, {:?}", hole.what, hole.patch),
                addend => format!("{:?} {addend:+}, {:?}", hole.what, hole.patch),
            })
            .collect();
        (!notes.is_empty()).then(|| notes.join("; "))
    };
    instructions(out, 0, blob.bytes, &note);
}

/// See [`patched`](super::patched()).
pub(super) fn patched(program: &Program, piece: &Piece) -> Option<Patched> {
    let (trace, uop, is_hot) = match piece.role {
        Role::Hot { trace, uop } => (trace, uop, true),
        Role::Cold { trace, uop } => (trace, uop, false),
        _ => return None,
    };
    let uop = program.traces.get(trace.0 as usize)?.uops.get(uop as usize)?;
    let stencils = copy_patch::library().ok()?.stencils.iter();
    let found = stencils.filter(|stencil| stencil_of(stencil.name, uop.op.symbol())).filter_map(
        |stencil| {
            let blob = if is_hot { &stencil.hot } else { &stencil.cold };
            Some((stencil, blob, place(blob, &piece.bytes)?))
        },
    );
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
            Some((name, None)) => format!("side exit {name}"),
            None => "side exit".into(),
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
