//! Makes the stencil libraries with the rustc that builds the project.

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs, thread};
use stencil_extract::compile::{self, Compiler, Convention};
use stencil_extract::tidy::Options;
use stencil_extract::{Error, Target, crates, emit};

/// How to make a library: its name, the arguments of rustc, the calling convention, the options of the
/// tidy step, and the number of stack slots that its stencils keep in registers.
struct LibraryRecipe {
    name: &'static str,
    arguments: &'static [&'static str],
    convention: Convention,
    options: Options,
    cached: usize,
}

const TIDY: Options = Options { split: true, elide: true, large: false };

const DEFAULT: LibraryRecipe = LibraryRecipe {
    name: "DEFAULT",
    arguments: &[],
    convention: Convention::PreserveNone,
    options: TIDY,
    cached: stencil_extract::CACHED_SLOTS,
};

/// What the default is compared with.
const OTHERS: [LibraryRecipe; 9] = [
    LibraryRecipe { name: "LARGE", options: Options { large: true, ..TIDY }, ..DEFAULT },
    LibraryRecipe { name: "UNELIDED", options: Options { elide: false, ..TIDY }, ..DEFAULT },
    LibraryRecipe { name: "UNSPLIT", options: Options { split: false, ..TIDY }, ..DEFAULT },
    LibraryRecipe {
        name: "CACHED_0",
        arguments: &["--cfg=cached=\"0\"", "--cfg=cached"],
        cached: 0,
        ..DEFAULT
    },
    LibraryRecipe {
        name: "CACHED_1",
        arguments: &["--cfg=cached=\"1\"", "--cfg=cached"],
        cached: 1,
        ..DEFAULT
    },
    LibraryRecipe {
        name: "CACHED_2",
        arguments: &["--cfg=cached=\"2\"", "--cfg=cached"],
        cached: 2,
        ..DEFAULT
    },
    LibraryRecipe {
        name: "CACHED_3",
        arguments: &["--cfg=cached=\"3\"", "--cfg=cached"],
        cached: 3,
        ..DEFAULT
    },
    LibraryRecipe {
        name: "C_CONVENTION",
        convention: Convention::C,
        cached: stencil_extract::C_CACHED_SLOTS,
        ..DEFAULT
    },
    LibraryRecipe { name: "FRAME_POINTERS", arguments: compile::KEEP_FRAME_POINTERS, ..DEFAULT },
];

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
    for input in crates::INPUTS {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    println!("cargo::rerun-if-env-changed={}", compile::FRAME_POINTERS);
    println!("cargo::rustc-check-cfg=cfg(stencils)");
    let Some(target) = Target::of_build_script() else {
        // The crate still builds; the backend says that it is not available.
        return;
    };
    let rustc = PathBuf::from(env::var_os("RUSTC").expect("cargo sets RUSTC"));
    let start = Instant::now();
    let folders =
        [Convention::PreserveNone, Convention::C].map(|each| out.join(format!("{each:?}")));
    let compiler = |convention| Compiler {
        rustc: &rustc,
        root: &root,
        target: &target,
        flags: compile::FLAGS,
        libraries: &folders[convention as usize],
    };
    let prepare = |convention| {
        fs::create_dir_all(&folders[convention as usize]).expect("OUT_DIR can be written");
        compiler(convention)
            .prepare(&crates::STENCILS, convention)
            .unwrap_or_else(|error| panic!("what stencils use can't be built: {error}"));
    };
    prepare(Convention::PreserveNone);
    let code = build(compiler(DEFAULT.convention), &target, &out, &DEFAULT);
    let ms = start.elapsed().as_millis();
    let mut code = format!("{code}pub const BUILD_MS: u64 = {ms};\n");
    if env::var_os("CARGO_FEATURE_SWITCHES").is_some() {
        prepare(Convention::C);
        let others = thread::scope(|scope| {
            let (out, target) = (&out, &target);
            let spawn = |recipe: &'static LibraryRecipe| {
                let compiler = compiler(recipe.convention);
                scope.spawn(move || build(compiler, target, out, recipe))
            };
            let threads: Vec<_> = OTHERS.iter().map(spawn).collect();
            let join = |thread: thread::ScopedJoinHandle<'_, String>| thread.join();
            threads.into_iter().map(join).collect::<Result<String, _>>()
        });
        code += &others.expect("the other libraries can be built, too");
    }
    fs::write(out.join("library.rs"), code).expect("OUT_DIR can be written");
    println!("cargo::rustc-cfg=stencils");
}

/// Rust source of a library.
fn build(compiler: Compiler<'_>, target: &Target, out: &Path, recipe: &LibraryRecipe) -> String {
    let work = out.join(recipe.name);
    fs::create_dir_all(&work).expect("OUT_DIR can be written");
    let library = || -> Result<_, Error> {
        let assembly =
            compiler.to_assembly(&crates::STENCILS, recipe.convention, recipe.arguments, &work)?;
        stencil_extract::finish(compiler.rustc, &assembly, target, &work, recipe.options)
    };
    let library =
        library().unwrap_or_else(|error| panic!("the stencil library can't be built: {error}"));
    emit::to_rust(recipe.name, &library, recipe.cached).unwrap_or_else(|error| panic!("{error}"))
}
