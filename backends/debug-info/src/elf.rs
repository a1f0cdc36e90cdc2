//! A program's machine code as an object file in memory, without the code: symbols, lines and
//! unwind information that refer to where the code is.

use crate::code::{CodeMap, Function};
use crate::eh_frame::{Reference, eh_frame};
use crate::frame::Frame;
use crate::isa;
use crate::source::Source;
use gimli::constants::{
    DW_AT_comp_dir, DW_AT_high_pc, DW_AT_language, DW_AT_low_pc, DW_AT_name, DW_AT_stmt_list,
    DW_LANG_C, DW_TAG_subprogram,
};
use gimli::write::{
    Address, AttributeValue, DwarfUnit, EndianVec, LineProgram, LineString, Sections,
};
use gimli::{Encoding, Format, LineEncoding, LittleEndian};
use object::build::elf::{Builder, SectionData, SectionId};
use object::elf;
use std::collections::BTreeMap;

/// Why there is no object file.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The debug sections could not be made.
    #[error("debug sections: {0}")]
    Dwarf(#[from] gimli::write::Error),
    /// The file around them could not be made.
    #[error("object file: {0}")]
    Elf(#[from] object::build::Error),
}

/// The object file of a program.
///
/// # Errors
/// If the program is too large for the tables.
pub fn object(
    code: &CodeMap,
    source: &Source,
    frames: &BTreeMap<u64, Frame>,
) -> Result<Vec<u8>, ObjectError> {
    let mut builder = Builder::new(object::Endianness::Little, true);
    builder.header.e_type = elf::ET_EXEC;
    builder.header.e_machine = isa::ELF_MACHINE;

    let text = builder.sections.add();
    text.name = ".text".into();
    // The code itself is where the section says that it is.
    text.sh_type = elf::SHT_NOBITS;
    text.sh_flags = elf::SHF_ALLOC | elf::SHF_EXECINSTR;
    text.sh_addr = code.start;
    text.sh_addralign = 16;
    text.data = SectionData::UninitializedData(code.bytes.len() as u64);
    let text = text.id();

    let functions: Vec<&Function> = code.functions.iter().collect();
    let table = eh_frame(&functions, frames, Reference::Absolute)?;
    add_section(&mut builder, ".eh_frame", table);
    for (name, contents) in debug_sections(code, source)? {
        add_section(&mut builder, name, contents);
    }
    for function in &code.functions {
        let symbol = builder.symbols.add();
        symbol.name = function.name.as_bytes().to_vec().into();
        symbol.section = Some(text);
        symbol.set_st_info(elf::STB_LOCAL, elf::STT_FUNC);
        symbol.st_value = function.range.start;
        symbol.st_size = function.range.end - function.range.start;
    }
    for (name, kind, data) in [
        (".symtab", elf::SHT_SYMTAB, SectionData::Symbol),
        (".strtab", elf::SHT_STRTAB, SectionData::String),
        (".shstrtab", elf::SHT_STRTAB, SectionData::SectionString),
    ] {
        let section = builder.sections.add();
        section.name = name.into();
        section.sh_type = kind;
        section.sh_addralign = 8;
        section.data = data;
    }
    builder.set_section_sizes();
    let mut file = Vec::new();
    builder.write(&mut file)?;
    Ok(file)
}

fn add_section(builder: &mut Builder<'_>, name: &'static str, contents: Vec<u8>) -> SectionId {
    let section = builder.sections.add();
    section.name = name.into();
    section.sh_type = elf::SHT_PROGBITS;
    section.sh_addralign = 8;
    section.data = SectionData::Data(contents.into());
    section.id()
}

/// The functions and their lines in DWARF.
fn debug_sections(
    code: &CodeMap,
    source: &Source,
) -> gimli::write::Result<Vec<(&'static str, Vec<u8>)>> {
    let encoding = Encoding { address_size: 8, format: Format::Dwarf32, version: 4 };
    let mut dwarf = DwarfUnit::new(encoding);
    let path = source.path();
    let bytes = |text: &[u8]| text.iter().copied().filter(|&byte| byte != 0).collect::<Vec<u8>>();
    let folder = bytes(path.parent().map_or(b".", |folder| folder.as_os_str().as_encoded_bytes()));
    let file = bytes(path.file_name().map_or(b"program.uop", |name| name.as_encoded_bytes()));
    let mut lines = LineProgram::new(
        encoding,
        LineEncoding::default(),
        LineString::String(folder.clone()),
        None,
        LineString::String(file.clone()),
        None,
    );
    let directory = lines.default_directory();
    let file_id = lines.add_file(LineString::String(file.clone()), directory, None);
    let root = dwarf.unit.root();
    for function in &code.functions {
        let start = function.range.start;
        let length = function.range.end - start;
        let entry = dwarf.unit.add(root, DW_TAG_subprogram);
        let entry = dwarf.unit.get_mut(entry);
        entry.set(DW_AT_name, AttributeValue::String(bytes(function.name.as_bytes())));
        entry.set(DW_AT_low_pc, AttributeValue::Address(Address::Constant(start)));
        entry.set(DW_AT_high_pc, AttributeValue::Udata(length));
        let rows = code.lines(source, function);
        if rows.is_empty() {
            continue;
        }
        lines.begin_sequence(Some(Address::Constant(start)));
        for row in rows {
            lines.row().address_offset = row.address - start;
            lines.row().file = file_id;
            lines.row().line = row.line.into();
            lines.row().is_statement = true;
            lines.generate_row();
        }
        lines.end_sequence(length);
    }
    dwarf.unit.line_program = lines;
    let unit = dwarf.unit.get_mut(root);
    unit.set(DW_AT_name, AttributeValue::String(file));
    unit.set(DW_AT_comp_dir, AttributeValue::String(folder));
    // No language of gdb's is that of `.uop`; this one leaves names as they are.
    unit.set(DW_AT_language, AttributeValue::Language(DW_LANG_C));
    unit.set(DW_AT_low_pc, AttributeValue::Address(Address::Constant(code.start)));
    unit.set(DW_AT_high_pc, AttributeValue::Udata(code.end() - code.start));
    unit.set(DW_AT_stmt_list, AttributeValue::LineProgramRef);
    let mut sections = Sections::new(EndianVec::new(LittleEndian));
    dwarf.write(&mut sections)?;
    let mut named = Vec::new();
    sections.for_each(|id, contents| {
        if !contents.slice().is_empty() {
            named.push((id.name(), contents.slice().to_vec()));
        }
        gimli::write::Result::Ok(())
    })?;
    Ok(named)
}
