//! The rows of a checkout's table of uops, read without this build's table: another checkout has other rows.

use crate::Error;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeMap;
use std::path::Path;

/// The rows of all dialects. Dialects share the rows that agree.
pub struct Rows {
    /// The function that is a uop's meaning, by all that its row says.
    functions: BTreeMap<String, String>,
}

impl Rows {
    /// Reads the rows of the dialects in a folder.
    ///
    /// # Errors
    /// If a file can't be read, or its tokens are not those of Rust.
    pub fn read(dialects: &Path) -> Result<Rows, Error> {
        let mut rows = Rows { functions: BTreeMap::new() };
        for dialect in files_in(dialects)?.into_iter().filter(|path| path.is_dir()) {
            for path in files_in(&dialect.join("rows"))? {
                let source = files::read(&path)?;
                let tokens: TokenStream = source.parse().map_err(|error| Error::Source {
                    path: path.clone(),
                    reason: format!("not Rust: {error}"),
                })?;
                rows.add(tokens);
            }
        }
        Ok(rows)
    }

    /// How many uops there are.
    pub fn len(&self) -> usize {
        self.functions.len()
    }

    /// How many uops mean one of these functions.
    pub fn that_mean(&self, is_named: impl Fn(&str) -> bool) -> usize {
        self.functions.values().filter(|function| is_named(function)).count()
    }

    /// Adds the rows `_NAME [= _FUNCTION …]: …;` of a file.
    fn add(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> =
            tokens.into_iter().filter(|token| !is_comment(token)).collect();
        for row in tokens.split(|token| is_punct(token, ';')) {
            let name = match row.first() {
                Some(TokenTree::Ident(name)) if name.to_string().starts_with('_') => name,
                _ => continue,
            };
            let function = match row.get(1..3) {
                Some([equals, TokenTree::Ident(function)]) if is_punct(equals, '=') => function,
                _ => name,
            };
            let words: Vec<String> = row.iter().map(TokenTree::to_string).collect();
            self.functions.insert(words.join(" "), function.to_string());
        }
    }
}

fn files_in(folder: &Path) -> Result<Vec<std::path::PathBuf>, Error> {
    let entries = std::fs::read_dir(folder).map_err(files::Error::io("read", folder))?;
    let paths = entries.map(|entry| Ok(entry.map_err(files::Error::io("read", folder))?.path()));
    paths.collect()
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// Whether a token is a part of a comment `/// …`, which is the attribute `#[doc = "…"]`.
fn is_comment(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => {
            let first = group.stream().into_iter().next();
            group.delimiter() == Delimiter::Bracket
                && first.is_some_and(|word| word.to_string() == "doc")
        }
        token => is_punct(token, '#'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uops::Op;

    #[test]
    fn they_are_those_of_the_table() {
        let root = crate::sources().expect("tests run where the sources are");
        let rows = Rows::read(&root.join("uops/src/dialect")).expect("there are rows");
        assert_eq!(rows.len(), Op::ALL.len());
        let pushes = |op: &&Op| op.info().function == Op::_PUSH_FRAME.info().function;
        assert_eq!(rows.that_mean(|it| it == "_PUSH_FRAME"), Op::ALL.iter().filter(pushes).count());
        assert_eq!(rows.that_mean(|_| true), rows.len());
    }
}
