//! The options that tell profilers and debuggers of machine code, which several commands have.

use crate::error::Error;
use backend_api::Backend;
use debug_info::{Announced, Announcer, Detail, Options, Perf};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

/// Who is told of the code that runs.
#[derive(clap::Args, Serialize, Deserialize, Clone, PartialEq, Eq, Default, Debug)]
#[command(next_help_heading = "Profilers and debuggers")]
pub struct Tools {
    /// Tell perf of the code: by /tmp/perf-PID.map, or by a dump for `perf inject --jit`
    #[arg(long, value_name = "FORM")]
    perf: Option<PerfForm>,
    /// Tell gdb of the code, if this runs under it
    #[arg(long)]
    gdb: bool,
    /// Tell unwinders within the process of the code
    #[arg(long)]
    unwinders: bool,
    /// What gets a symbol
    #[arg(long, value_enum, default_value_t = Symbols::Trace)]
    symbols: Symbols,
    /// Where the dump and the programs' texts go [default: the system's folder for such files]
    #[arg(long, value_name = "DIR")]
    debug_dir: Option<PathBuf>,
}

#[derive(clap::ValueEnum, Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
enum PerfForm {
    Map,
    Jitdump,
}

#[derive(clap::ValueEnum, Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Default, Debug)]
enum Symbols {
    #[default]
    Trace,
    Uop,
}

impl Tools {
    /// Has the backends' code announced, if anybody is to be told.
    pub fn attach(&self, backends: &mut Vec<Box<dyn Backend>>) -> Result<(), Error> {
        let announcer = Announcer::new(Options {
            perf: self.perf.map(|form| match form {
                PerfForm::Map => Perf::Map,
                PerfForm::Jitdump => Perf::JitDump,
            }),
            gdb: self.gdb,
            unwinders: self.unwinders,
            detail: match self.symbols {
                Symbols::Trace => Detail::Trace,
                Symbols::Uop => Detail::Uop,
            },
            folder: self.debug_dir.clone().unwrap_or_else(std::env::temp_dir),
        })?;
        if !announcer.listening() {
            return Ok(());
        }
        if let Some(file) = announcer.file() {
            eprintln!("note: perf finds the code in {}", file.display());
        }
        let announcer = Rc::new(RefCell::new(announcer));
        for backend in std::mem::take(backends) {
            backends.push(Box::new(Announced::new(backend, announcer.clone())));
        }
        Ok(())
    }
}
