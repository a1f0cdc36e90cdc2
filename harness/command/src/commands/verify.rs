//! `uopbench verify`

use crate::Error;
use crate::output::{print, show};
use programs::parse;
use std::path::{Path, PathBuf};

/// The arguments of `verify`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The .uop files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    // All files get their turn; the last error is left to the caller.
    let mut failed: Option<Error> = None;
    for file in &args.files {
        match verify(file) {
            Ok(line) => print(&line)?,
            Err(error) => {
                if let Some(previous) = failed.replace(error) {
                    show(previous);
                }
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

fn verify(path: &Path) -> Result<String, Error> {
    let contents = std::fs::read(path).map_err(files::Error::io("read", path))?;
    let verified = parse(path, &contents)?
        .verify()
        .map_err(|error| programs::Error::Program(Box::new(error)))?;
    let program = verified.program();
    Ok(format!(
        "{}: ok: {}, {} traces, {} uops\n",
        path.display(),
        program.name,
        program.traces.len(),
        program.uop_count()
    ))
}
