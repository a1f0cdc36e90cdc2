//! Makes the forms of the uops' functions with the rustc that builds the project. On a target without an `isa`
//! there are none, and the backend says that it is absent.

use form::Library;
use std::path::{Path, PathBuf};
use std::{env, fs};
use stencil_extract::compile::Compiler;
use stencil_extract::{Target, crates};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    for input in crates::INPUTS.iter().chain(&["backends/cranelift/source"]) {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    let library = match Target::of_build_script() {
        None => Library::default(),
        Some(target) => {
            let rustc = PathBuf::from(env::var_os("RUSTC").expect("cargo sets RUSTC"));
            let (rustc, root, flags) = (rustc.as_path(), root.as_path(), derive::FLAGS);
            let compiler = Compiler { rustc, root, target: &target, flags, libraries: &out };
            derive::build(compiler, &crates::INLINED)
                .unwrap_or_else(|error| panic!("the uops' functions have no forms: {error}"))
        }
    };
    let bytes = library.to_bytes().unwrap_or_else(|error| panic!("{error}"));
    fs::write(out.join("forms"), bytes).expect("OUT_DIR can be written");
}
