//! Reads a dialect from its folder.

use crate::error::Error;
use crate::parse::{Header, Item, Rows, Use};
use crate::row::Row;
use crate::source;
use crate::terms::Terms;
use std::path::{Path, PathBuf};

/// The vocabulary of one version of CPython.
#[derive(Clone, Debug)]
pub struct Dialect {
    /// The name of its folder.
    pub name: String,
    /// The version of CPython, as `3.13`.
    pub python: String,
    /// CPython's `UOP_MAX_TRACE_LENGTH`: where a trace is cut, in uops.
    pub trace_limit: usize,
    /// How its binary operators are written, in the order of their numbers: CPython's `NB_*`.
    pub operators: Vec<String>,
    /// Its rows, those of other dialects included, each with the name of the file of rows that it comes from.
    pub rows: Vec<(String, Row)>,
    /// What its instructions stand for, by their names.
    pub expansions: Vec<(String, Vec<String>)>,
    /// What it has in place of uops of the dialects before it, by their names.
    pub equivalents: Vec<(String, Vec<String>)>,
    /// What its instructions are to the importer: a variant of `uops::InstructionRole`, and the instructions.
    pub roles: Vec<(String, Vec<String>)>,
    /// The types that specialised instructions handle, for each operand; none stands for any.
    pub accepts: Vec<(String, Vec<Vec<String>>)>,
    /// The uops that its version of CPython has.
    pub known: Vec<Known>,
    /// The programs in whose traces these were counted: a heading, and what it stands for.
    pub counted: Vec<(String, String)>,
    /// Its rows that its version of CPython lacks and later versions have.
    pub later: Vec<String>,
    /// The files that it was read from.
    pub files: Vec<PathBuf>,
}

/// A uop that a version of CPython has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    /// CPython's name.
    pub name: String,
    /// Whether it occurs in traces that CPython's JIT made.
    pub traced: bool,
    /// How often it occurs in each of the dialect's `counted`; nothing if it does not.
    pub times: Vec<u32>,
    /// What replaces it, if there is no row for it on purpose.
    pub covered: Option<String>,
}

/// Reads the dialect in a folder, which may have rows of `others` and uses these terms.
///
/// # Errors
/// Names the file, line and column of what is wrong.
pub fn read(folder: &Path, others: &[Dialect], terms: &Terms) -> Result<Dialect, Error> {
    let main = folder.join("dialect.rs");
    let header: Header = source::read(&main)?;
    let mut dialect = Dialect {
        name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        python: header.python,
        trace_limit: header.trace_limit,
        operators: header.operators,
        rows: Vec::new(),
        expansions: Vec::new(),
        equivalents: Vec::new(),
        roles: Vec::new(),
        accepts: Vec::new(),
        known: Vec::new(),
        counted: Vec::new(),
        later: Vec::new(),
        files: vec![main],
    };
    for name in header.files {
        let path = folder.join("rows").join(format!("{name}.rs"));
        let Rows(items) = source::read(&path)?;
        for item in items {
            match item {
                Item::Row(row) => {
                    row.check(&path, terms)?;
                    dialect.add(&path, &name.to_string(), Row { file: path.clone(), ..*row })?
                }
                Item::Use(used) => dialect.borrow(&path, &name.to_string(), used, others)?,
            }
        }
        dialect.files.push(path);
    }
    dialect.read_expansions(&folder.join("expansions.txt"))?;
    dialect.read_equivalents(&folder.join("equivalents.txt"), others)?;
    dialect.read_instructions(&folder.join("instructions.txt"), terms)?;
    dialect.read_coverage(&folder.join("coverage.txt"))?;
    Ok(dialect)
}

impl Dialect {
    fn add(&mut self, path: &Path, file: &str, row: Row) -> Result<(), Error> {
        let name = &row.meaning.name;
        if let Some((_, other)) = self.rows.iter().find(|(_, other)| other.meaning.name == *name) {
            let (file, line) = (other.file.display(), other.line);
            let message = format!("the dialect has a row `{name}` already, at {file}:{line}");
            return Err(Error::line(path, row.line, message));
        }
        self.rows.push((file.to_owned(), row));
        Ok(())
    }

    /// Adds rows of another dialect.
    fn borrow(
        &mut self,
        path: &Path,
        file: &str,
        used: Use,
        others: &[Dialect],
    ) -> Result<(), Error> {
        let wrong = |name: &syn::Ident, message: String| Error::name(path, name, message);
        let Some(other) = others.iter().find(|other| used.dialect == other.name) else {
            let known = others.iter().map(|other| format!("`{}`", other.name)).collect::<Vec<_>>();
            let message = format!("there is no such dialect before this one: {}", known.join(", "));
            return Err(wrong(&used.dialect, message));
        };
        for name in &used.names {
            let text = name.to_string();
            let is_wanted = |(file, row): &&(String, Row)| match text.starts_with('_') {
                true => row.meaning.name == text,
                false => *file == text,
            };
            let rows: Vec<Row> =
                other.rows.iter().filter(is_wanted).map(|(_, row)| row.clone()).collect();
            if rows.is_empty() {
                let message = format!("the dialect `{}` has no such row or file", other.name);
                return Err(wrong(name, message));
            }
            for row in rows {
                let line = name.span().start().line;
                self.add(path, file, row).map_err(|error| match error {
                    Error::Text { message, .. } => Error::line(path, line, message),
                    other => other,
                })?;
            }
        }
        Ok(())
    }

