//! Rearranges assembly text, so that the hot path of a stencil is a straight line that ends where the
//! next stencil begins.
//!
//! A function is cut into blocks. Blocks that only slow paths reach move to a section of their own.
//! The block that jumps to the next stencil becomes the last of the hot blocks, and its jump is
//! dropped. Branches are inverted if that saves a jump. The assembler does the rest: offsets, short
//! jumps, and relocations between the two sections.

mod function;
mod options;
mod parse;
mod write;

use crate::{Error, Target};
use function::Function;
pub use options::Options;

/// What the tidy step makes.
#[derive(Debug)]
pub struct Tidied {
    /// Assembly text with a section for the hot part of every stencil and one for the cold part.
    pub assembly: String,
    /// Names of the stencils, sorted.
    pub stencils: Vec<String>,
}

/// Tidies all exported functions of `assembly`, which is rustc's for `target`.
///
/// # Errors
/// Names the stencil and the line that is not understood.
pub fn tidy(assembly: &str, target: &Target, options: Options) -> Result<Tidied, Error> {
    let mut out = String::new();
    let mut stencils = Vec::new();
    let mut lines = assembly.lines().peekable();
    let mut exported = None;
    while let Some(line) = lines.next() {
        if let Some(symbol) = line.trim().strip_prefix(".globl") {
            exported = Some(symbol.trim());
        } else if let Some(symbol) = exported
            && line.strip_suffix(':') == Some(symbol)
        {
            let mut body = Vec::new();
            while let Some(line) = lines.next_if(|line| !target.format.ends_function(line)) {
                body.push(line);
            }
            let name = target.format.bare(symbol);
            write::function(&mut out, &Function::parse(name, &body, target, options)?);
            stencils.push(name.to_owned());
            exported = None;
        }
    }
    stencils.sort();
    Ok(Tidied { assembly: out, stencils })
}
