//! How long a backend takes to build.

use crate::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Seconds that cargo takes to build a package for release, with all that it needs but what is
/// downloaded already, into an empty folder.
pub fn build_seconds(root: &Path, package: &str) -> Result<f64, Error> {
    let folder =
        tempfile::tempdir().map_err(files::Error::io("create", Path::new("a temporary folder")))?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let start = Instant::now();
    let output = Command::new(&cargo)
        .args(["build", "--release", "--quiet", "--offline", "--package", package])
        .arg("--target-dir")
        .arg(folder.path())
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .map_err(files::Error::io("start", Path::new(&cargo)))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        let last = message.lines().rfind(|line| !line.is_empty()).unwrap_or_default();
        return Err(Error::Build { package: package.into(), reason: last.into() });
    }
    Ok(start.elapsed().as_secs_f64())
}
