//! What is kept of a measurement: `results.json`.
//!
//! The format is described by `schema/results-v2.schema.json`. Reports and charts are made from
//! this file alone. Files of version 1 are read as well: in them, one process took all samples.

mod measurement;
mod merge;
mod metric;

pub use measurement::{Measurement, Reading, Samples};
pub use merge::merge;
pub use metric::Metric;

use crate::attribution::Attribution;
use crate::cost::Costs;
use crate::count;
use crate::error::Error;
use crate::files;
use crate::repetition::UopTime;
use crate::scaling::Growth;
use crate::workload::{Inputs, Workload};
use backend_api::Backend;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The version of the format that this crate writes.
pub const SCHEMA_VERSION: u32 = 2;
/// The oldest version that it reads.
const OLDEST_VERSION: u32 = 1;

/// A whole results file.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize, Debug)]
pub struct Results {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Where and with what it was measured.
    pub environment: Environment,
    /// What was run.
    pub workloads: Vec<WorkloadRecord>,
    /// What was run to measure one thing each, and is no part of any mean over the workloads.
    #[serde(default)]
    pub probes: Vec<WorkloadRecord>,
    /// The backends, in the order in which reports show them.
    pub backends: Vec<BackendRecord>,
    /// The stencils of the copy-and-patch backend; empty where it is not built.
    #[serde(default)]
    pub stencils: Vec<StencilRecord>,
    /// The processes that took the samples; empty in files of version 1.
    #[serde(default)]
    pub processes: Vec<ProcessRecord>,
    /// What compiling all workloads took of memory, by backend.
    #[serde(default)]
    pub memory: Vec<MemoryRecord>,
    /// What it costs to keep the backends; absent where the sources were not at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Costs>,
    /// What uops cost, by workload; empty where it was not asked for.
    #[serde(default)]
    pub attribution: Vec<Attribution>,
    /// What single uops take; likewise.
    #[serde(default)]
    pub uop_times: Vec<UopTime>,
    /// Instructions and indirect jumps of whole runs; likewise.
    #[serde(default)]
    pub counts: Vec<count::Row>,
    /// How compile time grows with the length of a program; likewise.
    #[serde(default)]
    pub scaling: Vec<Growth>,
    /// Tests of this project that were run for these results.
    #[serde(default)]
    pub tests: Vec<TestRecord>,
    /// The numbers.
    pub measurements: Vec<Measurement>,
}

/// A test of this project that was run for these results.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct TestRecord {
    /// Its package.
    pub package: String,
    /// The file in the package's folder `tests`, without extension.
    pub target: String,
    /// The function.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a test ended.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// There is no such test here.
    Unavailable,
}

/// A process that took samples.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct ProcessRecord {
    /// The seed of the order in which it took them.
    pub seed: u64,
    /// When it began.
    pub time: String,
    /// The workloads that it measured, in this order.
    pub workloads: Vec<String>,
    /// Times of a loop that is the same in every build, one for each block: how fast the machine was.
    pub reference_ns: Vec<f64>,
    /// Clock ticks that a hypervisor took away from the machine meanwhile.
    pub steal_ticks: u64,
    /// How often it was switched away from against its will.
    pub switches: u64,
}

/// What compiling all workloads takes of memory on a backend, measured in a process of its own.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct MemoryRecord {
    /// The backend's id.
    pub backend: String,
    /// The numbers.
    #[serde(flatten)]
    pub reading: MemoryReading,
}

/// Bytes of memory, or why they can't be had.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
#[serde(untagged)]
pub enum MemoryReading {
    /// Numbers.
    Bytes(MemoryBytes),
    /// None, and why.
    Missing {
        /// Why they can't be had.
        unavailable: String,
    },
}

/// Bytes of memory that code takes of all workloads together.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize, Debug)]
pub struct MemoryBytes {
    /// Pages that the process got, of executable memory and heap, while all code is kept.
    pub resident: u64,
    /// Executable memory of the programs, their part of shared pages.
    pub executable: u64,
    /// Bytes of one copy of all code in pages that programs share, with what it has in common.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u64>,
    /// Bytes of those pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_pages: Option<u64>,
    /// Private memory: the heap.
    pub heap: u64,
    /// The most that was resident on the way there.
    pub peak: u64,
    /// What the whole process had, its own code included, when it had compiled each workload once;
    /// absent in older files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<u64>,
    /// How often each workload was compiled and kept; the numbers are for one.
    pub copies: u64,
}

impl MemoryBytes {
    /// How much of the pages that hold code is not used, relative to what is.
    pub fn page_waste(&self) -> Option<f64> {
        let (code, pages) = (self.code? as f64, self.code_pages? as f64);
        (code > 0.0).then_some(pages / code - 1.0)
    }
}

/// Facts about machine, build and run; a fact that can't be had says why.
pub type Environment = BTreeMap<String, Fact>;

/// A fact of the environment.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
#[serde(untagged)]
pub enum Fact {
    /// A text.
    Text(String),
    /// A number.
    Number(u64),
    /// A list of texts.
    List(Vec<String>),
    /// Nothing, and why.
    Missing {
        /// Why it can't be had.
        unavailable: String,
    },
}

