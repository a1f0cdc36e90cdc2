//! Where the processes of a bench leave their results.

use std::path::{Path, PathBuf};

/// The folder, within that of the results, where processes leave their files until all are done.
pub const PARTS: &str = "parts";

/// The file of a plan.
pub fn plan_path(folder: &Path) -> PathBuf {
    folder.join(PARTS).join("plan.json")
}

/// The file of a process.
pub fn part_path(folder: &Path, process: usize) -> PathBuf {
    folder.join(PARTS).join(format!("process-{process}.json"))
}