    /// `INSTRUCTION: _UOP _UOP`
    fn read_expansions(&mut self, path: &Path) -> Result<(), Error> {
        for (number, line) in lines(path)? {
            let Some((instruction, uops)) = line.split_once(':') else {
                return Err(Error::line(path, number, "expected `INSTRUCTION: _UOP …`"));
            };
            if self.expansions.iter().any(|(known, _)| known == instruction) {
                let message = format!("`{instruction}` has an expansion already");
                return Err(Error::line(path, number, message));
            }
            let uops = uops.split_ascii_whitespace().map(str::to_owned).collect();
            self.expansions.push((instruction.to_owned(), uops));
        }
        self.expansions.sort();
        self.files.push(path.to_owned());
        Ok(())
    }

    /// `_UOP: _UOP …`, in a file that only dialects with other ones before them need.
    fn read_equivalents(&mut self, path: &Path, others: &[Dialect]) -> Result<(), Error> {
        if !path.exists() {
            return Ok(());
        }
        for (number, line) in lines(path)? {
            let wrong = |message: String| Err(Error::line(path, number, message));
            let Some((name, words)) = line.split_once(':') else {
                return wrong("expected `_UOP: _UOP …`".to_owned());
            };
            let mut rows = others.iter().flat_map(|other| &other.rows);
            if !rows.any(|(_, row)| row.meaning.name == name) {
                return wrong(format!("no dialect before this one has a row `{name}`"));
            }
            if self.equivalents.iter().any(|(known, _)| known == name) {
                return wrong(format!("`{name}` has a line already"));
            }
            let uops: Vec<String> = words.split_ascii_whitespace().map(str::to_owned).collect();
            let is_row = |uop: &&String| self.rows.iter().any(|(_, row)| row.meaning.name == **uop);
            if let Some(unknown) = uops.iter().find(|uop| !is_row(uop)) {
                return wrong(format!("there is no row `{unknown}`"));
            }
            self.equivalents.push((name.to_owned(), uops));
        }
        self.equivalents.sort();
        self.files.push(path.to_owned());
        Ok(())
    }

    /// `Role: INSTRUCTION …`, or `accepts INSTRUCTION: TYPE|TYPE …`
    fn read_instructions(&mut self, path: &Path, terms: &Terms) -> Result<(), Error> {
        for (number, line) in lines(path)? {
            let Some((head, words)) = line.split_once(':') else {
                return Err(Error::line(path, number, "expected `Role: INSTRUCTION …`"));
            };
            let twice = || Err(Error::line(path, number, format!("`{head}` has a line already")));
            let words = words.split_ascii_whitespace();
            let Some(instruction) = head.strip_prefix("accepts ") else {
                terms.check_role(head, path, number)?;
                if self.roles.iter().any(|(role, _)| role == head) {
                    return twice();
                }
                let instructions: Vec<String> = words.map(str::to_owned).collect();
                if instructions.is_empty() {
                    return Err(Error::line(path, number, "expected an instruction"));
                }
                self.roles.push((head.to_owned(), instructions));
                continue;
            };
            if self.accepts.iter().any(|(known, _)| known == instruction) {
                return twice();
            }
            let types = |word: &str| match word {
                "_" => Vec::new(),
                _ => word.split('|').map(|kind| kind.replace('-', " ")).collect(),
            };
            self.accepts.push((instruction.to_owned(), words.map(types).collect()));
        }
        self.files.push(path.to_owned());
        Ok(())
    }

    /// `_UOP [traced [TIMES…]][: what replaces it]`, `later _UOP`, or `counted in HEADING: PROGRAMS`
    fn read_coverage(&mut self, path: &Path) -> Result<(), Error> {
        for (number, line) in lines(path)? {
            let wrong = |message: String| Err(Error::line(path, number, message));
            let has_row = |name: &str| self.rows.iter().any(|(_, row)| row.meaning.name == name);
            let is_known = |name: &str| self.known.iter().any(|known| known.name == name);
            if let Some(name) = line.strip_prefix("later ") {
                if !has_row(name) {
                    return wrong(format!("there is no row `{name}`"));
                }
                if is_known(name) || self.later.iter().any(|later| later == name) {
                    return wrong(format!("`{name}` is listed already"));
                }
                self.later.push(name.to_owned());
                continue;
            }
            if let Some(rest) = line.strip_prefix("counted in ") {
                let Some((heading, programs)) = rest.split_once(": ") else {
                    return wrong("expected `counted in HEADING: PROGRAMS`".to_owned());
                };
                self.counted.push((heading.to_owned(), programs.to_owned()));
                continue;
            }
            let (head, covered) = match line.split_once(": ") {
                Some((head, covered)) => (head, Some(covered.to_owned())),
                None => (line.as_str(), None),
            };
            let (name, traced, times) = match head.split_once(" traced") {
                Some((name, times)) => {
                    let words = times.split_whitespace();
                    match words.map(str::parse).collect::<Result<Vec<u32>, _>>() {
                        Ok(times) if times.len() == self.counted.len() => (name, true, times),
                        _ => {
                            let count = self.counted.len();
                            return wrong(format!(
                                "after `traced` there is a number for each `counted in`, {count} of them"
                            ));
                        }
                    }
                }
                None => (head, false, Vec::new()),
            };
            if is_known(name) {
                return wrong(format!("`{name}` is listed already"));
            }
            if covered.is_some() && has_row(name) {
                return wrong(format!("`{name}` has a row, so nothing else does what it does"));
            }
            self.known.push(Known { name: name.to_owned(), traced, times, covered });
        }
        self.files.push(path.to_owned());
        Ok(())
    }
}

/// The lines of a file that are neither blank nor comments, with their numbers from 1 on.
fn lines(path: &Path) -> Result<Vec<(usize, String)>, Error> {
    let text = std::fs::read_to_string(path).map_err(Error::io(path))?;
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(|(number, line)| (number, line.to_owned())).collect())
}