impl Fact {
    /// As texts: one, or those of a list.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Fact::Text(text) => vec![text.clone()],
            Fact::Number(number) => vec![number.to_string()],
            Fact::List(items) => items.clone(),
            Fact::Missing { unavailable } => vec![format!("unavailable: {unavailable}")],
        }
    }
}

/// A program that was measured.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct WorkloadRecord {
    /// Its name.
    pub name: String,
    /// The hash of the program: 16 hexadecimal digits.
    pub hash: String,
    /// Number of its traces.
    pub traces: usize,
    /// Number of uops in all traces.
    pub uops: usize,
    /// What it was run with, as Python writes it.
    pub args: Vec<String>,
    /// What it returned, as Python writes it.
    pub result: String,
}

impl WorkloadRecord {
    /// Of a workload that was run with these inputs and returned `result`.
    pub fn new(workload: &Workload, inputs: &Inputs, result: String) -> Self {
        let program = workload.program.program();
        WorkloadRecord {
            name: workload.name.clone(),
            hash: workload.hash(),
            traces: program.traces.len(),
            uops: program.uop_count(),
            args: inputs.args.iter().map(ToString::to_string).collect(),
            result,
        }
    }
}

/// A backend that was measured.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct BackendRecord {
    /// Its id.
    pub id: String,
    /// One line for people.
    pub description: String,
}

impl BackendRecord {
    /// Of this backend.
    pub fn new(backend: &dyn Backend) -> Self {
        let info = backend.info();
        BackendRecord { id: info.id.into(), description: info.description.into() }
    }
}

/// A stencil of the copy-and-patch backend.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct StencilRecord {
    /// The uop, with its oparg where the stencil is for one only.
    pub name: String,
    /// How many stack slots are in registers at its start.
    pub depth: u32,
    /// Bytes of its hot path.
    pub code_bytes: usize,
    /// Bytes off the hot path.
    pub cold_bytes: usize,
    /// Number of places to patch.
    pub holes: usize,
}

impl Results {
    /// Everything that was run, workloads and probes.
    pub fn programs(&self) -> impl Iterator<Item = &WorkloadRecord> {
        self.workloads.iter().chain(&self.probes)
    }

    /// The number of this workload, backend and metric, if there is one.
    pub fn get(&self, workload: &str, backend: &str, metric: Metric) -> Option<&Samples> {
        self.measurements
            .iter()
            .find(|m| m.metric == metric && m.backend == backend && m.workload == workload)?
            .number()
    }

    /// As a file's text, one measurement a line.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        fn list<T: Serialize>(items: &[T]) -> Result<String, serde_json::Error> {
            let lines: Vec<String> =
                items.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
            Ok(if lines.is_empty() {
                "[]".into()
            } else {
                format!("[\n    {}\n  ]", lines.join(",\n    "))
            })
        }
        let environment = serde_json::to_string_pretty(&self.environment)?.replace('\n', "\n  ");
        let cost = match &self.cost {
            Some(cost) => format!("  \"cost\": {},\n", serde_json::to_string(cost)?),
            None => String::new(),
        };
        Ok(format!(
            "{{\n  \"schema_version\": {},\n  \"environment\": {environment},\n  \"workloads\": {},\n  \
             \"probes\": {},\n  \
             \"backends\": {},\n  \"stencils\": {},\n  \"processes\": {},\n  \"memory\": {},\n  \
             \"attribution\": {},\n  \"uop_times\": {},\n  \"counts\": {},\n  \
             \"scaling\": {},\n  \
             \"tests\": {},\n{cost}  \"measurements\": {}\n}}\n",
            self.schema_version,
            list(&self.workloads)?,
            list(&self.probes)?,
            list(&self.backends)?,
            list(&self.stencils)?,
            list(&self.processes)?,
            list(&self.memory)?,
            list(&self.attribution)?,
            list(&self.uop_times)?,
            list(&self.counts)?,
            list(&self.scaling)?,
            list(&self.tests)?,
            list(&self.measurements)?,
        ))
    }

    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, Error> {
        Self::from_json(path, &files::read(path)?)
    }

    /// Reads a file's text; `path` is what errors call it.
    pub fn from_json(path: &Path, text: &str) -> Result<Self, Error> {
        /// What every version of the format has.
        #[derive(Deserialize)]
        struct Versioned {
            schema_version: u32,
        }
        let located = |error: serde_json::Error| Error::json(path, text, &error);
        let Versioned { schema_version } = serde_json::from_str(text).map_err(located)?;
        if !(OLDEST_VERSION..=SCHEMA_VERSION).contains(&schema_version) {
            return Err(Error::SchemaVersion { path: path.into(), found: schema_version });
        }
        let mut results: Results = serde_json::from_str(text).map_err(located)?;
        results.schema_version = SCHEMA_VERSION;
        results.check().map_err(|reason| Error::Results { path: path.into(), reason })?;
        Ok(results)
    }

    /// What the types leave open and reports rely on.
    fn check(&self) -> Result<(), String> {
        for m in &self.measurements {
            let what = format!("{} of {} on {}", m.metric.name(), m.workload, m.backend);
            if let Some(samples) = m.number() {
                samples.check().map_err(|reason| format!("{what}: {reason}"))?;
            }
        }
        Ok(())
    }
}
