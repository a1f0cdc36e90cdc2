//! `uopbench stencils`

use crate::Error;
use crate::output::print;
use inspect::stencils::{code_of, library};
use results::StencilRecord;
use text::{count, suggest, table};

const EXAMPLES: &str = "\
Examples:
  uopbench stencils                        the size of each
  uopbench stencils _BINARY_OP_ADD_INT     the code of one uop's, with its holes";

/// The arguments of `stencils`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Show the code of this uop's stencils
    uop: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    match &args.uop {
        Some(uop) => show(uop),
        None => list(),
    }
}

/// Prints a line per stencil, and the sums.
fn list() -> Result<(), Error> {
    let library = library()?;
    let rows: Vec<Vec<String>> = library
        .stencils
        .iter()
        .map(|r| {
            let numbers = [r.depth as usize, r.code_bytes, r.cold_bytes, r.holes];
            let numbers = numbers.iter().map(ToString::to_string);
            std::iter::once(r.name.clone()).chain(numbers).collect()
        })
        .collect();
    let sum = |size: fn(&StencilRecord) -> usize| {
        count(library.stencils.iter().map(|record| size(record) as u64).sum())
    };
    let header = ["stencil", "cached slots", "hot bytes", "cold bytes", "holes"];
    print(&table(&header, &rows, &[1, 2, 3, 4]))?;
    print(&format!(
        "\n{} stencils: {} bytes hot, {} cold; made in {} ms of the build\n",
        count(library.stencils.len() as u64),
        sum(|record| record.code_bytes),
        sum(|record| record.cold_bytes),
        library.build_ms
    ))
}

/// Prints the code of a uop's stencils.
fn show(uop: &str) -> Result<(), Error> {
    if let Some(code) = code_of(uop)? {
        return print(&code);
    }
    let stencils = library()?.stencils;
    let mut names: Vec<&str> = stencils.iter().map(|stencil| stencil.name.as_str()).collect();
    names.dedup();
    let help = match suggest::nearest(uop, &names) {
        Some(name) => format!("did you mean `{name}`? `uopbench stencils` lists them"),
        None => "`uopbench stencils` lists them".into(),
    };
    Err(Error::UnknownStencil { name: uop.into(), help })
}
