//! Results files: what is kept of a measurement, in `results.json`.
//!
//! The format is described by `schema/results-v3.schema.json`. Reports and charts are made from such a
//! file alone. Files of versions 1 and 2 are read as well; in files of version 1, one process took all samples.
//!
//! [`Results`] is a file; [`merge()`] makes one of several, [`summary`] derives what reports say,
//! [`comparison`] compares two, [`processors`] sets two processors beside each other, [`export`] writes them for other tools. Nothing here measures, and
//! nothing here knows of reports.
#![forbid(unsafe_code)]

pub mod ablation;
pub mod attribution;
pub mod ceiling;
pub mod comparison;
mod convention;
pub mod cost;
pub mod count;
pub mod environment;
mod error;
pub mod explored;
pub mod export;
mod file;
pub mod growth;
mod measurement;
mod memory;
mod merge;
mod metric;
pub mod pairs;
pub mod processors;
mod ratio;
mod record;
pub mod summary;
pub mod uop_time;
mod written;

pub use convention::{BACKENDS, BASELINE, CEILING, SCHEMA_VERSION, SEED};
pub use environment::{Environment, Fact};
pub use error::Error;
pub use file::Results;
pub use measurement::{Measurement, Reading, Samples};
pub use memory::{MemoryBytes, MemoryReading, MemoryRecord};
pub use merge::merge;
pub use metric::Metric;
pub use ratio::ratio;
pub use record::{
    BackendRecord, InstructionsRecord, MUCH_OPAQUE, Outcome, ProcessRecord, StencilRecord,
    TestRecord, WorkloadRecord, is_peer,
};
pub use summary::{BackendSummary, Summary};
pub use written::{estimated, sample, shortest};
