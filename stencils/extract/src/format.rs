//! What the text of an assembly file depends on besides the processor: the format of object files.

/// The format of the object files of a system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// That of Linux.
    Elf,
    /// That of macOS. It has at most 255 sections, so a part of a stencil begins at a symbol. Cold parts have a section
    /// of their own, so that the assembler leaves branches between hot and cold code to relocations.
    MachO,
    /// That of Windows.
    Coff,
}

/// What the symbol after a part of a stencil ends with, where parts are no sections.
pub(crate) const END: &str = ".end";

/// The directive for a section with code in files of macOS, before its name and after it.
const TEXT: &str = ".section __TEXT,";
const CODE: &str = ",regular,pure_instructions";

impl Format {
    /// The format of the target with this name; none if it is not known.
    pub(crate) fn of_target(name: &str) -> Option<Format> {
        match name {
            _ if name.contains("-linux-") => Some(Format::Elf),
            _ if name.ends_with("-apple-darwin") => Some(Format::MachO),
            _ if name.ends_with("-windows-msvc") => Some(Format::Coff),
            _ => None,
        }
    }

    /// The arguments of rustc for this format, which come after all others.
    pub(crate) fn flags(self) -> &'static [&'static str] {
        match self {
            Format::Elf | Format::MachO => &[],
            // Such targets have no code without these tables, which the tidy step drops.
            Format::Coff => &["-Cforce-unwind-tables=yes"],
        }
    }

    /// What labels begin with that are no symbols of the object file.
    pub(crate) fn local(self) -> &'static str {
        match self {
            Format::Elf | Format::Coff => ".L",
            Format::MachO => "L",
        }
    }

    /// The symbol of what has this name in the source.
    pub(crate) fn symbol(self, name: &str) -> String {
        match self {
            Format::Elf | Format::Coff => name.to_owned(),
            Format::MachO => format!("_{name}"),
        }
    }

    /// What a symbol is called in the source.
    pub(crate) fn bare(self, symbol: &str) -> &str {
        match self {
            Format::Elf | Format::Coff => symbol,
            Format::MachO => symbol.strip_prefix('_').unwrap_or(symbol),
        }
    }

    /// Whether a directive inside of a function says nothing about its code.
    pub(crate) fn is_comment(self, directive: &str) -> bool {
        let known: &[&str] = match self {
            Format::Elf => &[".cfi_", ".p2align"],
            Format::MachO => &[".cfi_", ".p2align", ".loh"],
            Format::Coff => &[".cfi_", ".p2align", ".seh_"],
        };
        known.iter().any(|known| directive.starts_with(known))
    }

    /// Whether a function has ended where this line is.
    pub(crate) fn ends_function(self, line: &str) -> bool {
        let line = line.trim_start();
        line.starts_with(".Lfunc_end")
            || match self {
                Format::Elf => false,
                Format::MachO => [".globl", ".section", ".subsections_via_symbols"]
                    .iter()
                    .any(|end| line.starts_with(end)),
                Format::Coff => [".def", ".globl"].iter().any(|end| line.starts_with(end)),
            }
    }

    /// The lines before a part of a stencil.
    pub(crate) fn head(self, stencil: &str, is_cold: bool) -> String {
        let symbol = self.symbol(stencil);
        match (self, is_cold) {
            (Format::Elf, false) => {
                format!(".section .text.{stencil},\"ax\",@progbits\n.globl {symbol}\n{symbol}:\n")
            }
            (Format::Elf, true) => format!(".section .text.cold.{stencil},\"ax\",@progbits\n"),
            (Format::Coff, false) => {
                format!(".section .text.{stencil},\"xr\"\n.globl {symbol}\n{symbol}:\n")
            }
            (Format::Coff, true) => format!(".section .text.cold.{stencil},\"xr\"\n"),
            (Format::MachO, false) => format!("{TEXT}__text{CODE}\n{symbol}:\n"),
            (Format::MachO, true) => format!("{TEXT}__cold{CODE}\n{symbol}.cold:\n"),
        }
    }

    /// The lines after a part of a stencil. Where parts are no sections, bytes of no part keep two parts from
    /// having the same address.
    pub(crate) fn tail(self, stencil: &str, is_cold: bool) -> String {
        match self {
            Format::Elf | Format::Coff => String::new(),
            Format::MachO => {
                let cold = if is_cold { ".cold" } else { "" };
                format!("{}{cold}{END}:\n\t.space 4\n", self.symbol(stencil))
            }
        }
    }
}
