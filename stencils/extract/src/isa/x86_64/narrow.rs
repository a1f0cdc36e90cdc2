//! Holes of 8 bits.

use crate::Blob;
use stencil_format::isa::x86_64::Patch as X86;
use stencil_format::{Hole, Patch, What};

/// One part of a stencil, from those made for the opargs 1 and 2: immediates and displacements are bytes
/// of their own.
pub(super) fn join(one: &Blob, two: &Blob) -> Result<Blob, String> {
    join_of_size(one, two, 8)
}

/// Likewise where a local has this many bytes.
pub(in crate::isa) fn join_of_size(one: &Blob, two: &Blob, local: u8) -> Result<Blob, String> {
    if one.bytes.len() != two.bytes.len() || one.holes != two.holes {
        return Err("the stencils for 1 and 2 are not alike".into());
    }
    let mut bytes = one.bytes.clone();
    let mut holes = one.holes.clone();
    for (offset, pair) in one.bytes.iter().zip(&two.bytes).enumerate() {
        let what = match pair {
            (a, b) if a == b => continue,
            (1, 2) => What::Oparg,
            (&a, &b) if a == local && b == 2 * local => What::Local,
            (a, b) => return Err(format!("{a:#x} for 1 and {b:#x} for 2 at {offset:#x}")),
        };
        bytes[offset] = 0;
        let offset = u16::try_from(offset).map_err(|error| error.to_string())?;
        holes.push(Hole { offset, patch: Patch::X86_64(X86::Abs8), what, addend: 0 });
    }
    holes.sort_by_key(|hole| hole.offset);
    Ok(Blob { bytes, holes })
}
