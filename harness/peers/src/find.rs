//! Finds the Pythons of this machine.

use crate::start::{Start, entries, pythons_in};
use crate::{Error, Peer, python};
use serde::Deserialize;
use std::collections::HashSet;
use std::path::PathBuf;

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
    jit: Jit,
    free_threaded: bool,
    /// What it takes itself for, which tells builds apart that are found in several places.
    executable: PathBuf,
}

/// Whether a build has a JIT that makes machine code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Jit {
    None,
    /// `PYTHON_JIT` in the environment switches it.
    Switchable,
    Always,
}

/// The Pythons asked for, or without such all that are found: in `PATH` and among pyenv's versions.
/// What is asked for is an executable, a script that starts one, or a folder, such as a Debian system
/// that was unpacked but not installed; all Pythons in a folder are taken.
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
            let found = candidates().into_iter();
            probed.extend(found.filter_map(|start| Some((probe(&start).ok()?, start))));
            probed.sort_by_key(|(python, _): &(Probed, _)| python.version_info);
            // A build is found in several places.
            let mut seen = HashSet::new();
            probed.retain(|(python, _)| seen.insert(python.executable.clone()));
        }
        asked => {
            for path in asked {
                for start in Start::all(path)? {
                    let python = probe(&start)
                        .map_err(|reason| Error::Python { path: path.clone(), reason })?;
                    probed.push((python, start));
                }
            }
        }
    }
    let mut peers: Vec<Peer> =
        probed.iter().flat_map(|(python, start)| peers_of(python, start)).collect();
    // Two builds of a version are told apart by a number.
    let mut seen = HashSet::new();
    peers.retain(|peer| seen.insert((peer.start.clone(), peer.jit)));
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

/// A build with a JIT that can be switched is two: with it off and on.
fn peers_of(probed: &Probed, start: &Start) -> Vec<Peer> {
    let threads = if probed.free_threaded { "t" } else { "" };
    let id = format!("{}-{}{threads}", probed.implementation, probed.version);
    let name = match &*probed.implementation {
        "cpython" => "CPython",
        "pypy" => "PyPy",
        other => other,
    };
    let built = match probed.compiler.trim() {
        "" => String::new(),
        compiler => format!(", built with {compiler}"),
    };
    let peer = |id: String, jit: Option<bool>, what: &str| Peer {
        id,
        description: format!("{name} {}, {what}{built}", probed.version),
        start: start.clone(),
        jit,
    };
    match probed.jit {
        Jit::None => vec![peer(id, None, "its interpreter, in a build without a JIT")],
        Jit::Always => vec![peer(id, None, "with its JIT")],
        Jit::Switchable => vec![
            peer(id.clone(), Some(false), "its interpreter, in a build with a JIT"),
            peer(format!("{id}-jit"), Some(true), "with its JIT"),
        ],
    }
}

/// Executables that may be a Python, without duplicates.
fn candidates() -> Vec<Start> {
    let pyenv = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let pyenv = pyenv.or_else(|| Some(std::env::home_dir()?.join(".pyenv")));
    let folders = std::env::var_os("PATH").unwrap_or_default();
    // pyenv's shims start another one depending on the folder.
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&folders).filter(|folder| !folder.ends_with("shims")).collect();
    if let Some(versions) = pyenv.map(|root| root.join("versions")) {
        folders.extend(entries(&versions).into_iter().map(|version| version.join("bin")));
    }
    pythons_in(&folders).iter().map(|path| Start::executable(path)).collect()
}

/// Asks a Python what it is; why not, where that fails.
fn probe(start: &Start) -> Result<Probed, String> {
    let mut command = start.command();
    // Not `-I`: a script may set variables of the environment that its Python needs.
    command.args(["-s", "-S", "-B", "-c", PROBE]);
    let answer = python::answer(command, "")?;
    let probed: Probed = serde_json::from_str(&answer)
        .map_err(|_| "it does not answer as a Python does".to_owned())?;
    let (major, minor, _) = OLDEST;
    match probed.version_info >= OLDEST {
        true => Ok(probed),
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
        let start = Start::executable("/usr/bin/python3".as_ref());
        let peers = |jit| {
            let peers = peers_of(&probed(jit), &start).into_iter();
            peers.map(|peer| (peer.id, peer.description, peer.jit)).collect::<Vec<_>>()
        };
        let peer = |id: &str, what: &str, jit| {
            (id.to_owned(), format!("CPython 3.13.5, {what}, built with Clang 19.1.7"), jit)
        };
        let id = "cpython-3.13.5";
        assert_eq!(peers(Jit::None), [peer(id, "its interpreter, in a build without a JIT", None)]);
        assert_eq!(peers(Jit::Always), [peer(id, "with its JIT", None)]);
        assert_eq!(
            peers(Jit::Switchable),
            [
                peer(id, "its interpreter, in a build with a JIT", Some(false)),
                peer("cpython-3.13.5-jit", "with its JIT", Some(true)),
            ]
        );
    }
}
