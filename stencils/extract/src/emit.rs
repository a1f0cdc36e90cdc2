//! Writes a library as Rust source.

use crate::{Blob, Library};
use std::fmt::Write;
use uops::Op;
use uops::stencil::CACHED_SLOTS;

/// Numbers of slots that may be in registers on entry: from 0 on.
const DEPTHS: usize = CACHED_SLOTS + 1;

/// Rust source that defines `STENCILS: &[Stencil]`, sorted by name.
pub fn stencils_to_rust(library: &Library) -> String {
    format!("pub static STENCILS: &[Stencil] = &[\n{}];\n", stencils(library))
}

fn stencils(library: &Library) -> String {
    let mut out = String::new();
    for stencil in &library.stencils {
        // Writing to a string can't fail.
        _ = writeln!(
            out,
            "        Stencil {{ name: {:?}, hot: {}, cold: {} }},",
            stencil.name,
            blob(&stencil.hot),
            blob(&stencil.cold)
        );
    }
    out
}

/// Rust source that defines `NAME: Table` with
///
/// - `stencils`, sorted by name;
/// - `by_op`, which of them is a uop's at each depth, by uop number;
/// - `narrow`, likewise for operands that fit a narrow hole;
/// - `by_oparg`, likewise for single opargs;
/// - `cached`, how many stack slots they keep in registers; there are no stencils for more, and those
///   of depth 0 stand in their place.
///
/// # Errors
/// Names the stencil that is missing.
pub fn to_rust(name: &str, library: &Library, cached: usize) -> Result<String, String> {
    let variants = |name: &str| -> Result<[usize; DEPTHS], String> {
        let mut indices = [0; DEPTHS];
        for (depth, index) in indices.iter_mut().enumerate() {
            let name = format!("{name}__{}", if depth > cached { 0 } else { depth });
            *index = library.find(&name).ok_or_else(|| format!("there is no stencil {name}"))?;
        }
        Ok(indices)
    };
    let (mut by_op, mut narrow, mut by_oparg) = (String::new(), String::new(), String::new());
    for op in Op::ALL {
        // Writing to a string can't fail.
        _ = writeln!(by_op, "        {:?},", variants(op.symbol())?);
        let forms = ["narrow", "near"].map(|form| format!("{}.{form}", op.symbol()));
        let form = forms.iter().find(|form| library.find(&format!("{form}__0")).is_some());
        let indices = form.map(|form| variants(form)).transpose()?;
        _ = writeln!(narrow, "        {indices:?},");
        by_oparg.push_str("        &[");
        for oparg in op.info().only {
            _ = write!(
                by_oparg,
                "({oparg}, {:?}), ",
                variants(&format!("{}{oparg}", op.symbol()))?
            );
        }
        by_oparg.push_str("],\n");
    }
    Ok(format!(
        "pub static {name}: Table = Table {{\n    stencils: &[\n{}    ],\n    by_op: &[\n{by_op}    ],\n    \
         narrow: &[\n{narrow}    ],\n    by_oparg: &[\n{by_oparg}    ],\n    cached: {cached},\n}};\n",
        stencils(library)
    ))
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
            "Hole {{ offset: {}, patch: {}, what: {}, addend: {} }}, ",
            hole.offset,
            hole.patch.to_rust(),
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
