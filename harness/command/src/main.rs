//! The command `uopbench`.
#![forbid(unsafe_code)]

mod choice;
mod cli;
mod commands;
mod error;
mod output;
mod progress;
mod stack;

use error::Error;
use std::process::ExitCode;

fn main() -> ExitCode {
    // This comes first, and `cli::main` is a function of its own, for that needs the stack.
    if let Some(shortage) = stack::shortage() {
        output::tell(shortage);
        return ExitCode::from(2);
    }
    cli::main()
}
