//! The words that files of a dialect use, and that enums of the crate `uops` define.

use crate::error::Error;
use crate::source;
use std::path::{Path, PathBuf};
use syn::{File, Item};

/// The words, read from the source files that define them.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The variants of `InstructionRole`: what an instruction is to the importer.
    roles: Words,
    /// The variants of `OperandKind`: what the operands of a uop mean.
    operands: Words,
    /// The variants of `Kind`: what a stack slot holds.
    kinds: Words,
}

/// The variants of an enum.
#[derive(Clone, Debug)]
struct Words {
    /// What one of them is called in an error.
    what: &'static str,
    /// The file that defines them.
    path: PathBuf,
    words: Vec<String>,
}

impl Terms {
    /// Reads them from the folder `src` of the crate `uops`.
    ///
    /// # Errors
    /// Names the file that can't be read, or that does not define the enum.
    pub fn read(sources: &Path) -> Result<Terms, Error> {
        let words = |what, file: &str, name| Words::read(what, sources.join(file), name);
        Ok(Terms {
            roles: words("role", "dialect/role.rs", "InstructionRole")?,
            operands: words("meaning of operands", "info/operand.rs", "OperandKind")?,
            kinds: words("kind of value", "info/kind.rs", "Kind")?,
        })
    }

    /// The source files.
    pub fn files(&self) -> [&Path; 3] {
        [&self.roles, &self.operands, &self.kinds].map(|words| words.path.as_path())
    }

    /// Whether there is such a role; if not, an error at a line of a file.
    pub(crate) fn check_role(&self, word: &str, path: &Path, line: usize) -> Result<(), Error> {
        self.roles.check(word, path, line)
    }

    /// Whether there is such a meaning of operands; if not, an error at a line of a file.
    pub(crate) fn check_operand(&self, word: &str, path: &Path, line: usize) -> Result<(), Error> {
        self.operands.check(word, path, line)
    }

    /// Whether there is such a kind of value; if not, an error at a line of a file.
    pub(crate) fn check_kind(&self, word: &str, path: &Path, line: usize) -> Result<(), Error> {
        self.kinds.check(word, path, line)
    }
}

impl Words {
    fn read(what: &'static str, path: PathBuf, name: &str) -> Result<Words, Error> {
        let file: File = source::read(&path)?;
        let found = file.items.iter().find_map(|item| match item {
            Item::Enum(item) if item.ident == name => Some(item),
            _ => None,
        });
        let Some(item) = found else {
            return Err(Error::line(&path, 1, format!("expected `enum {name}` in this file")));
        };
        let words = item.variants.iter().map(|variant| variant.ident.to_string()).collect();
        Ok(Words { what, path, words })
    }

    fn check(&self, word: &str, path: &Path, line: usize) -> Result<(), Error> {
        if self.words.iter().any(|known| known == word) {
            return Ok(());
        }
        let (what, defined) = (self.what, self.path.display());
        let message = format!("there is no {what} `{word}`; {defined} has those that there are");
        Err(Error::line(path, line, message))
    }
}
