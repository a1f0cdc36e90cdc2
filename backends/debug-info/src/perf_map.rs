//! The map file of `perf`: `/tmp/perf-PID.map`, a line per symbol.

use crate::code::CodeMap;
use crate::file;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A map file that grows with every program.
#[derive(Debug)]
pub struct PerfMap {
    path: PathBuf,
    file: File,
}

impl PerfMap {
    /// Creates the file of this process in the folder where `perf` looks for it.
    ///
    /// # Errors
    /// If it can't be created.
    pub fn create() -> Result<PerfMap, (PathBuf, io::Error)> {
        let path = Path::new("/tmp").join(format!("perf-{}.map", std::process::id()));
        match file::create(&path) {
            Ok(file) => Ok(PerfMap { path, file }),
            Err(error) => Err((path, error)),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds the functions of a program.
    ///
    /// # Errors
    /// If the file can't be written.
    pub fn add(&mut self, code: &CodeMap) -> io::Result<()> {
        let mut text = String::new();
        for function in &code.functions {
            let (start, end) = (function.range.start, function.range.end);
            text += &format!("{start:x} {:x} {}\n", end - start, function.name);
        }
        self.file.write_all(text.as_bytes())
    }
}
