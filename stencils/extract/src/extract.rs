//! Reads an object file into stencils.

use crate::{Blob, Error, Library, Stencil, isa};
use object::{
    BinaryFormat, Object, ObjectSection, ObjectSymbol, RelocationTarget, SectionIndex, SectionKind,
};
use std::collections::HashMap;
use std::ops::Range;
use stencil_format::{Hole, What};

/// A range of code that is a part of a stencil.
#[derive(Debug)]
struct Stretch {
    stencil: String,
    is_cold: bool,
    section: SectionIndex,
    /// Where in the section, by address.
    range: Range<u64>,
}

/// Extracts the stencils called `names` from an object file.
///
/// In ELF and COFF files a part is a section of its own, `.text.NAME` or `.text.cold.NAME`. In Mach-O
/// files, whose sections have short names, a part begins at a symbol, `_NAME` or `_NAME.cold`.
///
/// # Errors
/// On a stencil that is missing, a relocation or symbol that is no hole, and a section that has
/// contents but is no stencil's.
pub fn extract(object: &[u8], names: &[String]) -> Result<Library, Error> {
    let error = |stencil: &str, what: String| Error::Object { stencil: stencil.into(), what };
    let file = object::File::parse(object)
        .map_err(|source| error("object file", format!("can't be read: {source}")))?;
    let stretches = stretches(&file)?;
    let mut parts: HashMap<(&str, bool), Blob> = HashMap::new();
    for stretch in &stretches {
        let blob = blob(&file, stretch, &stretches)?;
        parts.insert((stretch.stencil.as_str(), stretch.is_cold), blob);
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

/// Finds the parts of stencils.
fn stretches(file: &object::File) -> Result<Vec<Stretch>, Error> {
    let mut stretches = Vec::new();
    let by_symbol = file.format() == BinaryFormat::MachO;
    for section in file.sections() {
        let name = section.name().unwrap_or("?");
        let index = section.index();
        let end = section.address() + section.size();
        if by_symbol && section.kind() == SectionKind::Text {
            let mut starts: Vec<(u64, &str)> = file
                .symbols()
                .filter(|symbol| symbol.section_index() == Some(index))
                // Names without an underscore are the assembler's own, such as `ltmp0`.
                .filter_map(|symbol| {
                    Some((symbol.address(), symbol.name().ok()?.strip_prefix('_')?))
                })
                .collect();
            starts.sort_unstable();
            let is_first = |&(start, _): &(u64, &str)| start == section.address();
            if section.size() > 0 && !starts.first().is_some_and(is_first) {
                let what = "code that belongs to no stencil".into();
                return Err(Error::Object { stencil: name.into(), what });
            }
            let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([end]);
            stretches.extend(starts.iter().zip(ends).map(|(&(start, name), end)| {
                let (stencil, is_cold) = match name.strip_suffix(".cold") {
                    Some(stencil) => (stencil, true),
                    None => (name, false),
                };
                let range = start..end;
                Stretch { stencil: stencil.to_owned(), is_cold, section: index, range }
            }));
        } else if let Some(rest) = name.strip_prefix(".text.") {
            let (stencil, is_cold) = match rest.strip_prefix("cold.") {
                Some(stencil) => (stencil, true),
                None => (rest, false),
            };
            let range = section.address()..end;
            stretches.push(Stretch { stencil: stencil.to_owned(), is_cold, section: index, range });
        } else if section.size() > 0 && is_loaded(&section) {
            let what = format!("an unexpected section of {} bytes", section.size());
            return Err(Error::Object { stencil: name.into(), what });
        }
    }
    Ok(stretches)
}

/// Code and holes of a part.
fn blob(file: &object::File, part: &Stretch, all: &[Stretch]) -> Result<Blob, Error> {
    let stencil = part.stencil.as_str();
    let error = |what: String| Error::Object { stencil: stencil.into(), what };
    let section =
        file.section_by_index(part.section).map_err(|source| error(source.to_string()))?;
    let data = section.data().map_err(|source| error(format!("no code: {source}")))?;
    let start = part.range.start - section.address();
    let len = part.range.end - part.range.start;
    let bytes = data
        .get(start as usize..(start + len) as usize)
        .ok_or_else(|| error("a symbol outside of its section".into()))?;
    let mut holes = Vec::new();
    for (offset, relocation) in section.relocations() {
        let Some(offset) = offset.checked_sub(start).filter(|offset| *offset < len) else {
            continue;
        };
        let symbol = match relocation.target() {
            RelocationTarget::Symbol(index) => file
                .symbol_by_index(index)
                .map_err(|source| error(format!("no symbol: {source}")))?,
            other => return Err(error(format!("a relocation against {other:?}"))),
        };
        let name = symbol.name().unwrap_or("?");
        let place = &bytes[offset as usize..];
        let (patch, addend) = isa::relocation(file.architecture(), &relocation, place)
            .map_err(|what| error(format!("refers to {name} by {what}")))?;
        let home = all.iter().find(|stretch| {
            symbol.section_index() == Some(stretch.section)
                && (stretch.range.contains(&symbol.address())
                    || stretch.range.is_empty() && stretch.range.start == symbol.address())
        });
        let (what, base) = match home {
            Some(home) if home.stencil != stencil => {
                return Err(error(format!("refers to {}", home.stencil)));
            }
            Some(home) => {
                let what = if home.is_cold { What::Cold } else { What::Hot };
                (what, (symbol.address() - home.range.start) as i64)
            }
            None => {
                // Mach-O puts an underscore before every name.
                let bare = match file.format() {
                    BinaryFormat::MachO => name.strip_prefix('_').unwrap_or(name),
                    _ => name,
                };
                let what = What::from_symbol(bare).ok_or_else(|| {
                    error(format!("refers to {name} ({patch:?}), which is no hole"))
                })?;
                (what, 0)
            }
        };
        let hole = u16::try_from(offset)
            .ok()
            .zip(i32::try_from(addend + base).ok())
            .map(|(offset, addend)| Hole { offset, patch, what, addend })
            .ok_or_else(|| error("a hole out of range".into()))?;
        holes.push(hole);
    }
    holes.sort_by_key(|hole| hole.offset);
    Ok(Blob { bytes: bytes.to_vec(), holes })
}

/// Whether a section is part of the program in memory.
fn is_loaded<'data>(section: &impl ObjectSection<'data>) -> bool {
    use SectionKind::{
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
