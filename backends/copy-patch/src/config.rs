//! What can be chosen about the backend.

use crate::library::{DEFAULT, Table};

/// How code is made.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    id: &'static str,
    table: &'static Table,
    /// Helpers are reached through trampolines, and constants by their whole address, as if both were
    /// far from the code.
    pub far: bool,
    /// Stencils are chosen by the operand's value where there are some with narrow holes.
    pub narrow: bool,
    /// Every way out has code of its own.
    pub copied_exits: bool,
}

impl Config {
    /// The default.
    pub const DEFAULT: Config = Config {
        id: crate::ID,
        table: &DEFAULT,
        far: false,
        narrow: true,
        copied_exits: false,
    };

    /// What it is called in results.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Its stencils.
    pub fn table(&self) -> &'static Table {
        self.table
    }
}
