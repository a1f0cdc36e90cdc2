//! Writes a library as Rust source.

use crate::{Blob, Library};
use std::fmt::Write;
use uops::Op;

/// Number of cache depths: 0 to 4.
pub const DEPTHS: usize = 5;

/// Rust source that defines `STENCILS: &[Stencil]`, sorted by name.
pub fn stencils_to_rust(library: &Library) -> String {
    let mut out = String::from("pub static STENCILS: &[Stencil] = &[\n");
    for stencil in &library.stencils {
        // Writing to a string can't fail.
        _ = writeln!(
            out,
            "    Stencil {{ name: {:?}, hot: {}, cold: {} }},",
            stencil.name,
            blob(&stencil.hot),
            blob(&stencil.cold)
        );
    }
    out.push_str("];\n");
    out
}

/// Rust source that defines
///
/// - `STENCILS: &[Stencil]`, sorted by name;
/// - `BY_OP: &[[u16; DEPTHS]]`, which of them is a uop's at each depth, by uop number;
/// - `NARROW: &[Option<[u16; DEPTHS]>]`, likewise for operands that fit a narrow hole;
/// - `BY_OPARG: &[&[(u16, [u16; DEPTHS])]]`, by uop number, likewise for single opargs;
/// - a constant with the index of every stencil that is no uop's, by its name.
///
/// # Errors
/// Names the stencil that is missing.
pub fn to_rust(library: &Library) -> Result<String, String> {
    let mut out = stencils_to_rust(library);
    let mut used = vec![false; library.stencils.len()];
    let mut variants = |name: &str| -> Result<[usize; DEPTHS], String> {
        let mut indices = [0; DEPTHS];
        for (depth, index) in indices.iter_mut().enumerate() {
            let name = format!("{name}__{depth}");
            *index =
                library.find(&name).ok_or_else(|| format!("there is no stencil {name}"))?;
            used[*index] = true;
        }
        Ok(indices)
    };
    let mut by_op = String::new();
    let mut by_oparg = String::new();
    let mut narrow = String::new();
    for op in Op::ALL {
        _ = writeln!(by_op, "    {:?},", variants(op.name())?);
        let forms = ["narrow", "near"].map(|form| format!("{op}.{form}"));
        let form = forms.iter().find(|form| library.find(&format!("{form}__0")).is_some());
        let indices = form.map(|form| variants(form)).transpose()?;
        _ = writeln!(narrow, "    {indices:?},");
        by_oparg.push_str("    &[");
        for oparg in op.info().only {
            _ = write!(by_oparg, "({oparg}, {:?}), ", variants(&format!("{}{oparg}", op.name()))?);
        }
        by_oparg.push_str("],\n");
    }
    _ = writeln!(out, "pub static BY_OP: &[[u16; {DEPTHS}]] = &[\n{by_op}];");
    _ = writeln!(out, "pub static NARROW: &[Option<[u16; {DEPTHS}]>] = &[\n{narrow}];");
    _ = writeln!(out, "pub static BY_OPARG: &[&[(u16, [u16; {DEPTHS}])]] = &[\n{by_oparg}];");
    for (index, stencil) in library.stencils.iter().enumerate() {
        if !used[index] {
            let name = stencil.name.trim_start_matches('_');
            _ = writeln!(out, "pub const {name}: usize = {index};");
        }
    }
    Ok(out)
}

fn blob(blob: &Blob) -> String {
    let mut out = String::from("Blob { bytes: &[");
    for byte in &blob.bytes {
        _ = write!(out, "{byte},");
    }
    out.push_str("], holes: &[");
    for hole in &blob.holes {
        _ = write!(
            out,
            "Hole {{ offset: {}, patch: Patch::{:?}, what: {}, addend: {} }}, ",
            hole.offset,
            hole.patch,
            what(hole.what),
            hole.addend
        );
    }
    out.push_str("] }");
    out
}

fn what(what: crate::What) -> String {
    match what {
        crate::What::Thunk(helper) => format!("What::Thunk(Helper::{})", helper.name()),
        crate::What::Helper(helper) => format!("What::Helper(Helper::{})", helper.name()),
        other => format!("What::{other:?}"),
    }
}
