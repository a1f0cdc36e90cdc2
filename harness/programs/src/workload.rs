//! Workloads: programs with their arguments and the results that CPython returns.

use crate::folder::{all_folders, names, workloads_folder};
use crate::inputs::{Expected, Inputs};
use crate::names::{EXPECTED_FILE, PROGRAM_FILE, SOURCE_FILE};
use crate::probe::{self, Probe};
use crate::{Error, Variant, compressed};
use std::path::Path;
use text::suggest;
use trace::optimise::Passes;
use trace::{Document, Forming, Instructions, Missing, VerifiedProgram};

/// A program that can be run, and what it should return.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Its name: the program's.
    pub name: String,
    /// What it is, in a line: the file's first comment, or of a recorded program the docstring.
    pub description: String,
    /// The verified program.
    pub program: VerifiedProgram,
    /// What CPython says of it, where that is known.
    pub expected: Option<Expected>,
    /// For each trace of an imported program, the number of the executor that it is, if CPython's JIT made it.
    pub executors: Vec<Option<usize>>,
    /// For each trace of an imported program, the source line that it begins in.
    pub lines: Vec<u32>,
    /// The settings of CPython's JIT, as `NAME=value`, if it made the traces of an imported program.
    pub jit: Option<Vec<String>>,
    /// What is missing for traces of the JIT's that an imported program lacks.
    pub left_out: Vec<Missing>,
    /// The bytecode instructions of the code that was formed of a recording.
    pub instructions: Option<Instructions>,
    /// Whether it measures one thing only, and is no part of any mean over workloads.
    pub probe: bool,
}

impl Workload {
    /// Loads a workload from a `.uop` file, a folder, or by its name in `folder` or the corpus.
    pub fn find(wanted: &str, folder: Option<&Path>) -> Result<Self, Error> {
        Self::find_variant(wanted, folder, &Variant::default())
    }

    /// The same, of which a folder may have several recordings. A `.uop` file and a probe are what they are.
    pub fn find_variant(
        wanted: &str,
        folder: Option<&Path>,
        variant: &Variant,
    ) -> Result<Self, Error> {
        let path = Path::new(wanted);
        if path.is_dir() {
            return Self::from_folder(path, variant);
        }
        if path.is_file() || path.extension().is_some_and(|extension| extension == "uop") {
            return Self::from_file(path);
        }
        if let Some(probe) = probe::find(wanted) {
            return Self::from_probe(probe);
        }
        let folders = all_folders(folder)?;
        if let Some((_, path)) = folders.iter().find(|(name, _)| name == wanted) {
            return Self::from_folder(path, variant);
        }
        let mut names: Vec<&str> = folders.iter().map(|(name, _)| name.as_str()).collect();
        names.extend(probe::ALL.iter().map(|probe| probe.name));
        Err(Error::UnknownWorkload {
            name: wanted.into(),
            help: suggest::help(wanted, "workloads", &names),
        })
    }

    /// All workloads of the folder, by name.
    pub fn all(folder: Option<&Path>, variant: &Variant) -> Result<Vec<Self>, Error> {
        let folder = workloads_folder(folder)?;
        names(&folder)?.iter().map(|name| Self::from_folder(&folder.join(name), variant)).collect()
    }

    /// All workloads of the folder and of the corpus beside it.
    pub fn corpus(folder: Option<&Path>, variant: &Variant) -> Result<Vec<Self>, Error> {
        let folders = all_folders(folder)?.into_iter().filter(|(_, path)| variant.is_in(path));
        folders.map(|(_, path)| Self::from_folder(&path, variant)).collect()
    }

    fn from_folder(folder: &Path, variant: &Variant) -> Result<Self, Error> {
        let mut workload = match variant.recording(folder) {
            Some(recording) => Self::from_recording(&recording, variant.forming())?,
            None => Self::from_file(&folder.join(PROGRAM_FILE))?,
        };
        let dialect = workload.program.program().dialect;
        if let Some(wanted) = variant.refuses(dialect) {
            return Err(Error::OtherDialect {
                folder: folder.into(),
                wanted: wanted.to_owned(),
                recorded: dialect.name(),
            });
        }
        let path = folder.join(EXPECTED_FILE);
        if path.is_file() {
            workload.expected = Some(Expected::read(&path)?);
        }
        Ok(workload)
    }

