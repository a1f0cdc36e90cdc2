//! The options by which commands choose workloads, backends and passes.

use crate::backends::{self, Selection};
use crate::error::Error;
use crate::workload::{self, Workload};
use std::path::Path;
use trace::optimise::Passes;

/// Some workloads.
#[derive(clap::Args)]
pub(super) struct Workloads {
    /// Names or folders of workloads, or .uop files; `corpus` for all recorded programs [default: all
    /// workloads]
    #[arg(value_name = "WORKLOAD")]
    names: Vec<String>,
}

impl Workloads {
    /// The names or paths of those that are chosen.
    pub fn sources(&self, folder: Option<&Path>) -> Result<Vec<String>, Error> {
        workload::named(&self.names, folder)
    }

    /// Those that are chosen, optimised.
    pub fn load(&self, opt: Opt, folder: Option<&Path>) -> Result<Vec<Workload>, Error> {
        let sources = self.sources(folder)?;
        sources.iter().map(|source| Workload::find(source, folder)?.optimised(opt.opt)).collect()
    }
}

/// One workload.
#[derive(clap::Args)]
pub(super) struct OneWorkload {
    /// A workload's name or folder, or a .uop file
    workload: String,
}

impl OneWorkload {
    /// As it is written.
    pub fn find(&self, folder: Option<&Path>) -> Result<Workload, Error> {
        Workload::find(&self.workload, folder)
    }

    /// Optimised.
    pub fn load(&self, opt: Opt, folder: Option<&Path>) -> Result<Workload, Error> {
        self.find(folder)?.optimised(opt.opt)
    }
}

/// Some backends.
#[derive(clap::Args)]
pub(super) struct Backends {
    /// Backends, also several with commas [default: all that are available]
    #[arg(long = "backend", value_name = "ID", value_delimiter = ',')]
    pub backends: Vec<String>,
}

impl Backends {
    pub fn select(&self) -> Result<Selection, Error> {
        backends::select(&self.backends)
    }

    /// The ceiling too, where there is a rustc.
    pub fn select_with_ceiling(&self) -> Result<Selection, Error> {
        backends::select_with_ceiling(&self.backends)
    }
}

/// Which passes run before a program is compiled.
#[derive(clap::Args, Clone, Copy)]
pub(super) struct Opt {
    /// Optimiser passes to run first: none, all, or some with commas, such as guards,ints
    #[arg(long, value_name = "PASSES", default_value_t = Passes::NONE, value_parser = Passes::parse)]
    pub opt: Passes,
}
