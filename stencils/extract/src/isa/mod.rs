//! The boundary to processors: what the pipeline has to know of one.
//!
//! The assembly text that rustc writes is that of the target ([`of_target`]); an object file says
//! itself which processor it is for ([`relocation`]).

mod aarch64;
mod x86_64;

use crate::Blob;
use object::{Architecture, Relocation, RelocationFlags};
use std::fmt;
use stencil_format::Patch;

/// What an instruction does besides its work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Transfer<'a> {
    /// It goes on with the next instruction.
    Next,
    /// It goes on at a label or symbol.
    Jump(&'a str),
    /// It goes on at a label or symbol, if the condition of the instruction with this mnemonic holds.
    Branch(&'a str, &'a str),
    /// It calls the symbol, and then goes on with the next instruction.
    Call(&'a str),
    /// It goes nowhere that the text tells: a return, or a jump to an address in a register.
    Leave,
}

/// What the pipeline has to know of the code of a processor that there are stencils for.
pub(crate) trait Isa: fmt::Debug + Sync {
    /// What a comment begins with.
    fn comment(&self) -> &'static str;

    /// What an instruction does.
    ///
    /// # Errors
    /// Says what is wrong with one that no stencil may have.
    fn transfer<'a>(&self, line: &'a str) -> Result<Transfer<'a>, &'static str>;

    /// The branch that is taken where `branch` is not.
    fn invert(&self, branch: &str) -> &'static str;

    /// The jump to a label or symbol that is near.
    fn jump(&self, target: &str) -> String;

    /// The jump to a symbol that may be anywhere.
    fn far_jump(&self, target: &str) -> String;

    /// The call of a symbol that may be anywhere.
    fn far_call(&self, target: &str) -> String;

    /// Makes one part of a stencil with narrow holes of two that were made for the opargs 1 and 2.
    ///
    /// # Errors
    /// If they differ otherwise than by such holes.
    fn join(&self, one: &Blob, two: &Blob) -> Result<Blob, String>;
}

/// The processor of a target, by cargo's names of its processor and system; none if there are no
/// stencils for it.
pub(crate) fn of_target(arch: &str, os: &str) -> Option<&'static dyn Isa> {
    match (arch, os) {
        ("x86_64", "linux") => Some(&x86_64::Isa),
        _ => None,
    }
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

/// Why a relocation can't be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Problem {
    /// It is none that stencils may have.
    Unknown,
    /// Its place is not in the section.
    Outside,
    /// Its place has an addend where linkers do not look for one.
    Addend,
}

/// The bytes of a place.
fn place<const N: usize>(code: &[u8]) -> Result<[u8; N], Problem> {
    code.first_chunk().copied().ok_or(Problem::Outside)
}
