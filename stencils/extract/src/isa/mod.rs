//! The boundary to processors.
//!
//! The assembly text that rustc writes is that of the target ([`of_target`], [`of_objects`]). An object file
//! names the processor that it is for ([`relocation`]).

mod aarch64;
mod interface;
mod place;
mod x86;
mod x86_64;

use crate::format::Format;
pub(crate) use interface::{Isa, Reach, Transfer};
use object::{Architecture, Relocation, RelocationFlags};
use place::Problem;
use stencil_format::Patch;

/// The processor of a target, by cargo's names of its processor and system; none if there are no
/// stencils for it.
pub(crate) fn of_target(arch: &str, os: &str) -> Option<&'static dyn Isa> {
    match (arch, os) {
        ("aarch64", "linux") => Some(&aarch64::Isa { format: Format::Elf }),
        ("x86_64", "linux") => Some(&x86_64::Isa),
        _ => None,
    }
}

/// The processor of a target whose stencils can be extracted from object files of this format, by rustc's name
/// of the processor; none if there are no stencils for it.
pub(crate) fn of_objects(arch: &str, format: Format) -> Option<&'static dyn Isa> {
    match (arch, format) {
        ("aarch64", Format::Elf) => Some(&aarch64::Isa { format: Format::Elf }),
        ("aarch64", Format::MachO) => Some(&aarch64::Isa { format: Format::MachO }),
        ("x86_64", _) => Some(&x86_64::Isa),
        ("i686", Format::Elf) => Some(&x86::Isa),
        _ => None,
    }
}

/// The name of the hole at a symbol, and how it is filled, where a hole of a file for this processor has no
/// relocation.
pub(crate) fn marked(architecture: Architecture, symbol: &str) -> Option<(&str, Patch)> {
    match architecture {
        Architecture::Aarch64 => aarch64::marked(symbol),
        _ => None,
    }
}

/// The name of a hole and how it is filled, given the symbol that a relocation refers to and how the relocation
/// is written.
pub(crate) fn part(architecture: Architecture, symbol: &str, patch: Patch) -> (&str, Patch) {
    match architecture {
        Architecture::I386 => x86::part(symbol, patch),
        _ => (symbol, patch),
    }
}

/// The target that the running build script builds for, with its processor, as [`of_target`]; and the
/// target's own name, if the compiler has to be told. With `--cfg uopbench_no_isa` there is none for any
/// target.
pub(crate) fn of_build_script() -> Option<(&'static dyn Isa, Option<String>)> {
    let variable = |name| std::env::var(name).unwrap_or_default();
    if std::env::var_os("CARGO_CFG_UOPBENCH_NO_ISA").is_some() {
        return None;
    }
    let isa = of_target(&variable("CARGO_CFG_TARGET_ARCH"), &variable("CARGO_CFG_TARGET_OS"))?;
    let name = variable("TARGET");
    Some((isa, (name != variable("HOST")).then_some(name)))
}

/// How a relocation is written, and what is added to its value. `code` begins at its place.
///
/// # Errors
/// Says of a relocation that it is not known, or what is wrong with it.
pub(crate) fn relocation(
    architecture: Architecture,
    relocation: &Relocation,
    code: &[u8],
) -> Result<(Patch, i64), String> {
    let read = match architecture {
        Architecture::I386 => x86::relocation,
        Architecture::X86_64 => x86_64::relocation,
        Architecture::Aarch64 => aarch64::relocation,
        other => return Err(format!("a relocation of {other:?}")),
    };
    read(relocation, code).map_err(|problem| match (problem, relocation.flags()) {
        (Problem::Unknown, RelocationFlags::Elf { r_type }) => {
            format!("an unknown relocation, ELF type {r_type:?}")
        }
        (Problem::Unknown, other) => format!("an unknown relocation, {other:?}"),
        (Problem::Outside, _) => "a relocation at the end of its section".into(),
        (Problem::Addend, other) => format!("a relocation with an addend in its place, {other:?}"),
    })
}
