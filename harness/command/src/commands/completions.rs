//! `uopbench completions`

use crate::Error;
use crate::output::print;
use clap_complete::Shell;

const EXAMPLES: &str = "\
Examples:
  uopbench completions bash > ~/.local/share/bash-completion/completions/uopbench
  uopbench completions zsh > ~/.zfunc/_uopbench
  uopbench completions fish > ~/.config/fish/completions/uopbench.fish";

/// The arguments of `completions`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &Args, mut command: clap::Command) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "uopbench", &mut script);
    print(&String::from_utf8_lossy(&script))
}
