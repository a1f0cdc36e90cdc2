//! The committed listings are those of the stencils that this build made, and of those that the compiler makes for
//! other processors.
#![cfg(stencils)]

use copy_patch::listing::{self, File, Processor};
use copy_patch::{Blob, Stencil};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use stencil_extract::{Target, crates};

const ACCEPT: &str = "UPDATE_LISTINGS=1 cargo test -p uopbench-copy-patch --test listing";

#[test]
fn listings_show_the_stencils_of_this_build() {
    let library = copy_patch::library().expect("this target has stencils");
    compare(library.stencils, listing::HERE);
}

#[test]
fn listings_show_the_stencils_for_other_processors() {
    for &processor in listing::ALL.iter().filter(|processor| !processor.is_here) {
        let target = Target::named(processor.target).expect("there are stencils for it");
        if !has_library(processor.target) {
            eprintln!("skipped: there is no core library for {}", processor.target);
            continue;
        }
        let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join(processor.target);
        fs::create_dir_all(&work).expect("the target directory can be written");
        let built = stencil_extract::build(&rustc(), &root(), &crates::STENCILS, &target, &work);
        let library = built.unwrap_or_else(|error| panic!("{}: {error}", processor.target));
        let stencils: Vec<Stencil> = library.stencils.into_iter().map(constant).collect();
        compare(&stencils, processor);
    }
}

fn rustc() -> PathBuf {
    Path::new(env!("CARGO")).with_file_name("rustc")
}

/// Whether the compiler has a core library for a target.
fn has_library(target: &str) -> bool {
    let mut command = Command::new(rustc());
    command.args(["--print", "target-libdir", "--target", target]);
    let output = command.output().expect("rustc runs");
    let folder = String::from_utf8(output.stdout).expect("rustc prints text");
    let files = fs::read_dir(folder.trim()).into_iter().flatten().flatten();
    files.into_iter().any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
}

/// A stencil that is never freed, like those of a build.
fn constant(stencil: stencil_extract::Stencil) -> Stencil {
    let blob =
        |blob: stencil_extract::Blob| Blob { bytes: blob.bytes.leak(), holes: blob.holes.leak() };
    Stencil { name: stencil.name.leak(), hot: blob(stencil.hot), cold: blob(stencil.cold) }
}

/// Compares the listings of a processor's stencils with the committed ones.
fn compare(stencils: &[Stencil], processor: Processor) {
    let folder = root().join(processor.folder);
    let files = listing::files(stencils, processor);
    if env::var_os("UPDATE_LISTINGS").is_some() {
        update(&folder, &files);
    }
    let mut changes = Vec::new();
    for File { name, contents } in &files {
        match fs::read_to_string(folder.join(name)) {
            Ok(committed) if committed == *contents => {}
            Ok(committed) => changes.push(format!("{name}: {}", change(&committed, contents))),
            Err(error) => changes.push(format!("{name}: {error}")),
        }
    }
    for name in stale(&folder, &files) {
        changes.push(format!("{name}: a listing of nothing that there is"));
    }
    assert!(
        changes.is_empty(),
        "{} of the listings in {} differ from this build's stencils:\n\n{}\n\n{}\n\
         If that is meant, accept it and commit the listings:\n    {ACCEPT}",
        changes.len(),
        folder.display(),
        changes.join("\n"),
        toolchain()
    );
}

#[test]
fn every_stencil_is_in_one_listing() {
    let library = copy_patch::library().expect("this target has stencils");
    let mut listed: Vec<String> = Vec::new();
    for file in listing::files(library.stencils, listing::HERE) {
        let headings = file
            .contents
            .lines()
            .filter(|line| line.starts_with('_') && !line.contains(char::is_whitespace));
        listed.extend(headings.map(str::to_owned));
    }
    listed.sort();
    let stencils: Vec<&str> = library.stencils.iter().map(|stencil| stencil.name).collect();
    assert_eq!(listed, stencils);
}

#[test]
fn listings_name_every_hole() {
    let library = copy_patch::library().expect("this target has stencils");
    for stencil in library.stencils {
        let text = listing::stencil(stencil);
        let holes = stencil.hot.holes.len() + stencil.cold.holes.len();
        let notes = text.lines().filter_map(|line| line.split_once(" ; "));
        let listed: usize = notes.map(|(_, notes)| notes.split(", ").count()).sum();
        assert_eq!(listed, holes, "{text}");
        assert!(!text.contains("(bad)"), "{text}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn update(folder: &Path, files: &[File]) {
    fs::create_dir_all(folder).expect("the folder of listings can be made");
    for name in stale(folder, files) {
        fs::remove_file(folder.join(name)).expect("a stale listing can be removed");
    }
    for file in files {
        fs::write(folder.join(&file.name), &file.contents).expect("a listing can be written");
    }
}

/// Files in the folder that are none of `files`.
fn stale(folder: &Path, files: &[File]) -> Vec<String> {
    let expected: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut stale: Vec<String> = entries
        .map(|entry| entry.expect("the folder of listings can be read").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| !expected.contains(name.as_str()))
        .collect();
    stale.sort();
    stale
}

/// Which stencils differ, and the first lines in which one of them does.
fn change(committed: &str, built: &str) -> String {
    let (before, after) = (sections(committed), sections(built));
    let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let changed: Vec<&str> =
        names.into_iter().filter(|name| before.get(name) != after.get(name)).collect();
    // The head, under no name, tells of sizes, which follow from the code.
    let Some(shown) = changed.iter().find(|name| !name.is_empty()).or(changed.first()) else {
        return "differs in blank lines or line ends".into();
    };
    let [old, new] = [&before, &after].map(|side| side.get(shown).cloned().unwrap_or_default());
    let place = (0..).find(|&at| old.get(at) != new.get(at)).unwrap_or(0);
    let line = |lines: &[&str]| lines.get(place).map_or("(none)", |line| line.trim()).to_owned();
    format!(
        "{}\n    {shown}\n      committed: {}\n      built:     {}",
        changed.iter().filter(|name| !name.is_empty()).copied().collect::<Vec<_>>().join(" "),
        line(&old),
        line(&new)
    )
}

/// The lines of each stencil's listing by its name, and of the head by none.
type Sections<'text> = BTreeMap<&'text str, Vec<&'text str>>;

fn sections(text: &str) -> Sections<'_> {
    let mut sections = Sections::new();
    let mut name = "";
    for line in text.lines().filter(|line| !line.is_empty()) {
        if line.starts_with('_') && !line.contains(' ') {
            name = line;
        }
        sections.entry(name).or_default().push(line);
    }
    sections
}

/// What to know about the toolchain: another one makes other code.
fn toolchain() -> String {
    let file = fs::read_to_string(root().join("rust-toolchain.toml")).unwrap_or_default();
    let pinned = file.split('"').nth(1).unwrap_or("?");
    let version = Command::new(rustc()).arg("-V").output().map(|output| output.stdout);
    let version = String::from_utf8_lossy(&version.unwrap_or_default()).trim().to_owned();
    if version.split(' ').nth(1) == Some(pinned) {
        format!("This build's compiler is the pinned one, {version}.")
    } else {
        format!(
            "The listings are of the toolchain that rust-toolchain.toml pins, {pinned}. This \
             build's compiler is {version:?}, which may well make other code."
        )
    }
}
