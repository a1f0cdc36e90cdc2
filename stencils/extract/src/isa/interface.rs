//! The interface to a processor: what the pipeline has to know of its code.

use crate::Blob;
use std::borrow::Cow;
use std::fmt;

/// Where execution continues after an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Transfer<'a> {
    /// It goes on with the next instruction.
    Next,
    /// It goes on at a label or symbol.
    Jump(&'a str),
    /// It goes on at a label or symbol, if the condition of an instruction that begins like this holds.
    Branch(&'a str, &'a str),
    /// It calls the symbol, and then goes on with the next instruction.
    Call(&'a str),
    /// It continues at an address that the text does not name: a return, or a jump to an address in a register.
    Leave,
}

/// Where a branch may lead.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Reach {
    /// To the code of the same part of a stencil.
    Part,
    /// To the code of the same program.
    Program,
    /// To all code.
    All,
}

/// What the pipeline has to know of the code of a processor that there are stencils for.
pub(crate) trait Isa: fmt::Debug + Sync {
    /// The arguments of rustc for this processor, besides those for every processor.
    fn flags(&self) -> &'static [&'static str];

    /// Rust source of a crate that consists of the assembly text in a file, as rustc writes such text.
    fn module_of_assembly(&self, file: &str) -> String;

    /// What a comment begins with.
    fn comment(&self) -> &'static str;

    /// What an instruction does.
    ///
    /// # Errors
    /// Says what is wrong with one that no stencil may have.
    fn transfer<'a>(&self, line: &'a str) -> Result<Transfer<'a>, &'static str>;

    /// The branch that is taken where `branch` is not.
    fn invert(&self, branch: &str) -> String;

    /// How far a branch reaches. Thunks, and the code that they share, are near each other.
    fn reach(&self, branch: &str, is_in_thunk: bool) -> Reach;

    /// An instruction as the assembler for the target's object files takes it. `place` is the name of no other
    /// instruction.
    fn spelt<'a>(&self, line: &'a str, _place: fmt::Arguments<'_>) -> Cow<'a, str> {
        line.into()
    }

    /// The instruction that leaves a stencil, which is `line` in a function of the host.
    fn leave(&self, line: &str) -> String;

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
