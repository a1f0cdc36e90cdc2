//! The command `uopbench`.
#![forbid(unsafe_code)]

mod choice;
mod cli;
mod commands;
mod error;
mod output;
mod progress;

use error::Error;

fn main() -> std::process::ExitCode {
    cli::main()
}
