//! The `.uop` text that machine code is traced back to.

use backend_api::Role;
use std::io::Write;
use std::path::{Path, PathBuf};
use trace::{Program, TraceId};

/// A program's text in a file, and the line of each uop.
///
/// It is the program as it was compiled, so that lines are right also after an optimiser.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    /// The line of each trace's heading; its uops follow, one a line.
    headings: Vec<u32>,
}

impl Source {
    /// Writes the program's text to a file.
    ///
    /// # Errors
    /// If the file can't be written.
    pub fn write(program: &Program, path: &Path) -> std::io::Result<Source> {
        let text = trace::print(program);
        crate::file::create(path)?.write_all(text.as_bytes())?;
        let headings = (1..).zip(text.lines()).filter(|(_, line)| line.starts_with("trace "));
        Ok(Source { path: path.to_owned(), headings: headings.map(|(line, _)| line).collect() })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The line that code comes from; none for code that traces share.
    pub fn line(&self, role: Role) -> Option<u32> {
        let heading = |id: TraceId| self.headings.get(id.0 as usize).copied();
        match role {
            Role::Hot { trace, uop } | Role::Cold { trace, uop } | Role::Exit { trace, uop } => {
                Some(heading(trace)? + 1 + uop)
            }
            Role::Entry { trace } => heading(trace),
            Role::Enter | Role::Shared | Role::Data => None,
        }
    }
}