    fn from_probe(probe: Probe) -> Result<Self, Error> {
        let mut workload = Self::from_text(Path::new(probe.name), probe.text().as_bytes())?;
        let (full, quick) = probe.inputs();
        workload.expected = Some(Expected { full, quick, opaque_percent: None });
        workload.probe = true;
        Ok(workload)
    }

    fn from_file(path: &Path) -> Result<Self, Error> {
        Self::from_text(path, &std::fs::read(path).map_err(files::Error::io("read", path))?)
    }

    fn from_text(path: &Path, contents: &[u8]) -> Result<Self, Error> {
        let document = parse(path, contents)?;
        let program = document.verify().map_err(|error| Error::Program(Box::new(error)))?;
        Ok(Workload {
            name: document.program.name.clone(),
            description: first_comment(&String::from_utf8_lossy(contents)),
            program,
            expected: None,
            probe: false,
            executors: Vec::new(),
            lines: Vec::new(),
            jit: None,
            left_out: Vec::new(),
            instructions: None,
        })
    }

    /// Imports a recording, which gzip may have compressed; its folder may have the program's source.
    pub fn from_recording(path: &Path, forming: impl Into<Forming>) -> Result<Self, Error> {
        let contents = compressed::read(path)?;
        let imported = trace::import_with(&contents, &path.display().to_string(), forming)
            .map_err(|error| Error::Program(Box::new(error)))?;
        let source = std::fs::read_to_string(path.with_file_name(SOURCE_FILE));
        Ok(Workload {
            name: imported.program.program().name.clone(),
            description: docstring(&source.unwrap_or_default()),
            program: imported.program,
            executors: imported.executors,
            lines: imported.lines,
            jit: imported.jit,
            left_out: imported.left_out,
            instructions: Some(imported.instructions),
            expected: None,
            probe: false,
        })
    }

    /// The percentage of CPython's time in a run that objects took which the runtime does not model; none if the program
    /// has no such objects.
    pub fn opaque_percent(&self) -> Option<u8> {
        let has_opaques = !self.program.program().opaques.is_empty();
        self.expected.as_ref()?.opaque_percent.filter(|_| has_opaques)
    }

    /// What to run it with: the quick or the usual arguments, or without either the program's own.
    pub fn inputs(&self, quick: bool) -> Inputs {
        match &self.expected {
            Some(expected) if quick => expected.quick.clone(),
            Some(expected) => expected.full.clone(),
            None => {
                let args = self.program.program().args.iter();
                Inputs { args: args.map(|arg| arg.value.clone()).collect(), result: None }
            }
        }
    }

    /// The workload with its program optimised by these passes.
    pub fn optimised(mut self, passes: Passes) -> Result<Self, Error> {
        if passes != Passes::NONE {
            self.program = trace::optimise::optimise(&self.program, &passes)?.program;
        }
        Ok(self)
    }

    /// The program's hash as text.
    pub fn hash(&self) -> String {
        format!("{:016x}", self.program.program().hash())
    }
}

/// Reads a `.uop` file that is not verified yet.
pub fn parse(path: &Path, contents: &[u8]) -> Result<Document, Error> {
    Document::parse(&path.display().to_string(), contents)
        .map_err(|error| Error::Program(Box::new(error)))
}

/// The first comment's text.
fn first_comment(text: &str) -> String {
    let comment = text.lines().find_map(|line| line.trim_start().strip_prefix('#'));
    comment.unwrap_or_default().trim().to_owned()
}

/// The first line of a Python source's docstring.
fn docstring(source: &str) -> String {
    let line = source.lines().next().and_then(|line| line.strip_prefix("\"\"\""));
    line.unwrap_or_default().trim_end_matches('"').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn description_is_the_first_comment() {
        assert_eq!(first_comment("\n# Sums a range.\n# More.\n"), "Sums a range.");
        assert_eq!(first_comment("program x\n"), "");
    }

    #[test]
    fn description_of_a_source_is_its_docstring() {
        assert_eq!(docstring("\"\"\"Sums a range.\"\"\"\n\nx = 1\n"), "Sums a range.");
        assert_eq!(docstring("x = 1\n"), "");
    }
}
