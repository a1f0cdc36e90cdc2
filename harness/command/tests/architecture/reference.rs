//! Documents say of the committed results what these say of themselves.

use crate::root;
use results::{Fact, Results};
use std::path::PathBuf;

/// Results that are committed: the folder, as documents name it, and the file.
fn committed() -> Vec<(String, Results)> {
    let results = root().join("results");
    let folders = std::fs::read_dir(&results).expect("a folder").flatten();
    let folders = folders.map(|entry| entry.path()).chain([results.clone()]);
    let files: Vec<PathBuf> =
        folders.map(|folder| folder.join("results.json")).filter(|path| path.is_file()).collect();
    let read = |path: &PathBuf| {
        let folder = path.parent().expect("a folder").strip_prefix(root()).expect("in the project");
        let contents = Results::read(path).unwrap_or_else(|error| panic!("{error}"));
        (folder.display().to_string(), contents)
    };
    files.iter().map(read).collect()
}

fn fact<'a>(results: &'a Results, name: &str) -> &'a str {
    match results.environment.get(name) {
        Some(Fact::Text(text)) => text,
        other => panic!("{name} is {other:?}"),
    }
}

/// The row of a folder names the commit, and the command that wrote into the folder has the options by which
/// the results were made.
#[test]
fn reference_runs_are_of_the_build_and_the_command_that_their_readme_names() {
    let readme = std::fs::read_to_string(root().join("results/README.md")).expect("readable");
    let all = committed();
    assert!(all.len() > 2, "{} results", all.len());
    let commands = benches(&readme);
    for (folder, results) in &all {
        let name =
            folder.strip_prefix("results/").map_or("here".into(), |name| format!("`{name}/`"));
        let row = readme.lines().find(|line| line.starts_with(&format!("| {name} |")));
        let row = row.unwrap_or_else(|| panic!("results/README.md has no row of {folder}"));
        let commit = row.split('`').rfind(|text| is_commit(text));
        let commit = commit.unwrap_or_else(|| panic!("no commit: {row}"));
        let revision = fact(results, "git_revision");
        // Text behind the hash would say that the sources had changes.
        assert!(
            revision.starts_with(commit) && is_commit(revision),
            "{folder}: {revision}, {commit}"
        );

        let command = commands.iter().find(|line| line.ends_with(&format!(" --out {folder}")));
        let command = command.unwrap_or_else(|| panic!("no command writes into {folder}"));
        let option = |name: &str| {
            let mut words = command.split(' ').skip_while(|word| *word != name);
            words.next().and(words.next())
        };
        let seed = results.environment.get("seed");
        assert_eq!(option("--seed").map(ToOwned::to_owned), seed.map(|fact| fact.texts().join("")));
        let mode = fact(results, "mode");
        assert_eq!(command.contains(&format!(" --{mode} ")), mode != "default", "{folder}: {mode}");
        let passes = fact(results, "optimiser");
        assert_eq!(option("--opt").unwrap_or("none") == "none", passes == "none", "{folder}");
        // Without the option, a folder of recordings has its own.
        let dialect = option("--dialect").unwrap_or("py315");
        assert!(results.workloads.iter().all(|it| it.dialect.name() == dialect), "{folder}");
    }
}

/// The commands that measure, with the values of variables that stand in lines of their own before.
fn benches(readme: &str) -> Vec<String> {
    let mut variables: Vec<(String, &str)> = Vec::new();
    let mut commands = Vec::new();
    for line in readme.lines() {
        if let Some((name, value)) = line.strip_suffix('"').and_then(|line| line.split_once("=\""))
        {
            variables.push((format!("${name}"), value));
        } else if line.contains(" bench ") {
            let expand =
                |line: String, (name, value): &(String, &str)| line.replace(name.as_str(), value);
            commands.push(variables.iter().rev().fold(line.to_owned(), expand));
        }
    }
    commands
}

/// A document names no commit of which no results are there.
#[test]
fn the_readme_names_only_commits_of_reference_runs() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("readable");
    let all = committed();
    let revisions: Vec<&str> = all.iter().map(|(_, it)| fact(it, "git_revision")).collect();
    let named: Vec<&str> = readme.split('`').filter(|text| is_commit(text)).collect();
    assert!(!named.is_empty());
    for commit in named {
        assert!(revisions.iter().any(|revision| revision.starts_with(commit)), "{commit}");
    }
}

/// Whether a text is the hash of a commit, or its beginning.
fn is_commit(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (7..=40).contains(&text.len()) && text.bytes().all(is_digit)
}
