//! What a configuration of a backend is worth.

/// One configuration, over all workloads.
#[derive(Clone, PartialEq, Debug)]
pub struct Configuration {
    /// Its id.
    pub id: &'static str,
    /// What it is, in a line.
    pub description: &'static str,
    /// Bytes on hot paths, per uop.
    pub hot_bytes: f64,
    /// Executable memory, per uop: code hot and cold, data, filling.
    pub all_bytes: f64,
    /// Nanoseconds to compile and publish a uop.
    pub compile_ns: f64,
    /// Run time as a multiple of the default's: geometric mean over the workloads.
    pub run: f64,
    /// The least and the greatest of those multiples.
    pub run_range: (f64, f64),
}
