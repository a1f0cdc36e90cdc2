//! The options by which commands choose workloads, backends and passes, and to which tools code is
//! announced.

use crate::Error;
use crate::progress::note_left_out;
use measure::{Listeners, PerfForm};
use programs::{Variant, Workload};
use registry::Selection;
use std::path::{Path, PathBuf};
use trace::optimise::Passes;
use trace::{Dialect, Forming, Shape, Traces};

/// Some workloads.
#[derive(clap::Args)]
pub(crate) struct Workloads {
    /// Names or folders of workloads, folders of such folders, or .uop files; `corpus` for all recorded
    /// programs [default: all workloads]
    #[arg(value_name = "WORKLOAD")]
    names: Vec<String>,
    #[command(flatten)]
    pub recorded: Recorded,
}

/// Which of a program's recordings is run.
#[derive(clap::Args, Clone)]
pub(crate) struct Recorded {
    /// The dialect of the recordings to run: the version of CPython that made them, such as py313 [default: the
    /// newest of which a workload has a recording, else its program]
    #[arg(long, value_name = "DIALECT")]
    dialect: Option<Dialect>,
    #[command(flatten)]
    formed: FormedBy,
}

/// How the code of recorded programs is formed.
#[derive(clap::Args, Clone)]
pub(crate) struct FormedBy {
    /// Whose traces recorded programs have: `own` for those that this project forms, `cpython` for those that
    /// CPython's JIT made [default: own for regions and with --inline, else cpython where a recording has them]
    #[arg(long, value_name = "WHOSE")]
    traces: Option<Traces>,
    /// The shape of recorded programs: `trace` for straight traces, which repeat what follows where ways join;
    /// `region` for a region of each function, whose blocks end there [default: trace]
    #[arg(long, value_name = "SHAPE")]
    shape: Option<Shape>,
    /// How many frames deep functions are inlined in recorded programs; 0 inlines none. For code that this project
    /// forms [default: 4]
    #[arg(long, value_name = "N")]
    inline: Option<usize>,
}

impl FormedBy {
    /// For those who import recordings.
    pub fn forming(&self) -> Forming {
        let (shape, inline) = (self.shape.unwrap_or_default(), self.inline);
        Forming { traces: self.traces, shape, inline }
    }
}

impl Recorded {
    /// Chooses the recordings, formed by this project in a shape.
    pub fn form_in(&mut self, shape: Shape) {
        self.formed.traces = Some(Traces::Own);
        self.formed.shape = Some(shape);
    }

    /// Whether the user says which recordings are chosen, or how they are formed.
    pub fn is_formed(&self) -> bool {
        self.formed.traces.is_some() || self.formed.shape.is_some()
    }

    /// For those who load workloads.
    pub fn variant(&self) -> Variant {
        let formed = &self.formed;
        Variant::new(self.dialect, formed.traces).in_shape(formed.shape).inlined(formed.inline)
    }
}

impl Workloads {
    /// What the user names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The names or paths of those that are chosen.
    pub fn sources(&self, folder: Option<&Path>) -> Result<Vec<String>, Error> {
        Ok(programs::named(&self.names, folder, &self.recorded.variant())?)
    }

    /// One of these names or paths, as it is written.
    pub fn find(&self, source: &str, folder: Option<&Path>) -> Result<Workload, Error> {
        Ok(note_left_out(Workload::find_variant(source, folder, &self.recorded.variant())?))
    }

    /// Those that are chosen, optimised.
    pub fn load(&self, opt: Opt, folder: Option<&Path>) -> Result<Vec<Workload>, Error> {
        let sources = self.sources(folder)?;
        sources.iter().map(|source| Ok(self.find(source, folder)?.optimised(opt.opt)?)).collect()
    }
}

/// One workload.
#[derive(clap::Args)]
pub(crate) struct OneWorkload {
    /// A workload's name or folder, or a .uop file
    workload: String,
    #[command(flatten)]
    recorded: Recorded,
}

impl OneWorkload {
    /// As it is written.
    pub fn find(&self, folder: Option<&Path>) -> Result<Workload, Error> {
        Ok(note_left_out(Workload::find_variant(&self.workload, folder, &self.recorded.variant())?))
    }

    /// Optimised.
    pub fn load(&self, opt: Opt, folder: Option<&Path>) -> Result<Workload, Error> {
        Ok(self.find(folder)?.optimised(opt.opt)?)
    }
}

/// Some backends.
#[derive(clap::Args)]
pub(crate) struct Backends {
    /// Backends, separated by commas [default: all that are available]
    #[arg(long = "backend", value_name = "ID", value_delimiter = ',')]
    pub backends: Vec<String>,
}

impl Backends {
    pub fn select(&self) -> Result<Selection, Error> {
        Ok(registry::select(&self.backends)?)
    }

    /// The ceiling too, where there is a rustc.
    pub fn select_with_ceiling(&self) -> Result<Selection, Error> {
        Ok(registry::select_with_ceiling(&self.backends)?)
    }
}

/// Which passes run before a program is compiled.
#[derive(clap::Args, Clone, Copy)]
pub(crate) struct Opt {
    /// Optimiser passes to run first: none, all, or some with commas, such as guards,ints
    #[arg(long, value_name = "PASSES", default_value_t = Passes::NONE, value_parser = Passes::parse)]
    pub opt: Passes,
}

/// The dialect of generated programs.
#[derive(clap::Args, Clone, Copy)]
pub(crate) struct OfDialect {
    /// The dialect: the version of CPython whose uops the programs consist of
    #[arg(long, value_name = "DIALECT", default_value_t)]
    pub dialect: Dialect,
}

/// The tools that machine code is announced to.
#[derive(clap::Args)]
#[command(next_help_heading = "Profilers and debuggers")]
pub(crate) struct Tools {
    /// Announce the code to perf: by /tmp/perf-PID.map, or by a dump for `perf inject --jit`
    #[arg(long, value_name = "FORM")]
    perf: Option<Perf>,
    /// Announce the code to gdb, if uopbench runs under it
    #[arg(long)]
    gdb: bool,
    /// Announce the code to unwinders within the process
    #[arg(long)]
    unwinders: bool,
    /// Give each trace a symbol, or each part of a uop
    #[arg(long, value_enum, default_value_t = Symbols::Trace)]
    symbols: Symbols,
    /// The folder for the dump and the programs' texts [default: the system's temporary folder]
    #[arg(long, value_name = "DIR")]
    debug_dir: Option<PathBuf>,
}

#[derive(clap::ValueEnum, Clone, Copy)]
enum Perf {
    Map,
    Jitdump,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Symbols {
    Trace,
    Uop,
}

impl Tools {
    /// The chosen tools.
    pub fn listeners(&self) -> Listeners {
        Listeners {
            perf: self.perf.map(|form| match form {
                Perf::Map => PerfForm::Map,
                Perf::Jitdump => PerfForm::JitDump,
            }),
            gdb: self.gdb,
            unwinders: self.unwinders,
            symbol_per_uop: self.symbols == Symbols::Uop,
            folder: self.debug_dir.clone(),
        }
    }
}
