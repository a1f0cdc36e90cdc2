//! The crates that build scripts compile with the user's rustc. Cargo compiles only one of them, too:
//! `SEMANTICS`, which is a member of the workspace.

/// A crate that is compiled with the rustc that builds the project.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Crate {
    /// The name by which others use it.
    pub name: &'static str,
    /// Its source.
    pub source: Source,
    /// The crates that it uses.
    pub uses: &'static [&'static Crate],
    /// Whether the functions that it exports are stencils.
    pub has_stencils: bool,
}

/// Where the source of a crate is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// In the file at this path from the root of the project, and in its modules.
    File(&'static str),
    /// In a text that a crate of the workspace has.
    Text {
        /// The text.
        text: &'static str,
        /// The folder of that crate.
        folder: &'static str,
    },
}

/// The table of uops, as a macro that hands on its rows.
pub const UOP_TABLE: Crate = Crate {
    name: "uop_table",
    source: Source::Text { text: uops::FOR_EACH_UOP, folder: "uops" },
    uses: &[],
    has_stencils: false,
};

/// What each uop does. It is a member of the workspace, too; here it is compiled once more, with calls
/// of thunks on slow paths.
pub const SEMANTICS: Crate = Crate {
    name: "semantics",
    source: Source::File("uops/semantics/src/lib.rs"),
    uses: &[],
    has_stencils: false,
};

/// What all compiled code shares: holes, thunks, and the instructions that depend on the processor.
pub const BASE: Crate = Crate {
    name: "base",
    source: Source::File("stencils/base/lib.rs"),
    uses: &[&SEMANTICS],
    has_stencils: true,
};

/// The stencils of copy-and-patch.
pub const STENCILS: Crate = Crate {
    name: "stencils",
    source: Source::File("stencils/source/lib.rs"),
    uses: &[&BASE, &SEMANTICS, &UOP_TABLE],
    has_stencils: true,
};

/// The handlers of the tail-calling interpreter.
pub const HANDLERS: Crate = Crate {
    name: "handlers",
    source: Source::File("stencils/source/tail.rs"),
    uses: &[&BASE, &SEMANTICS, &UOP_TABLE],
    has_stencils: true,
};

/// The functions that whole programs are made of.
pub const UOP_FUNCTIONS: Crate = Crate {
    name: "uop_functions",
    source: Source::File("backends/llvm/source/lib.rs"),
    uses: &[&BASE, &SEMANTICS, &UOP_TABLE],
    has_stencils: false,
};

/// The functions that Cranelift inlines.
pub const INLINED: Crate = Crate {
    name: "inlined",
    source: Source::File("backends/cranelift/source/lib.rs"),
    uses: &[&SEMANTICS, &UOP_TABLE],
    has_stencils: false,
};

/// All of them. Each constant is called as the crate is, in capitals.
pub const ALL: &[Crate] = &[UOP_TABLE, SEMANTICS, BASE, STENCILS, HANDLERS, UOP_FUNCTIONS, INLINED];

/// Folders and files from the root of the project that the crates are made of: build scripts are to
/// run again when one of them changes.
pub const INPUTS: &[&str] =
    &["stencils/base", "stencils/source", "uops/semantics/src", "stencils/extract/src"];

impl Crate {
    /// The folder that it is in, from the root of the project.
    pub fn folder(&self) -> &'static str {
        match self.source {
            Source::Text { folder, .. } => folder,
            Source::File(path) => {
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                folder.strip_suffix("/src").unwrap_or(folder)
            }
        }
    }

    /// The crates that it uses, itself or through others, each after those that it uses.
    pub fn dependencies(&self) -> Vec<&'static Crate> {
        let mut all = Vec::new();
        for &used in self.uses {
            for each in used.dependencies().into_iter().chain([used]) {
                if !all.contains(&each) {
                    all.push(each);
                }
            }
        }
        all
    }
}
