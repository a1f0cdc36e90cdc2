//! Reads an object file into stencils.

use crate::{Blob, Error, Library, Stencil};
use object::SectionIndex;
use object::elf;
use object::{Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget};
use std::collections::HashMap;
use stencil_format::{Hole, Patch, What};

/// Extracts the stencils called `names` from an object file.
///
/// # Errors
/// On a stencil that is missing, a relocation or symbol that is no hole, and a section that has
/// contents but is no stencil's.
pub fn extract(object: &[u8], names: &[String]) -> Result<Library, Error> {
    let error = |stencil: &str, what: String| Error::Object { stencil: stencil.into(), what };
    let file = object::File::parse(object)
        .map_err(|source| error("object file", format!("can't be read: {source}")))?;
    // Which stencil's which part a section is.
    let mut sections: HashMap<SectionIndex, (&str, bool)> = HashMap::new();
    for section in file.sections() {
        let name = section.name().unwrap_or("?");
        if let Some(stencil) = name.strip_prefix(".text.cold.") {
            sections.insert(section.index(), (stencil, true));
        } else if let Some(stencil) = name.strip_prefix(".text.") {
            sections.insert(section.index(), (stencil, false));
        } else if section.size() > 0 && is_loaded(&section) {
            return Err(error(name, format!("an unexpected section of {} bytes", section.size())));
        }
    }
    let mut parts: HashMap<(&str, bool), Blob> = HashMap::new();
    for section in file.sections() {
        let Some(&(stencil, cold)) = sections.get(&section.index()) else { continue };
        let bytes =
            section.data().map_err(|source| error(stencil, format!("no code: {source}")))?.to_vec();
        let mut holes = Vec::new();
        for (offset, relocation) in section.relocations() {
            let symbol = match relocation.target() {
                RelocationTarget::Symbol(index) => file
                    .symbol_by_index(index)
                    .map_err(|source| error(stencil, format!("no symbol: {source}")))?,
                other => return Err(error(stencil, format!("a relocation against {other:?}"))),
            };
            let name = symbol.name().unwrap_or("?");
            let patch = patch(&relocation.flags())
                .map_err(|what| error(stencil, format!("refers to {name} by {what}")))?;
            let (what, base) = match symbol.section_index() {
                Some(section) if sections.contains_key(&section) => {
                    let (other, cold) = sections[&section];
                    if other != stencil {
                        return Err(error(stencil, format!("refers to {other}")));
                    }
                    (if cold { What::Cold } else { What::Hot }, symbol.address())
                }
                _ => {
                    let what = What::from_symbol(name).ok_or_else(|| {
                        error(stencil, format!("refers to {name} ({patch:?}), which is no hole"))
                    })?;
                    (what, 0)
                }
            };
            let narrow = |value: i64| i32::try_from(value).ok();
            let hole = u16::try_from(offset)
                .ok()
                .zip(narrow(relocation.addend() + base as i64))
                .map(|(offset, addend)| Hole { offset, patch, what, addend })
                .ok_or_else(|| error(stencil, "a hole out of range".into()))?;
            holes.push(hole);
        }
        holes.sort_by_key(|hole| hole.offset);
        parts.insert((stencil, cold), Blob { bytes, holes });
    }
    let stencils = names
        .iter()
        .map(|name| {
            let hot = parts
                .remove(&(name.as_str(), false))
                .ok_or_else(|| error(name, "is missing from the object file".into()))?;
            let cold = parts.remove(&(name.as_str(), true)).unwrap_or_default();
            Ok(Stencil { name: name.clone(), hot, cold })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    if let Some((name, _)) = parts.keys().next() {
        return Err(error(name, "code that belongs to no stencil".into()));
    }
    Ok(Library { stencils })
}

/// Whether a section is part of the program in memory.
fn is_loaded<'data>(section: &impl ObjectSection<'data>) -> bool {
    use object::SectionKind::{
        Data, ReadOnlyData, ReadOnlyDataWithRel, ReadOnlyString, Text, Tls, UninitializedData,
        UninitializedTls,
    };
    matches!(
        section.kind(),
        Text | Data
            | ReadOnlyData
            | ReadOnlyDataWithRel
            | ReadOnlyString
            | UninitializedData
            | Tls
            | UninitializedTls
    )
}

/// How a relocation is written.
fn patch(flags: &RelocationFlags) -> Result<Patch, String> {
    match flags {
        RelocationFlags::Elf { r_type } => match *r_type {
            elf::R_X86_64_64 => Ok(Patch::Abs64),
            elf::R_X86_64_32 => Ok(Patch::Abs32),
            elf::R_X86_64_32S => Ok(Patch::Abs32Signed),
            elf::R_X86_64_PC32 | elf::R_X86_64_PLT32 => Ok(Patch::Rel32),
            other => Err(format!("an unknown relocation, ELF type {other:?}")),
        },
        other => Err(format!("an unknown relocation, {other:?}")),
    }
}
