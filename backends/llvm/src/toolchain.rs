//! The rustc that compiles programs, and the library that they use.

use crate::ID;
use backend_api::BackendError;
use std::path::{Path, PathBuf};
use std::process::Command;
use stencil_format::What;
use tempfile::TempDir;
use uops::helpers::Helper;

/// What the build script made.
mod generated {
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
    /// The rustc of the build, its version, and the files of the libraries that it made.
    pub(super) fn all() -> (&'static str, &'static str, &'static [(&'static str, &'static [u8])]) {
        (RUSTC, VERSION, LIBRARIES)
    }

    /// The arguments of rustc that depend on the target.
    pub(super) fn target_flags() -> &'static [&'static str] {
        TARGET_FLAGS
    }
}

/// The environment variable that names another rustc than the one of the build.
pub(crate) const RUSTC_VARIABLE: &str = "UOPBENCH_CEILING_RUSTC";

/// How programs are compiled, besides the flags of the target.
const FLAGS: &[&str] = &[
    "--edition=2024",
    "--crate-type=cdylib",
    "--crate-name=program",
    "-Copt-level=3",
    "-Cpanic=abort",
    "-Cforce-unwind-tables=no",
    "-Ccodegen-units=1",
    "--cap-lints=allow",
    // There is nothing in it that begins or ends.
    "-Clink-arg=-nostartfiles",
];

/// A rustc, and a folder with the libraries of the uops' functions.
#[derive(Debug)]
pub(crate) struct Toolchain {
    rustc: PathBuf,
    /// The linker's options that define the names by which slow paths call their thunks.
    links: Vec<String>,
    folder: TempDir,
}

impl Toolchain {
    /// Finds the rustc that the environment names, or that of the build, and makes sure that it can read
    /// the libraries.
    pub(crate) fn find() -> Result<Self, BackendError> {
        let named = std::env::var_os(RUSTC_VARIABLE).map(PathBuf::from);
        let (built, ..) = generated::all();
        Self::new(named.unwrap_or_else(|| built.into()))
    }

    /// As [`Toolchain::find`], with this rustc.
    pub(crate) fn new(rustc: PathBuf) -> Result<Self, BackendError> {
        let (_, version, libraries) = generated::all();
        let unavailable = |reason: String| {
            let help = format!("{RUSTC_VARIABLE} can name the rustc that built uopbench");
            BackendError::Unavailable { backend: ID, reason: format!("{reason}; {help}") }
        };
        let shown = rustc.display();
        let output = Command::new(&rustc)
            .arg("-vV")
            .output()
            .map_err(|error| unavailable(format!("there is no rustc {shown}: {error}")))?;
        let found = String::from_utf8_lossy(&output.stdout);
        if found != version {
            let [found, wanted] = [&found, version].map(|text| text.lines().next().unwrap_or("?"));
            return Err(unavailable(format!("{shown} is {found}, and it has to be {wanted}")));
        }
        // This program may have been built on a machine of another processor, whose rustc it finds again where an
        // emulator executes it.
        let arch = std::env::consts::ARCH;
        if let Some(host) = found.lines().find_map(|line| line.strip_prefix("host: "))
            && !host.starts_with(arch)
        {
            return Err(unavailable(format!("{shown} makes code for {host}, and this is {arch}")));
        }
        let folder = tempfile::tempdir().map_err(internal)?;
        for (name, library) in libraries {
            std::fs::write(folder.path().join(name), library).map_err(internal)?;
        }
        Ok(Toolchain { rustc, links: links(), folder })
    }

    /// Compiles a source to a shared library, in a folder that is the caller's.
    pub(crate) fn compile(&self, source: &str) -> Result<(TempDir, PathBuf), BackendError> {
        let work = tempfile::tempdir_in(self.folder.path()).map_err(internal)?;
        let [input, output] = ["program.rs", "program.so"].map(|name| work.path().join(name));
        std::fs::write(&input, source).map_err(internal)?;
        let out = self.run(&input, &output).map_err(internal)?;
        if !out.status.success() {
            let message = String::from_utf8_lossy(&out.stderr);
            return Err(internal(format!("rustc: {message}")));
        }
        Ok((work, output))
    }

    fn run(&self, input: &Path, output: &Path) -> std::io::Result<std::process::Output> {
        Command::new(&self.rustc)
            .args(FLAGS)
            .args(generated::target_flags())
            .args(&self.links)
            .arg("-L")
            .arg(self.folder.path())
            .arg("-o")
            .arg(output)
            .arg(input)
            // `become` and the preserve-none convention are not stable yet; this is the build's rustc.
            .env("RUSTC_BOOTSTRAP", "1")
            .env_remove("RUSTFLAGS")
            .output()
    }
}

/// Says of every name by which slow paths and thunks know others which symbol that is.
fn links() -> Vec<String> {
    let link = |(name, what): (String, What)| {
        let stencil = what.stencil().expect("thunks have symbols");
        format!("-Clink-arg=-Wl,--defsym={name}={stencil}")
    };
    let slow = Helper::SLOW.iter().flat_map(|&helper| {
        let name = helper.name();
        let thunk = (format!("_JIT_THUNK_{name}"), What::Thunk(helper));
        [(format!("_JIT_SLOW_{name}"), What::slow_path(helper)), thunk]
    });
    let save = [("_JIT_SAVE".into(), What::Save), ("_JIT_SAVE_VOID".into(), What::SaveVoid)];
    slow.chain(save).map(link).collect()
}

pub(crate) fn internal(error: impl ToString) -> BackendError {
    BackendError::Internal { backend: ID, message: error.to_string() }
}
