//! From the uops' functions to data that the Cranelift backend inlines.
//!
//! 1. The user's rustc compiles the crate in `backends/cranelift/source` to LLVM's intermediate form, which
//!    LLVM has optimised;
//! 2. [`llvm`] reads that text;
//! 3. [`translate`] makes a [`form::Function`] of each function, or says why it can't;
//! 4. [`tidy`] removes instructions whose values are not used, and finds the code that is rarely executed.
//!
//! The library lists each function that has no form, with the reason.
#![forbid(unsafe_code)]

mod conditions;
mod edges;
mod llvm;
mod order;
mod provenance;
mod terms;
mod tidy;
mod token;
mod translate;
mod truth;
mod uses;

use form::Library;
use stencil_extract::compile::Compiler;
use stencil_extract::crates::Crate;

/// How the functions are compiled. Loops stay loops, since most of them run a few times only.
pub const FLAGS: &[&str] = &[
    "--edition=2024",
    "--crate-type=lib",
    "-Copt-level=3",
    "-Cpanic=abort",
    "-Cforce-unwind-tables=no",
    "-Ccodegen-units=1",
    "-Cno-vectorize-loops",
    "-Cno-vectorize-slp",
    "-Cllvm-args=-unroll-runtime=false",
    "-Zmerge-functions=disabled",
    "-Zalways-encode-mir",
    "--cap-lints=allow",
];

/// Why functions have no forms.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The functions can't be compiled.
    #[error(transparent)]
    Compile(#[from] stencil_extract::Error),
    /// A line of LLVM's text that is not understood.
    #[error("{function}: {what}: `{line}`")]
    Line {
        /// The function.
        function: String,
        /// What is wrong.
        what: String,
        /// The line.
        line: String,
    },
}

impl Error {
    fn new(function: &str, what: &str, line: &str) -> Error {
        Error::Line { function: function.into(), what: what.into(), line: line.into() }
    }
}

/// Compiles the functions and makes their forms.
///
/// `krate` is the crate with the functions. Intermediate files go to the compiler's folder for libraries.
///
/// # Errors
/// On source that does not compile and text that is no module.
pub fn build(compiler: Compiler, krate: &Crate) -> Result<Library, Error> {
    let work = compiler.libraries;
    for used in krate.dependencies() {
        compiler.compile(used, "metadata", &[], work)?;
    }
    compiler.compile(krate, "llvm-ir", &[], work)?;
    let path = work.join(krate.name).with_extension("ll");
    let text = std::fs::read_to_string(&path)
        .map_err(|source| Error::Compile(stencil_extract::Error::Io { path, source }))?;
    library(&text)
}

/// The forms of the functions of a module in LLVM's text form.
///
/// # Errors
/// On text that is no module.
pub fn library(text: &str) -> Result<Library, Error> {
    let module = llvm::parse(text)?;
    let mut library = Library::default();
    // A symbol without an oparg ends with a dot, and only that of a uop has one.
    for function in module.functions.iter().filter(|function| function.name.contains('.')) {
        match translate::translate(&module, function) {
            Ok(form) => library.functions.push(form),
            Err(why) => library.refused.push((function.name.to_string(), why)),
        }
    }
    library.functions.sort_by(|a, b| a.name.cmp(&b.name));
    library.refused.sort();
    Ok(library)
}
