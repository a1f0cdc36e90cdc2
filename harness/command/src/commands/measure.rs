//! The hidden commands that `bench` starts in processes of their own.

use crate::Error;
use crate::output::print;
use measure::{Schedule, measure_memory, measure_process, plan_path};
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

/// The arguments of `measure-process`.
#[derive(clap::Args)]
pub(crate) struct ProcessArgs {
    /// The folder of results
    folder: PathBuf,
    /// The number of the process, from 1
    process: usize,
    /// How long it has, in milliseconds
    time_ms: u64,
}

/// The arguments of `measure-memory`.
#[derive(clap::Args)]
pub(crate) struct MemoryArgs {
    /// The folder of results
    folder: PathBuf,
    /// The backend
    backend: String,
}

/// Takes the samples of one process; writes which share is done, a line each time.
pub(crate) fn process(args: &ProcessArgs) -> Result<(), Error> {
    let plan = Schedule::read(&plan_path(&args.folder))?;
    // The process that started this one keeps its input open. If the input ends, that process is gone.
    std::thread::spawn(|| {
        _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(2);
    });
    // Progress need not be shown more often than this.
    let mut shown = -1.0;
    let time = Duration::from_millis(args.time_ms);
    measure_process(&plan, &args.folder, args.process, time, &mut |done| {
        if done - shown >= 0.005 {
            shown = done;
            _ = print(&format!("{done:.3}\n"));
        }
    })?;
    Ok(())
}

/// Prints what memory a backend takes as JSON.
pub(crate) fn memory(args: &MemoryArgs) -> Result<(), Error> {
    let plan = Schedule::read(&plan_path(&args.folder))?;
    let record = measure_memory(&plan, &args.backend)?;
    let text = files::to_json(&record)?;
    print(&(text + "\n"))
}
