//! What depends on the version of CPython lies in the folder of its dialect.

use crate::root;
use crate::sources::{tokens, walk, without_tests};
use proc_macro2::TokenTree;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use trace::Dialect;

/// The folder with a folder for each dialect.
const DIALECTS: &str = "uops/src/dialect";

/// The names of instructions in the files of all dialects.
fn instructions() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for dialect in Dialect::all() {
        for file in ["expansions.txt", "instructions.txt"] {
            let path = root().join(DIALECTS).join(dialect.name()).join(file);
            let text = std::fs::read_to_string(path).expect("the dialect has the file");
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            let words = lines.flat_map(|line| line.split([' ', ':']));
            let is_name = |word: &&str| {
                let mut chars = word.chars();
                chars.next().is_some_and(|c| c.is_ascii_uppercase())
                    && chars.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            };
            names.extend(words.filter(is_name).map(str::to_owned));
        }
    }
    names
}

/// What a literal says of a version of CPython: the name of an instruction or of a dialect, or a version.
fn of_version(token: &TokenTree, instructions: &BTreeSet<String>) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    let text = literal.to_string();
    let word = text.strip_prefix('"')?.strip_suffix('"')?;
    let named = instructions.contains(word)
        || Dialect::all().any(|dialect| dialect.name() == word || dialect.python() == word);
    named.then(|| word.to_owned())
}

#[test]
fn versions_are_known_in_their_folders_only() {
    let instructions = instructions();
    assert!(instructions.len() > 150, "{} instructions", instructions.len());
    let mut found = Vec::new();
    let outside = |path: &&PathBuf| {
        !Dialect::all().any(|dialect| path.starts_with(Path::new(DIALECTS).join(dialect.name())))
    };
    for path in without_tests().iter().filter(outside) {
        walk(tokens(path), &mut |token| {
            if let Some(word) = of_version(token, &instructions) {
                found.push(format!("{}: {word}", path.display()));
            }
        });
    }
    assert!(found.is_empty(), "a version is known outside of its folder:\n{}", found.join("\n"));
}

/// The folder of the importer: expansions, which are texts of the dialect, name uops.
const IMPORTER: &str = "trace/src/import";

/// Code that asks which uop something is compares variants of `Op` or `Function`. So the compiler says what
/// has to change with a uop's name.
#[test]
fn no_uop_is_recognised_by_its_name() {
    let names: BTreeSet<String> = Dialect::all()
        .flat_map(|dialect| dialect.ops().iter().map(|op| format!("\"{}\"", op.name())))
        .collect();
    let mut found = Vec::new();
    let is_example = |path: &Path| path.iter().any(|part| part == "examples");
    let elsewhere = |path: &&PathBuf| !path.starts_with(IMPORTER) && !is_example(path);
    for path in without_tests().iter().filter(elsewhere) {
        walk(tokens(path), &mut |token| {
            if names.contains(&token.to_string()) {
                found.push(format!("{}: {token}", path.display()));
            }
        });
    }
    assert!(found.is_empty(), "uops are recognised by their names:\n{}", found.join("\n"));
}

#[test]
fn names_of_a_version_are_found_in_literals() {
    let instructions = instructions();
    let words = |text: &str| {
        let mut words = Vec::new();
        let tokens = text.parse().expect("tokens");
        walk(tokens, &mut |token| words.extend(of_version(token, &instructions)));
        words
    };
    assert_eq!(words(r#"match name { "FOR_ITER" => 1, "POP_TOP" => 2 }"#), ["FOR_ITER", "POP_TOP"]);
    assert_eq!(
        words(r#"f("py313", "3.13"); g(FOR_ITER, "_POP_TOP", "for_iter")"#),
        ["py313", "3.13"]
    );
}
