//! Announces the code that runs to profilers, debuggers and unwinders.

use crate::Error;
use backend_api::Backend;
use debug_info::{Announced, Announcer, Detail, Options, Perf};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;

/// The tools that the code which runs is announced to.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Default, Debug)]
pub struct Listeners {
    /// perf, in this form.
    pub perf: Option<PerfForm>,
    /// gdb, if this runs under it.
    pub gdb: bool,
    /// Unwinders within the process.
    pub unwinders: bool,
    /// Whether each uop gets a symbol, rather than each trace.
    pub symbol_per_uop: bool,
    /// Where dumps and the programs' texts go; nothing for the system's folder for such files.
    pub folder: Option<PathBuf>,
}

/// How code is announced to perf.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub enum PerfForm {
    /// By `/tmp/perf-PID.map`.
    Map,
    /// By a dump for `perf inject --jit`.
    JitDump,
}

impl Listeners {
    /// Whether code is announced to any tool.
    pub fn any(&self) -> bool {
        self.perf.is_some() || self.gdb || self.unwinders
    }

    /// Has the backends' code announced, if there is a tool to announce it to. Prints to standard error in which file
    /// perf finds the code.
    ///
    /// # Errors
    /// If a file for perf can't be written.
    pub fn attach(&self, backends: &mut Vec<Box<dyn Backend>>) -> Result<(), Error> {
        let announcer = Announcer::new(Options {
            perf: self.perf.map(|form| match form {
                PerfForm::Map => Perf::Map,
                PerfForm::JitDump => Perf::JitDump,
            }),
            gdb: self.gdb,
            unwinders: self.unwinders,
            detail: if self.symbol_per_uop { Detail::Uop } else { Detail::Trace },
            folder: self.folder.clone().unwrap_or_else(std::env::temp_dir),
        })?;
        if !announcer.listening() {
            return Ok(());
        }
        if let Some(file) = announcer.file() {
            // Nobody misses it where standard error is closed.
            let _ = writeln!(std::io::stderr(), "note: perf finds the code in {}", file.display());
        }
        let announcer = Rc::new(RefCell::new(announcer));
        for backend in std::mem::take(backends) {
            backends.push(Box::new(Announced::new(backend, announcer.clone())));
        }
        Ok(())
    }
}
