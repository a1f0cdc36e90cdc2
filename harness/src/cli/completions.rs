//! `uopbench completions`

use super::{Cli, print};
use crate::error::Error;
use clap::CommandFactory;
use clap_complete::Shell;

const EXAMPLES: &str = "\
Examples:
  uopbench completions bash > ~/.local/share/bash-completion/completions/uopbench
  uopbench completions zsh > ~/.zfunc/_uopbench
  uopbench completions fish > ~/.config/fish/completions/uopbench.fish";

/// What `completions` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &Args) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "uopbench", &mut script);
    print(&String::from_utf8_lossy(&script))
}
