//! `uopbench stencils`

use super::print;
use crate::error::Error;
use crate::record::StencilRecord;

/// What `stencils` takes.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Show the code of this uop's stencils, such as _BINARY_OP_ADD_INT
    uop: Option<String>,
}
pub(super) fn run(_args: &Args) -> Result<(), Error> { print("") }
pub(super) fn records() -> Vec<StencilRecord> { Vec::new() }
