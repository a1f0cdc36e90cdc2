//! How a Python is started.

use crate::Error;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A command that starts a Python.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Start {
    program: PathBuf,
    /// What comes before the Python's own arguments.
    first: Vec<OsString>,
}

impl Start {
    /// An executable or a script that starts one.
    pub(crate) fn executable(path: &Path) -> Start {
        Start { program: path.to_path_buf(), first: Vec::new() }
    }

    /// The Pythons that a path names: itself, or where it is a folder, those in the folder's `usr/bin`
    /// or `bin`. If the folder has a C library, as an unpacked Debian system does, its own loader starts
    /// the Pythons with that library.
    ///
    /// # Errors
    /// If it is a folder without a Python.
    pub(crate) fn all(path: &Path) -> Result<Vec<Start>, Error> {
        if !path.is_dir() {
            return Ok(vec![Start::executable(path)]);
        }
        let reason = |reason: &str| Error::Python { path: path.into(), reason: reason.into() };
        let root = path.canonicalize().map_err(|error| reason(&error.to_string()))?;
        let pythons = pythons_in(&[root.join("usr/bin"), root.join("bin")]);
        // In an unpacked system a link may lead to this machine's own files.
        let pythons: Vec<PathBuf> =
            pythons.into_iter().filter(|python| python.starts_with(&root)).collect();
        if pythons.is_empty() {
            return Err(reason("it is a folder without usr/bin/python3.N and bin/python3.N"));
        }
        let first = c_library(&root);
        Ok(pythons
            .into_iter()
            .map(|python| match &first {
                Some((loader, libraries)) => Start {
                    program: loader.clone(),
                    first: vec!["--library-path".into(), libraries.into(), python.into()],
                },
                None => Start { program: python, first: Vec::new() },
            })
            .collect())
    }

    /// The command, to which arguments may be added.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.first);
        command
    }
}

/// The executables in folders that are named as Pythons are, without duplicates: links are followed.
pub(crate) fn pythons_in(folders: &[PathBuf]) -> BTreeSet<PathBuf> {
    let is_python = |name: &str| {
        let version = name.strip_prefix("python3").or_else(|| name.strip_prefix("pypy3"));
        version.is_some_and(|version| {
            version.strip_prefix('.').unwrap_or(version).bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    folders
        .iter()
        .flat_map(|folder| entries(folder))
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_python))
        .filter_map(|path| path.canonicalize().ok())
        .collect()
}

/// What is in a folder, in the order of the names; nothing if it can't be read.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// A system's dynamic loader, and the folder with its C library.
fn c_library(root: &Path) -> Option<(PathBuf, PathBuf)> {
    let folders = ["usr/lib64", "lib64", "usr/lib", "lib"].map(|folder| root.join(folder));
    let below: Vec<PathBuf> = folders.iter().flat_map(|folder| entries(folder)).collect();
    let is_loader = |path: &&PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("ld-linux") && name.contains(".so."))
    };
    let loader = below.iter().find(is_loader)?.clone();
    let libraries =
        below.into_iter().chain(folders).find(|path| path.join("libc.so.6").is_file())?;
    Some((loader, libraries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{create_dir_all, write};

    fn folder(name: &str, files: &[&str]) -> PathBuf {
        let root =
            std::env::temp_dir().join(format!("uopbench-start-{name}-{}", std::process::id()));
        create_dir_all(&root).expect("there is room");
        let root = root.canonicalize().expect("it was made");
        for file in files {
            let path = root.join(file);
            create_dir_all(path.parent().expect("it is below the root")).expect("there is room");
            write(path, "").expect("there is room");
        }
        root
    }

    #[test]
    fn an_unpacked_system_starts_with_its_own_c_library() {
        let root = folder(
            "system",
            &[
                "usr/bin/python3.15",
                "usr/bin/python3.15-config",
                "usr/bin/pypy3",
                "usr/lib64/ld-linux-x86-64.so.2",
                "usr/lib/x86_64-linux-gnu/libc.so.6",
            ],
        );
        let starts = Start::all(&root).expect("there are two");
        std::fs::remove_dir_all(&root).expect("it is ours");
        let libraries = root.join("usr/lib/x86_64-linux-gnu");
        let with = |python: &str| Start {
            program: root.join("usr/lib64/ld-linux-x86-64.so.2"),
            first: vec![
                "--library-path".into(),
                libraries.clone().into(),
                root.join(python).into(),
            ],
        };
        assert_eq!(starts, [with("usr/bin/pypy3"), with("usr/bin/python3.15")]);
    }

    #[test]
    fn a_folder_without_a_c_library_is_one_of_this_system() {
        let root = folder("prefix", &["bin/python3.13", "bin/pip3"]);
        let starts = Start::all(&root).expect("there is one");
        std::fs::remove_dir_all(&root).expect("it is ours");
        assert_eq!(starts, [Start::executable(&root.join("bin/python3.13"))]);
    }

    #[test]
    fn a_folder_without_a_python_is_an_error() {
        let root = folder("empty", &["bin/perl"]);
        let found = Start::all(&root);
        std::fs::remove_dir_all(&root).expect("it is ours");
        assert!(matches!(found, Err(Error::Python { path, .. }) if path == root));
    }
}
