//! The configurations of the backend: the default, and others that differ from it in one choice.

use crate::library::{self, Table};

/// How code is made.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    id: &'static str,
    description: &'static str,
    table: &'static Table,
    /// Helpers are reached through trampolines, and constants by their whole address, as if both were
    /// far from the code.
    pub far: bool,
    /// Stencils name places outside of the trace by their whole address.
    pub large: bool,
    /// Stencils are chosen by the operand's value where there are some with narrow holes.
    pub narrow: bool,
    /// Every side exit has code of its own.
    pub copied_exits: bool,
    /// What is reached through a register begins with a marker that the processor can check.
    pub landings: bool,
}

/// The default.
pub const DEFAULT: Config = Config {
    id: crate::ID,
    description: "copy-and-patch: stencils made by rustc, four stack slots in registers",
    table: &library::DEFAULT,
    far: false,
    large: false,
    narrow: true,
    copied_exits: false,
    landings: false,
};

/// The configurations that differ from the default in one thing each.
#[cfg(feature = "switches")]
pub const SWITCHED: &[Config] = &[
    Config {
        id: "copy-patch+far",
        description: "code anywhere: helpers through trampolines, constants by their address",
        far: true,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+large",
        description: "64-bit addresses for whatever is outside of a trace",
        table: &library::LARGE,
        far: true,
        large: true,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+wide",
        description: "no stencils with narrow holes, none for single opargs",
        narrow: false,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+copied-exits",
        description: "side exits with code of their own instead of shared exit stubs",
        copied_exits: true,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+jumps",
        description: "the jump to the next stencil is kept",
        table: &library::UNELIDED,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+unsplit",
        description: "slow paths stay between the hot ones",
        table: &library::UNSPLIT,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+uncached",
        description: "no stack slots in registers",
        table: &library::CACHED_0,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+cached-1",
        description: "one stack slot in a register",
        table: &library::CACHED_1,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+cached-2",
        description: "two stack slots in registers",
        table: &library::CACHED_2,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+cached-3",
        description: "three stack slots in registers",
        table: &library::CACHED_3,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+c",
        description: "the plain C convention, three stack slots in registers",
        table: &library::C_CONVENTION,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+frame-pointers",
        description: "stencils that call something keep frame pointers",
        table: &library::FRAME_POINTERS,
        ..DEFAULT
    },
    Config {
        id: "copy-patch+landings",
        description: "markers for indirect branch tracking where jumps and calls through registers lead",
        landings: true,
        ..DEFAULT
    },
];

impl Config {
    /// What it is called in results.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// One line for people.
    pub fn description(&self) -> &'static str {
        self.description
    }

    /// Its stencils.
    pub fn table(&self) -> &'static Table {
        self.table
    }
}
