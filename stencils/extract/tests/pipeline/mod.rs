//! What tests of the stencil pipeline share.
#![allow(dead_code, reason = "each test uses some of it")]

pub mod foreign;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use stencil_extract::{Error, Library, Stencil, Target, compile, extract, tidy};

/// The rustc beside the cargo that runs the tests.
pub fn rustc() -> PathBuf {
    Path::new(env!("CARGO")).with_file_name("rustc")
}

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The target that tests run on.
pub fn target() -> &'static Target {
    static TARGET: LazyLock<Target> = LazyLock::new(|| {
        let target = Target::new(std::env::consts::ARCH, std::env::consts::OS);
        target.expect("there are stencils for it")
    });
    &TARGET
}

/// An empty directory for intermediate files; every test names its own.
pub fn work(test: &str) -> PathBuf {
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).expect("the target directory can be written");
    work
}

/// Assembly as rustc writes it for one exported function.
pub fn function(name: &str, body: &str) -> String {
    format!(
        "\t.section\t.text.{name},\"ax\",@progbits\n\t.globl\t{name}\n\t.p2align\t4\n\
         \t.type\t{name},@function\n{name}:\n{body}\n.Lfunc_end0:\n\
         \t.size\t{name}, .Lfunc_end0-{name}\n"
    )
}

/// The pipeline from rustc's assembly on.
pub fn library(test: &str, assembly: &str) -> Result<Library, Error> {
    let tidied = tidy::tidy(assembly, target(), tidy::Options::default())?;
    let object = compile::assemble(&rustc(), &tidied.assembly, target(), &work(test))?;
    extract::extract(&object, &tidied.stencils)
}

/// The one stencil that assembly for `_UOP__1` with this body becomes.
pub fn stencil(test: &str, body: &str) -> Stencil {
    let library = library(test, &function("_UOP__1", body)).expect("it is a stencil");
    let [stencil] = &library.stencils[..] else { panic!("{library:?}") };
    stencil.clone()
}

/// What the pipeline says of assembly that it rejects.
pub fn rejection(test: &str, assembly: &str) -> String {
    match library(test, assembly) {
        Ok(library) => panic!("accepted as {library:?}"),
        Err(error) => error.to_string(),
    }
}
