//! Workloads: programs with their arguments and what CPython says they return.

use crate::error::Error;
use crate::files;
use crate::probe::{self, Probe};
use crate::suggest;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use trace::optimise::Passes;
use trace::{Document, VerifiedProgram};
use uops::runtime::Value;

/// The environment variable that names the folder of workloads.
pub const FOLDER_VARIABLE: &str = "UOPBENCH_WORKLOADS";

/// The folder beside that of the workloads that has recorded programs.
const CORPUS_FOLDER: &str = "corpus";

/// What stands for all probes.
const PROBES: &str = "probes";

const PROGRAM_FILE: &str = "program.uop";
const RECORDING_FILE: &str = "recording.json";
const SOURCE_FILE: &str = "program.py";
const EXPECTED_FILE: &str = "expected.json";

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
    /// Whether it measures one thing only, and is no part of any mean over workloads.
    pub probe: bool,
}

/// Arguments, and the result that CPython gives.
#[derive(Clone, PartialEq, Debug)]
pub struct Expected {
    /// The usual arguments.
    pub full: Inputs,
    /// Arguments that keep a run short.
    pub quick: Inputs,
}

/// What a program is run with.
#[derive(Clone, PartialEq, Debug)]
pub struct Inputs {
    /// The arguments.
    pub args: Vec<Value>,
    /// The result's `repr` in CPython, where that is known.
    pub result: Option<String>,
}

/// `expected.json`, written by CPython: values are Python literals, arguments are tuples.
#[derive(Deserialize)]
struct ExpectedFile {
    args: String,
    result: String,
    quick_args: String,
    quick_result: String,
}

impl Workload {
    /// Loads a workload from a `.uop` file, a folder, or by its name in `folder` or the corpus.
    pub fn find(wanted: &str, folder: Option<&Path>) -> Result<Self, Error> {
        let path = Path::new(wanted);
        if path.is_dir() {
            return Self::from_folder(path);
        }
        if path.is_file() || path.extension().is_some_and(|extension| extension == "uop") {
            return Self::from_file(path);
        }
        if let Some(probe) = probe::find(wanted) {
            return Self::from_probe(probe);
        }
        let folders = all_folders(folder)?;
        if let Some((_, path)) = folders.iter().find(|(name, _)| name == wanted) {
            return Self::from_folder(path);
        }
        let mut names: Vec<&str> = folders.iter().map(|(name, _)| name.as_str()).collect();
        names.extend(probe::ALL.iter().map(|probe| probe.name));
        Err(Error::UnknownWorkload {
            name: wanted.into(),
            help: suggest::help(wanted, "workloads", &names),
        })
    }

    /// All workloads of the folder, by name.
    pub fn all(folder: Option<&Path>) -> Result<Vec<Self>, Error> {
        let folder = workloads_folder(folder)?;
        names(&folder)?.iter().map(|name| Self::from_folder(&folder.join(name))).collect()
    }

    /// All workloads of the folder and of the corpus beside it.
    pub fn corpus(folder: Option<&Path>) -> Result<Vec<Self>, Error> {
        all_folders(folder)?.iter().map(|(_, path)| Self::from_folder(path)).collect()
    }

    fn from_folder(folder: &Path) -> Result<Self, Error> {
        let program = folder.join(PROGRAM_FILE);
        let recording = folder.join(RECORDING_FILE);
        let mut workload = match recording.is_file() && !program.exists() {
            true => Self::from_recording(&recording)?,
            false => Self::from_file(&program)?,
        };
        let path = folder.join(EXPECTED_FILE);
        if path.is_file() {
            workload.expected = Some(Expected::read(&path)?);
        }
        Ok(workload)
    }

    fn from_probe(probe: Probe) -> Result<Self, Error> {
        let mut workload = Self::from_text(Path::new(probe.name), probe.text().as_bytes())?;
        let (full, quick) = probe.inputs();
        workload.expected = Some(Expected { full, quick });
        workload.probe = true;
        Ok(workload)
    }

