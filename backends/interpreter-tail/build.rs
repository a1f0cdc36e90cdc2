//! Makes the handlers with the rustc that builds the project.

use std::path::{Path, PathBuf};
use std::{env, fs};
use stencil_extract::{Target, crates};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    for input in crates::INPUTS {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    println!("cargo::rerun-if-env-changed={}", stencil_extract::compile::FRAME_POINTERS);
    println!("cargo::rustc-check-cfg=cfg(stencils)");
    let Some(target) = Target::of_build_script() else {
        // The crate still builds; the backend says that it is not available.
        return;
    };
    let rustc = PathBuf::from(env::var_os("RUSTC").expect("cargo sets RUSTC"));
    let library = match stencil_extract::build(&rustc, &root, &crates::HANDLERS, &target, &out) {
        Ok(library) => library,
        Err(error) => panic!("the handlers can't be built: {error}"),
    };
    let code = stencil_extract::emit::stencils_to_rust(&library);
    fs::write(out.join("library.rs"), code).expect("OUT_DIR can be written");
    println!("cargo::rustc-cfg=stencils");
}
