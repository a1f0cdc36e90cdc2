//! `uopbench list`

use crate::Error;
use crate::choice::Recorded;
use crate::output::print;
use programs::Workload;
use std::path::Path;
use text::{count, table};

/// The arguments of `list`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    recorded: Recorded,
    /// Print JSON: one object per line
    #[arg(long)]
    json: bool,
}

/// A line of `list --json`.
#[derive(serde::Serialize)]
struct Line<'a> {
    workload: &'a str,
    traces: usize,
    uops: usize,
    hash: String,
    description: &'a str,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<(), Error> {
    let workloads = Workload::all(folder, &args.recorded.variant())?;
    let lines = workloads.iter().map(|workload| {
        let program = workload.program.program();
        Line {
            workload: &workload.name,
            traces: program.traces.len(),
            uops: program.uop_count(),
            hash: workload.hash(),
            description: &workload.description,
        }
    });
    if args.json {
        for line in lines {
            print(&(files::to_json(&line)? + "\n"))?;
        }
        return Ok(());
    }
    let rows: Vec<Vec<String>> = lines
        .map(|line| {
            vec![
                line.workload.to_owned(),
                line.traces.to_string(),
                count(line.uops as u64),
                line.hash,
                line.description.to_owned(),
            ]
        })
        .collect();
    print(&table(&["workload", "traces", "uops", "hash", "what it is"], &rows, &[1, 2]))
}