    fn from_file(path: &Path) -> Result<Self, Error> {
        Self::from_text(path, &std::fs::read(path).map_err(Error::io("read", path))?)
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
        })
    }

    /// Imports a recording, whose folder may have the program's source.
    pub fn from_recording(path: &Path) -> Result<Self, Error> {
        let contents = std::fs::read(path).map_err(Error::io("read", path))?;
        let imported = trace::import(&contents, &path.display().to_string())
            .map_err(|error| Error::Program(Box::new(error)))?;
        let source = std::fs::read_to_string(path.with_file_name(SOURCE_FILE));
        Ok(Workload {
            name: imported.program.program().name.clone(),
            description: docstring(&source.unwrap_or_default()),
            program: imported.program,
            expected: None,
            probe: false,
        })
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

impl Expected {
    fn read(path: &Path) -> Result<Self, Error> {
        let text = files::read(path)?;
        let file: ExpectedFile =
            serde_json::from_str(&text).map_err(|error| Error::json(path, &text, &error))?;
        let inputs = |args: &str, result: String| {
            let args = arguments(path, args)?;
            Ok::<_, Error>(Inputs { args, result: Some(result) })
        };
        Ok(Expected {
            full: inputs(&file.args, file.result)?,
            quick: inputs(&file.quick_args, file.quick_result)?,
        })
    }
}

/// Reads a tuple of arguments.
fn arguments(path: &Path, text: &str) -> Result<Vec<Value>, Error> {
    let message = match trace::parse_value(text) {
        Ok(Value::Tuple(args)) => return Ok(args),
        Ok(_) => "expected a tuple of arguments".to_owned(),
        Err(error) => error.message().to_owned(),
    };
    Err(Error::Literal { path: path.into(), message: format!("`{text}`: {message}") })
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

/// The folder of workloads: the one asked for, the environment's, the nearest `workloads` from here
/// upwards, or that of the sources that this was built from.
pub fn workloads_folder(asked: Option<&Path>) -> Result<PathBuf, Error> {
    if let Some(folder) = asked {
        return Ok(folder.into());
    }
    if let Some(folder) = std::env::var_os(FOLDER_VARIABLE) {
        return Ok(folder.into());
    }
    let here = std::env::current_dir().unwrap_or_default();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workloads");
    let upwards = here.ancestors().map(|folder| folder.join("workloads"));
    upwards
        .chain([sources])
        .find(|folder| names(folder).is_ok_and(|names| !names.is_empty()))
        .ok_or(Error::NoWorkloads)
}

/// The names that were given; those of the folder if there are none. `corpus` stands for these and all
/// recorded programs beside them, `probes` for all probes.
pub fn named(given: &[String], folder: Option<&Path>) -> Result<Vec<String>, Error> {
    if given.is_empty() {
        return names(&workloads_folder(folder)?);
    }
    let mut all = Vec::new();
    for name in given {
        match name.as_str() {
            CORPUS_FOLDER => all.extend(all_folders(folder)?.into_iter().map(|(name, _)| name)),
            PROBES => all.extend(probe::ALL.iter().map(|probe| probe.name.to_owned())),
            _ => all.push(name.clone()),
        }
    }
    Ok(all)
}

/// Names and folders of all workloads of a folder, and of the corpus beside it.
fn all_folders(asked: Option<&Path>) -> Result<Vec<(String, PathBuf)>, Error> {
    let folder = workloads_folder(asked)?;
    let corpus = folder.with_file_name(CORPUS_FOLDER);
    let mut all = Vec::new();
    for folder in [folder, corpus] {
        if folder.is_dir()
            && !all.iter().any(|(_, known): &(_, PathBuf)| known.starts_with(&folder))
        {
            all.extend(names(&folder)?.into_iter().map(|name| (name.clone(), folder.join(name))));
        }
    }
    Ok(all)
}

/// The names of a folder's workloads, in alphabetical order.
fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = std::fs::read_dir(folder).map_err(Error::io("read", folder))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| {
            let path = entry.path();
            path.join(PROGRAM_FILE).is_file() || path.join(RECORDING_FILE).is_file()
        })
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    Ok(names)
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
