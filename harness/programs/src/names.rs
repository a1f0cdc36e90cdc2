//! Names of folders and files.

/// The environment variable that names the folder of workloads.
pub const FOLDER_VARIABLE: &str = "UOPBENCH_WORKLOADS";

/// The folder beside that of the workloads that has recorded programs.
pub(crate) const CORPUS_FOLDER: &str = "corpus";

/// What stands for all probes.
pub(crate) const PROBES: &str = "probes";

pub(crate) const PROGRAM_FILE: &str = "program.uop";
pub(crate) const RECORDING_FILE: &str = "recording.json";
pub(crate) const SOURCE_FILE: &str = "program.py";
pub(crate) const EXPECTED_FILE: &str = "expected.json";
/// How the name of a file ends that gzip has compressed.
pub(crate) const COMPRESSED: &str = ".gz";
