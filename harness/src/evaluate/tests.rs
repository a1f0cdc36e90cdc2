//! Tests of this project that show what no number shows.

use crate::error::Error;
use crate::record::{Outcome, TestRecord};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A test of this project.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct TestName {
    /// The package.
    pub package: String,
    /// The file in its folder `tests`, without extension.
    pub target: String,
    /// The function.
    pub name: String,
    /// The feature of a package that it needs, as `package/feature`, if it needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
}

impl TestName {
    /// A test of this name.
    pub fn new(package: &str, target: &str, name: &str) -> Self {
        TestName {
            package: package.into(),
            target: target.into(),
            name: name.into(),
            feature: None,
        }
    }

    /// The same, with a feature that it needs.
    pub fn with_feature(self, feature: Option<&str>) -> Self {
        TestName { feature: feature.map(str::to_owned), ..self }
    }

    /// The command that runs it.
    pub fn command(&self) -> String {
        let TestName { package, target, name, feature } = self;
        let feature = feature.as_ref().map_or(String::new(), |f| format!(" --features {f}"));
        format!("cargo test -p {package} --test {target}{feature} {name}")
    }

    /// The file that it is in.
    pub fn file(&self) -> String {
        format!("{}, tests/{}.rs", self.package, self.target)
    }

    /// Whether this is a record of it.
    pub fn is(&self, record: &TestRecord) -> bool {
        (&self.package, &self.target, &self.name) == (&record.package, &record.target, &record.name)
    }
}

/// The sources that this was built from.
fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs tests with cargo, in the sources that this was built from. `started` is told of each.
///
/// # Errors
/// If the sources are not there, or cargo can't be started.
pub fn run_tests(
    tests: &[TestName],
    mut started: impl FnMut(&TestName),
) -> Result<Vec<TestRecord>, Error> {
    let folder = sources();
    if !folder.join("Cargo.lock").is_file() {
        return Err(Error::NoSources { folder });
    }
    let run = |test: &TestName| {
        started(test);
        let output = Command::new("cargo")
            // Of the whole workspace: a package alone may have other features, and be built again.
            .args(["test", "--locked", "--workspace", "--test", &test.target])
            .args(test.feature.iter().flat_map(|feature| ["--features", feature]))
            .args(["--", "--exact", &test.name])
            .current_dir(&folder)
            .stdin(Stdio::null())
            .output()
            .map_err(Error::io("start", Path::new("cargo")))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let outcome = match (output.status.success(), text.contains("1 passed")) {
            (true, true) => Outcome::Passed,
            // Whoever misspells a name has run nothing.
            (true, false) => Outcome::Unavailable,
            (false, _) => Outcome::Failed,
        };
        let TestName { package, target, name, .. } = test.clone();
        Ok(TestRecord { package, target, name, outcome })
    };
    tests.iter().map(run).collect()
}

#[cfg(test)]
mod own_tests {
    use super::*;
    use crate::evaluate::{SHIPPED, Shown, shipped};

    /// Whoever renames a test has to rename it where it is named.
    #[test]
    fn tests_that_are_named_exist() {
        let criteria = SHIPPED.iter().filter_map(|(name, _)| shipped(name)?.ok());
        let shown = criteria.flat_map(|criteria| criteria.criteria).map(|c| c.shown);
        let named = shown.filter_map(|shown| match shown {
            Shown::Tests(tests) => Some(tests),
            _ => None,
        });
        let all: Vec<TestName> = named.flatten().chain(crate::report::named_tests()).collect();
        assert!(all.len() > 10);
        for test in all {
            let folder = match test.package.strip_prefix("uopbench-") {
                None => "harness".to_owned(),
                Some(name) if name.starts_with("stencil-") => name.replace("stencil-", "stencils/"),
                Some("trace") => "trace".to_owned(),
                Some(name) => format!("backends/{name}"),
            };
            let path = sources().join(folder).join("tests").join(format!("{}.rs", test.target));
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(text.contains(&format!("fn {}(", test.name)), "{}", test.command());
        }
    }
}
