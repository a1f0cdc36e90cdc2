//! Which Pythons there are.

use crate::{Error, Peer, python};
use serde::Deserialize;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest version that has an adaptive interpreter.
const OLDEST: (u32, u32, u32) = (3, 11, 0);
const PROBE: &str = include_str!("probe.py");

/// What the probe says.
#[derive(Deserialize)]
struct Probed {
    implementation: String,
    version: String,
    version_info: (u32, u32, u32),
    compiler: String,
    jit: bool,
    free_threaded: bool,
    /// What it takes itself for, which tells builds apart that are found in several places.
    executable: PathBuf,
    /// The path by which it was started: what is asked for may be a script that starts a Python with a C
    /// library of its own, say.
    #[serde(skip)]
    started: PathBuf,
}

/// The Pythons asked for, or without such all that are found: in `PATH` and among pyenv's versions.
///
/// One that was asked for has to be there; of the others, those that are too old or don't start are
/// left out.
///
/// # Errors
/// If one that was asked for is not there, or none is found.
pub fn find(asked: &[PathBuf]) -> Result<Vec<Peer>, Error> {
    let mut probed = Vec::new();
    match asked {
        [] => {
            probed.extend(candidates().iter().filter_map(|path| probe(path).ok()));
            probed.sort_by_key(|python: &Probed| python.version_info);
            // A build is found in several places.
            let mut seen = HashSet::new();
            probed.retain(|python: &Probed| seen.insert(python.executable.clone()));
        }
        asked => {
            for path in asked {
                probed.push(
                    probe(path).map_err(|reason| Error::Python { path: path.clone(), reason })?,
                );
            }
        }
    }
    let mut peers: Vec<Peer> = probed.into_iter().flat_map(peers_of).collect();
    // Two builds of a version are told apart by a number.
    let mut seen = HashSet::new();
    peers.retain(|peer| seen.insert((peer.executable.clone(), peer.jit)));
    let mut ids = HashSet::new();
    for peer in &mut peers {
        let id = peer.id.clone();
        let mut number = 2;
        while !ids.insert(peer.id.clone()) {
            peer.id = format!("{id}-{number}");
            number += 1;
        }
    }
    match peers.is_empty() {
        true => Err(Error::NoPython),
        false => Ok(peers),
    }
}

/// A build with a JIT is two: with it off and on.
fn peers_of(probed: Probed) -> Vec<Peer> {
    let threads = if probed.free_threaded { "t" } else { "" };
    let id = format!("{}-{}{threads}", probed.implementation, probed.version);
    let peer = |id: String, jit: Option<bool>, what: &str| Peer {
        id,
        description: format!(
            "{} {}, {what}, built with {}",
            if probed.implementation == "cpython" { "CPython" } else { &probed.implementation },
            probed.version,
            probed.compiler.trim()
        ),
        executable: probed.started.clone(),
        jit,
    };
    let plain = "its interpreter";
    match probed.jit {
        true => vec![
            peer(id.clone(), Some(false), "its interpreter, in a build with the JIT"),
            peer(format!("{id}-jit"), Some(true), "with its JIT"),
        ],
        false if probed.implementation == "cpython" => vec![peer(id, None, plain)],
        false => vec![peer(id, None, "as it comes")],
    }
}

/// Executables that may be a Python, without duplicates.
fn candidates() -> Vec<PathBuf> {
    let is_python = |name: &str| {
        let version = name.strip_prefix("python3");
        version.is_some_and(|version| {
            version.strip_prefix('.').unwrap_or(version).bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let pyenv = pyenv.or_else(|| Some(std::env::home_dir()?.join(".pyenv")));
    let folders = std::env::var_os("PATH").unwrap_or_default();
    // pyenv's shims start another one depending on the folder.
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&folders).filter(|folder| !folder.ends_with("shims")).collect();
    if let Some(versions) = pyenv.map(|root| root.join("versions")) {
        folders.extend(entries(&versions).into_iter().map(|version| version.join("bin")));
    }
    let mut found: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| entries(folder))
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_python))
        .filter_map(|path| path.canonicalize().ok())
        .collect();
    found.sort();
    found.dedup();
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Asks an executable what it is; why not, where that fails.
fn probe(path: &Path) -> Result<Probed, String> {
    let mut command = Command::new(path);
    command.args(["-I", "-S", "-c", PROBE]);
    let answer = python::answer(command, "")?;
    let probed: Probed = serde_json::from_str(&answer)
        .map_err(|_| "it does not answer as a Python does".to_owned())?;
    let (major, minor, _) = OLDEST;
    match probed.version_info >= OLDEST {
        true => Ok(Probed { started: path.into(), ..probed }),
        false => Err(format!("it is {}; {major}.{minor} or later is wanted", probed.version)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_with_a_jit_is_measured_without_and_with_it() {
        let probed = |jit| Probed {
            implementation: "cpython".into(),
            version: "3.13.5".into(),
            version_info: (3, 13, 5),
            compiler: "Clang 19.1.7 ".into(),
            jit,
            free_threaded: false,
            executable: "/usr/bin/python3".into(),
        };
        let ids = |jit| peers_of(probed(jit)).into_iter().map(|peer| (peer.id, peer.jit));
        assert!(ids(false).eq([("cpython-3.13.5".to_owned(), None)]));
        assert!(ids(true).eq([
            ("cpython-3.13.5".to_owned(), Some(false)),
            ("cpython-3.13.5-jit".to_owned(), Some(true)),
        ]));
    }
}
