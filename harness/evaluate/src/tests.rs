//! Tests of this project that a criterion names, for claims that no number can show.

use crate::Error;
use results::{Outcome, TestRecord};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A test of this project.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct TestName {
    /// The package.
    pub package: String,
    /// The test binary: a file in its folder `tests`, without extension, or a folder there.
    pub target: String,
    /// The function, with its module where the binary has several.
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
        match self.name.rsplit_once("::") {
            Some((module, _)) => {
                format!("{}, tests/{}/{}.rs", self.package, self.target, module.replace("::", "/"))
            }
            None => format!("{}, tests/{}.rs", self.package, self.target),
        }
    }

    /// Whether this is a record of it.
    pub fn is(&self, record: &TestRecord) -> bool {
        (&self.package, &self.target, &self.name) == (&record.package, &record.target, &record.name)
    }
}

/// The sources that this was built from.
fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs tests with cargo, in the sources that this was built from. `started` is called with each.
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
            .map_err(files::Error::io("start", Path::new("cargo")))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let outcome = match (output.status.success(), text.contains("1 passed")) {
            (true, true) => Outcome::Passed,
            // A misspelt name runs no test.
            (true, false) => Outcome::Unavailable,
            (false, _) => Outcome::Failed,
        };
        let TestName { package, target, name, .. } = test.clone();
        Ok(TestRecord { package, target, name, outcome })
    };
    tests.iter().map(run).collect()
}
