//! Announces machine code of JIT backends to profilers, debuggers and unwinders.
//!
//! An [`Announcer`] takes the [`Piece`]s of published code and announces them to the tools that the
//! user named: to `perf` by a map file or a dump, to GDB by its interface for such code, to unwinders
//! within the process by a table. Names come from the program, lines from its `.uop` text, and unwind
//! information is derived from the machine code ([`unwind`]). So a backend only has to keep a map of
//! the bytes that belong to each uop.
#![deny(unsafe_code)]

mod announced;
pub mod code;
pub mod eh_frame;
pub mod elf;
mod file;
mod frame;
#[allow(unsafe_code)]
pub mod frames;
#[allow(unsafe_code)]
pub mod gdb;
mod isa;
#[allow(unsafe_code)]
pub mod jitdump;
pub mod perf_map;
pub mod source;
pub mod unwind;

pub use announced::Announced;
use backend_api::{Code, Piece};
use code::{CodeMap, Function};
use eh_frame::{Reference, eh_frame};
use frames::RegisteredFrames;
use gdb::Registered;
use jitdump::JitDump;
use perf_map::PerfMap;
use source::Source;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use trace::Program;

/// How code is announced to `perf`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Perf {
    /// By `/tmp/perf-PID.map`: names only.
    Map,
    /// By a dump for `perf inject --jit`: also code, lines and unwind information.
    JitDump,
}

/// The piece of code that a symbol names.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Detail {
    /// A trace.
    #[default]
    Trace,
    /// A part of a uop: its hot path, its cold path, its exit.
    Uop,
}

/// The tools that code is announced to.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Options {
    /// `perf`.
    pub perf: Option<Perf>,
    /// A debugger that is attached.
    pub gdb: bool,
    /// Unwinders within the process.
    pub unwinders: bool,
    /// What they get symbols for.
    pub detail: Detail,
    /// Where files go: the dump, and the programs' texts that lines refer to.
    pub folder: PathBuf,
}

impl Options {
    /// Whether code is announced to no tool.
    fn silent(&self) -> bool {
        self.perf.is_none() && !self.gdb && !self.unwinders
    }
}

/// Why code could not be announced.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be written.
    #[error("can't write {path}: {source}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Code that can't be read.
    #[error("{label}: {source}")]
    Code {
        /// Whose code.
        label: String,
        /// Where.
        source: unwind::NoInstruction,
    },
    /// A program that is too large for the tables.
    #[error("{label}: {source}")]
    Object {
        /// Which.
        label: String,
        /// What is too large.
        source: elf::ObjectError,
    },
}

/// Tells tools of code.
#[derive(Debug, Default)]
pub struct Announcer {
    options: Options,
    map: Option<PerfMap>,
    dump: Option<JitDump>,
    kept: Kept,
    /// Texts that were written, to name them apart.
    sources: usize,
}

/// Code whose addresses no other code may get.
#[derive(Default)]
struct Kept(Vec<Rc<dyn Code>>);

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({})", self.0.len())
    }
}

/// Code that was announced. Dropping this informs debuggers and unwinders that the code is gone.
#[derive(Debug, Default)]
pub struct Announcement {
    _gdb: Option<Registered>,
    _frames: Option<RegisteredFrames>,
}

impl Announcer {
    /// An announcer to the tools that the options name. Creates the files for `perf`.
    ///
    /// # Errors
    /// If a file can't be created.
    pub fn new(options: Options) -> Result<Announcer, Error> {
        let file = |(path, source)| Error::File { path, source };
        let mut announcer = Announcer::default();
        if !options.silent() {
            let folder = &options.folder;
            std::fs::create_dir_all(folder)
                .map_err(|source| Error::File { path: folder.clone(), source })?;
        }
        match options.perf {
            Some(Perf::Map) => announcer.map = Some(PerfMap::create().map_err(file)?),
            Some(Perf::JitDump) => {
                announcer.dump = Some(JitDump::create(&options.folder).map_err(file)?);
            }
            None => {}
        }
        Ok(Announcer { options, ..announcer })
    }

    /// Whether code is announced to any tool, so that code has to be compiled with a map.
    pub fn listening(&self) -> bool {
        !self.options.silent()
    }

    /// The file for `perf`, if there is one.
    pub fn file(&self) -> Option<&Path> {
        let map = self.map.as_ref().map(PerfMap::path);
        map.or_else(|| self.dump.as_ref().map(JitDump::path))
    }

    /// Tells of a program's code; names begin with `label`.
    ///
    /// The announcement has to be dropped before the code.
    ///
    /// # Errors
    /// If a file can't be written or the code is not understood.
    pub fn announce(
        &mut self,
        label: &str,
        program: &Program,
        pieces: &[Piece],
    ) -> Result<Announcement, Error> {
        if self.options.silent() || pieces.is_empty() {
            return Ok(Announcement::default());
        }
        let path = self.source_path(&program.name);
        let source =
            Source::write(program, &path).map_err(|source| Error::File { path, source })?;
        let Some(code) = CodeMap::new(label, program, &source, pieces, self.options.detail) else {
            return Ok(Announcement::default());
        };
        if let Some(map) = &mut self.map {
            map.add(&code).map_err(|source| Error::File { path: map.path().to_owned(), source })?;
        }
        let mut announcement = Announcement::default();
        if self.dump.is_none() && !self.options.gdb && !self.options.unwinders {
            return Ok(announcement);
        }
        let frames = unwind::frames(&code)
            .map_err(|source| Error::Code { label: label.to_owned(), source })?;
        if let Some(dump) = &mut self.dump {
            dump.add(&code, &source, &frames)
                .map_err(|source| Error::File { path: dump.path().to_owned(), source })?;
        }
        let too_large = |source| Error::Object { label: label.to_owned(), source };
        if self.options.gdb {
            let object = elf::object(&code, &source, &frames).map_err(too_large)?;
            announcement._gdb = Some(Registered::new(object));
        }
        if self.options.unwinders {
            let functions: Vec<&Function> = code.functions.iter().collect();
            let table = eh_frame(&functions, &frames, Reference::Absolute)
                .map_err(|error| too_large(error.into()))?;
            announcement._frames = Some(RegisteredFrames::new(table));
        }
        Ok(announcement)
    }

    /// Keeps announced code alive as long as the announcer if a map names it: a line of a map has no end, so
    /// other code at the same addresses would have two names, of which `perf` takes either.
    pub fn keep(&mut self, code: &Rc<dyn Code>) {
        if self.map.is_some() {
            self.kept.0.push(code.clone());
        }
    }

    /// Where the text of a program goes.
    fn source_path(&mut self, program: &str) -> PathBuf {
        self.sources += 1;
        let name = format!("{program}-{}-{}.uop", std::process::id(), self.sources);
        let folder = &self.options.folder;
        // Tools look files up from where they are themselves.
        std::path::absolute(folder).unwrap_or_else(|_| folder.clone()).join(name)
    }
}
