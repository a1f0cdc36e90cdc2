//! Tests that documents, reports and criteria name exist.

use crate::root;
use evaluate::{SHIPPED, Shown, TestName, shipped};
use std::path::PathBuf;

/// Files and tests that SECURITY.md names exist.
#[test]
fn promises_name_tests_that_exist() {
    let root = root();
    let security = std::fs::read_to_string(root.join("SECURITY.md")).expect("readable");
    let (mut files, mut tests) = (0, 0);
    let mut usual = None;
    for line in security.lines().filter(|line| line.starts_with('|')) {
        if line.starts_with("| promise") {
            usual = None;
        }
        // What is between backticks: names of tests, and after them the file that they are in.
        let mut names = Vec::new();
        for token in line.split('`').skip(1).step_by(2) {
            let is_name = token.contains('_') && !token.contains(['/', ' ', '.', '-']);
            if is_name {
                names.push(token);
            } else if token.ends_with(".rs") && line.starts_with("| promise") {
                usual = Some(token);
            } else if token.ends_with(".rs") {
                let text = std::fs::read_to_string(root.join(token));
                let text = text.unwrap_or_else(|error| panic!("{token}: {error}"));
                files += 1;
                for name in names.drain(..) {
                    assert!(text.contains(&format!("fn {name}(")), "{name} is not in {token}");
                    tests += 1;
                }
            }
        }
        // The head of a table says where all others are.
        for name in names {
            let file = usual.unwrap_or_else(|| panic!("where is {name}?"));
            let text = std::fs::read_to_string(root.join(file)).expect("readable");
            assert!(text.contains(&format!("fn {name}(")), "{name} is not in {file}");
            tests += 1;
        }
    }
    assert!(files > 15 && tests > 20, "{files} files and {tests} tests");
}

/// The folder of a package.
fn folder(package: &str) -> PathBuf {
    let metadata = crate::metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    let found = packages.iter().find(|known| known["name"] == package);
    let manifest = found.and_then(|package| package["manifest_path"].as_str());
    let manifest = PathBuf::from(manifest.unwrap_or_else(|| panic!("there is no {package}")));
    manifest.parent().expect("a folder").to_path_buf()
}

/// A test that is renamed has to be renamed in reports and criteria, too.
#[test]
fn tests_that_reports_and_criteria_name_exist() {
    let criteria = SHIPPED.iter().filter_map(|(name, _)| shipped(name)?.ok());
    let shown = criteria.flat_map(|criteria| criteria.criteria).map(|c| c.shown);
    let named = shown.filter_map(|shown| match shown {
        Shown::Tests(tests) => Some(tests),
        _ => None,
    });
    let all: Vec<TestName> = named.flatten().chain(report::named_tests()).collect();
    assert!(all.len() > 10);
    for test in all {
        let (module, name) = test.name.rsplit_once("::").unwrap_or(("", &test.name));
        let tests = folder(&test.package).join("tests");
        let files = match module {
            "" => [
                tests.join(format!("{}.rs", test.target)),
                tests.join(&test.target).join("main.rs"),
            ],
            module => {
                let module = tests.join(&test.target).join(module.replace("::", "/"));
                [module.with_extension("rs"), module.join("mod.rs")]
            }
        };
        let texts = files.map(|path| std::fs::read_to_string(path).unwrap_or_default());
        let is_there = texts.iter().any(|text| text.contains(&format!("fn {name}(")));
        assert!(is_there, "{}", test.command());
    }
}
