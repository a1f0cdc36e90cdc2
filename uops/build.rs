//! Makes the table of uops from the rows of the dialects.

use rows::{Dialect, Error, Table, Terms};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut folders = folders(&root.join("src/dialect"));
    if env::var_os("CARGO_FEATURE_TEST_DIALECT").is_some() {
        folders.extend(self::folders(&root.join("tests/dialect")));
    }
    match read(&root.join("src"), &folders) {
        Ok(dialects) => {
            let table = Table::of(dialects);
            let write =
                |name, text| fs::write(out.join(name), text).expect("OUT_DIR can be written");
            write("table.rs", table.definitions());
            write("dialects.rs", table.vocabularies());
            write("for_each_uop.rs", table.for_each());
        }
        Err(error) => println!("cargo::error={error}"),
    }
}

/// The folders in a folder, in the order of their names.
fn folders(parent: &Path) -> Vec<PathBuf> {
    println!("cargo::rerun-if-changed={}", parent.display());
    let entries = fs::read_dir(parent).expect("there are dialects");
    let paths = entries.map(|entry| entry.expect("the folder can be listed").path());
    let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn read(sources: &Path, folders: &[PathBuf]) -> Result<Vec<Dialect>, Error> {
    let terms = Terms::read(sources)?;
    for file in terms.files() {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    let mut dialects = Vec::new();
    for folder in folders {
        println!("cargo::rerun-if-changed={}", folder.display());
        dialects.push(rows::read(folder, &dialects, &terms)?);
    }
    Ok(dialects)
}
