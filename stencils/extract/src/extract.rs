//! Reads an object file into stencils.

use crate::format::END;
use crate::{Blob, Error, Library, Stencil, isa};
use object::{
    BinaryFormat, Object, ObjectSection, ObjectSymbol, Relocation, RelocationTarget, SectionIndex,
    SectionKind,
};
use std::collections::HashMap;
use std::ops::Range;
use stencil_format::{Hole, Patch, What};

/// A range of code that is a part of a stencil.
#[derive(Debug)]
struct Stretch {
    stencil: String,
    is_cold: bool,
    section: SectionIndex,
    /// Where in the section, by address.
    range: Range<u64>,
}

/// The places of a file's sections that are to be filled, in the order of their addresses.
struct Places<'a> {
    /// Relocations, by section.
    relocations: HashMap<SectionIndex, Vec<(u64, Relocation)>>,
    /// Places that symbols mark: where, the name of the hole, and how it is filled.
    marked: HashMap<SectionIndex, Vec<(u64, &'a str, Patch)>>,
}

impl<'a> Places<'a> {
    fn of(file: &'a object::File) -> Self {
        let mut relocations: HashMap<_, Vec<_>> = HashMap::new();
        for section in file.sections() {
            let start = section.address();
            let all = section.relocations().map(|(offset, it)| (start.wrapping_add(offset), it));
            let of_section: &mut Vec<_> = relocations.entry(section.index()).or_default();
            of_section.extend(all);
            of_section.sort_by_key(|(address, _)| *address);
        }
        let mut marked: HashMap<_, Vec<_>> = HashMap::new();
        for symbol in file.symbols() {
            if let Some(section) = symbol.section_index()
                && let Some(name) = symbol.name().ok().and_then(|name| name.strip_prefix('_'))
                && let Some((hole, patch)) = isa::marked(file.architecture(), name)
            {
                marked.entry(section).or_default().push((symbol.address(), hole, patch));
            }
        }
        marked.values_mut().for_each(|marked| marked.sort_by_key(|(address, ..)| *address));
        Places { relocations, marked }
    }
}

/// Those of the places of a part's section that are in the part.
fn within<'a, T>(
    all: &'a HashMap<SectionIndex, Vec<T>>,
    part: &Stretch,
    address: impl Fn(&T) -> u64,
) -> &'a [T] {
    let all = all.get(&part.section).map_or(&[][..], |all| all);
    let start = all.partition_point(|place| address(place) < part.range.start);
    let len = all[start..].partition_point(|place| address(place) < part.range.end);
    &all[start..start + len]
}

/// Extracts the stencils called `names` from an object file.
///
/// In ELF and COFF files a part is a section of its own, `.text.NAME` or `.text.cold.NAME`. In Mach-O
/// files, whose sections have short names, a part begins at a symbol, `_NAME` or `_NAME.cold`, and ends at one
/// with `.end` after it, or else where the next begins.
///
/// # Errors
/// On a stencil that is missing, a relocation or symbol that is no hole, and a section that has
/// contents but is no stencil's.
pub fn extract(object: &[u8], names: &[String]) -> Result<Library, Error> {
    let error = |stencil: &str, what: String| Error::Object { stencil: stencil.into(), what };
    let file = object::File::parse(object)
        .map_err(|source| error("object file", format!("can't be read: {source}")))?;
    let stretches = stretches(&file)?;
    let places = Places::of(&file);
    let mut parts: HashMap<(&str, bool), Blob> = HashMap::new();
    for stretch in &stretches {
        let blob = blob(&file, stretch, &stretches, &places)?;
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
            stretches.extend(stretches_by_symbol(file, &section)?);
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

/// The parts of stencils in a section where each begins at a symbol.
fn stretches_by_symbol<'data>(
    file: &object::File<'data>,
    section: &impl ObjectSection<'data>,
) -> Result<Vec<Stretch>, Error> {
    let mut starts = Vec::new();
    let mut ends = HashMap::new();
    let own = file.symbols().filter(|symbol| symbol.section_index() == Some(section.index()));
    for symbol in own {
        // Names without an underscore are the assembler's own, such as `ltmp0`.
        let Some(name) = symbol.name().ok().and_then(|name| name.strip_prefix('_')) else {
            continue;
        };
        match name.strip_suffix(END) {
            Some(part) => _ = ends.insert(part, symbol.address()),
            None if isa::marked(file.architecture(), name).is_some() => {}
            None => starts.push((symbol.address(), name)),
        }
    }
    starts.sort_unstable();
    let is_first = |&(start, _): &(u64, &str)| start == section.address();
    if section.size() > 0 && !starts.first().is_some_and(is_first) {
        let what = "code that belongs to no stencil".into();
        return Err(Error::Object { stencil: section.name().unwrap_or("?").into(), what });
    }
    let section_end = section.address() + section.size();
    let next = starts.iter().skip(1).map(|(start, _)| *start).chain([section_end]);
    Ok(starts
        .iter()
        .zip(next)
        .map(|(&(start, name), next)| {
            let (stencil, is_cold) = match name.strip_suffix(".cold") {
                Some(stencil) => (stencil, true),
                None => (name, false),
            };
            let range = start..ends.get(name).map_or(next, |end| *end.min(&next));
            Stretch { stencil: stencil.to_owned(), is_cold, section: section.index(), range }
        })
        .collect())
}

/// Code and holes of a part.
fn blob(
    file: &object::File,
    part: &Stretch,
    all: &[Stretch],
    places: &Places<'_>,
) -> Result<Blob, Error> {
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
    for (address, relocation) in within(&places.relocations, part, |(address, _)| *address) {
        let offset = address - part.range.start;
        let symbol = match relocation.target() {
            RelocationTarget::Symbol(index) => file
                .symbol_by_index(index)
                .map_err(|source| error(format!("no symbol: {source}")))?,
            other => return Err(error(format!("a relocation against {other:?}"))),
        };
        let name = symbol.name().unwrap_or("?");
        let place = &bytes[offset as usize..];
        let (mut patch, addend) = isa::relocation(file.architecture(), relocation, place)
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
                let (hole, by_part) = isa::part(file.architecture(), bare, patch);
                patch = by_part;
                let what = What::from_symbol(hole).ok_or_else(|| {
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
    for &(address, hole, patch) in within(&places.marked, part, |(address, ..)| *address) {
        let what = What::from_symbol(hole).ok_or_else(|| error(format!("{hole} is no hole")))?;
        let offset = u16::try_from(address - part.range.start)
            .map_err(|_| error("a hole out of range".into()))?;
        holes.push(Hole { offset, patch, what, addend: 0 });
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
