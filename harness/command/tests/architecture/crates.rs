//! Which crate uses which: as ARCHITECTURE.md draws it.

use crate::{metadata, root};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use stencil_extract::crates;

/// What each crate uses, outside of its tests, by folder.
type Edges = BTreeMap<String, BTreeSet<String>>;

/// The mark of a crate that is used at build time only.
const BUILD: &str = "(build) ";

/// The edges of the diagram: what stands left of an arrow is used by what stands right of it. A line that
/// ends in a comma goes on in the next one.
fn drawn() -> Edges {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("readable");
    let block =
        text.split("```").find(|block| block.starts_with("text\n") && block.contains("──►"));
    let block = block.expect("ARCHITECTURE.md has a diagram");
    let mut edges = Edges::new();
    let mut used = String::new();
    for line in block.lines().skip(1).map(str::trim).filter(|line| !line.is_empty()) {
        used += line;
        if line.ends_with(',') {
            continue;
        }
        let (left, right) = used.split_once("──►").unwrap_or_else(|| panic!("no arrow: {used}"));
        let names = left.split(',').map(|name| name.trim().to_owned());
        let names = names.filter(|name| !name.is_empty());
        let known = edges.insert(right.trim().to_owned(), names.collect());
        assert!(known.is_none(), "{right} is drawn twice");
        used.clear();
    }
    edges
}

/// The edges between crates that build scripts compile, and to the crates with these scripts.
fn compiled_by_build_scripts(edges: &mut Edges) {
    for krate in crates::ALL {
        // Those of the workspace are known to cargo.
        if edges.contains_key(krate.folder()) && krate.uses.is_empty() {
            continue;
        }
        let uses = edges.entry(krate.folder().to_owned()).or_default();
        uses.extend(krate.uses.iter().map(|used| used.folder().to_owned()));
    }
    for (folder, uses) in edges {
        let script = std::fs::read_to_string(root().join(folder).join("build.rs"));
        let script = script.unwrap_or_default();
        for krate in crates::ALL {
            if script.contains(&format!("crates::{}", krate.name.to_uppercase())) {
                uses.insert(format!("{BUILD}{}", krate.folder()));
            }
        }
    }
}

/// The edges that cargo and build scripts know.
fn found() -> Edges {
    let (root, metadata) = (root(), metadata());
    let folder = |path: &str| {
        let path = Path::new(path).strip_prefix(&root).expect("it is in the workspace");
        path.to_str().expect("plain names").to_owned()
    };
    let mut edges = Edges::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let manifest = package["manifest_path"].as_str().expect("a path");
        let uses = edges.entry(folder(manifest.trim_end_matches("/Cargo.toml"))).or_default();
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            // A path makes it one of ours; what tests use besides is their business.
            let Some(path) = dependency["path"].as_str() else { continue };
            match dependency["kind"].as_str() {
                None => _ = uses.insert(folder(path)),
                Some("build") => _ = uses.insert(format!("{BUILD}{}", folder(path))),
                Some(_) => {}
            }
        }
    }
    compiled_by_build_scripts(&mut edges);
    edges
}

#[test]
fn crates_use_what_the_diagram_draws() {
    let (drawn, found) = (drawn(), found());
    let mut wrong = String::new();
    for name in drawn.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
        match (drawn.get(name), found.get(name)) {
            (Some(drawn), Some(found)) if drawn == found => {}
            (_, None) => wrong += &format!("{name} is drawn, and there is no such crate\n"),
            (_, Some(found)) => {
                let uses: Vec<&str> = found.iter().map(String::as_str).collect();
                wrong += &format!("the line should be: {} ──► {name}\n", uses.join(", "));
            }
        }
    }
    assert!(wrong.is_empty(), "ARCHITECTURE.md draws something else:\n{wrong}");
}
