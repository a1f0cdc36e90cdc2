//! What is kept of a measurement: `results.json`.
//!
//! The format is described by `schema/results-v1.schema.json`. Reports and charts are made from
//! this file alone.

use crate::error::Error;
use crate::stats::Estimate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The version of the format that this crate writes and reads.
pub const SCHEMA_VERSION: u32 = 1;

/// A whole results file.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Results {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Where and with what it was measured.
    pub environment: Environment,
    /// What was run.
    pub workloads: Vec<WorkloadRecord>,
    /// The backends, in the order in which reports show them.
    pub backends: Vec<BackendRecord>,
    /// The stencils of the copy-and-patch backend; empty where it is not built.
    #[serde(default)]
    pub stencils: Vec<StencilRecord>,
    /// The numbers.
    pub measurements: Vec<Measurement>,
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

/// A backend that was measured.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct BackendRecord {
    /// Its id.
    pub id: String,
    /// One line for people.
    pub description: String,
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

/// What a number tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Time to translate all traces of the program, publication left out.
    CompileNs,
    /// Time to make the translated program executable.
    PublishNs,
    /// Time of one run of the program.
    RunNs,
    /// Bytes of machine code.
    CodeBytes,
    /// Bytes of constants and tables.
    DataBytes,
    /// Bytes of pages that are mapped executable.
    ExecMemoryBytes,
    /// Number of uops in the program.
    UopsStatic,
    /// Number of uops that one run executes.
    UopsExecuted,
    /// How far two independent streams of samples of the same code were apart, relative to the
    /// smaller median: differences below it mean nothing.
    AaFloor,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Metric; 9] = [
        Metric::CompileNs,
        Metric::PublishNs,
        Metric::RunNs,
        Metric::CodeBytes,
        Metric::DataBytes,
        Metric::ExecMemoryBytes,
        Metric::UopsStatic,
        Metric::UopsExecuted,
        Metric::AaFloor,
    ];

    /// Its name in a results file.
    pub fn name(self) -> &'static str {
        match self {
            Metric::CompileNs => "compile_ns",
            Metric::PublishNs => "publish_ns",
            Metric::RunNs => "run_ns",
            Metric::CodeBytes => "code_bytes",
            Metric::DataBytes => "data_bytes",
            Metric::ExecMemoryBytes => "exec_memory_bytes",
            Metric::UopsStatic => "uops_static",
            Metric::UopsExecuted => "uops_executed",
            Metric::AaFloor => "aa_floor",
        }
    }

    /// Its unit in a results file.
    pub fn unit(self) -> &'static str {
        match self {
            Metric::CompileNs | Metric::PublishNs | Metric::RunNs => "ns",
            Metric::CodeBytes | Metric::DataBytes | Metric::ExecMemoryBytes => "bytes",
            Metric::UopsStatic | Metric::UopsExecuted => "uops",
            Metric::AaFloor => "ratio",
        }
    }
}

/// One number, or the reason why there is none.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Measurement {
    /// The workload's name.
    pub workload: String,
    /// The backend's id.
    pub backend: String,
    /// What the number tells.
    pub metric: Metric,
    /// Its unit.
    pub unit: String,
    /// The number.
    #[serde(flatten)]
    pub reading: Reading,
}

/// A number with its uncertainty, or why it can't be had.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
#[serde(untagged)]
pub enum Reading {
    /// A number.
    Number(Samples),
    /// None, and why.
    Missing {
        /// Why it can't be had.
        unavailable: String,
    },
}

/// A number that was measured `n` times, or is exact.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Samples {
    /// The median of the samples.
    pub median: f64,
    /// Lower end of its 95 % interval.
    pub lo: f64,
    /// Upper end of its 95 % interval.
    pub hi: f64,
    /// Number of samples; 1 of an exact number.
    pub n: usize,
    /// Every sample, in the order in which they were taken.
    pub samples: Vec<f64>,
    /// How many repetitions each sample is the mean of; absent of an exact number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<usize>,
}

impl Measurement {
    /// A number known exactly.
    pub fn exact(workload: &str, backend: &str, metric: Metric, value: f64) -> Self {
        let reading = Samples {
            median: value,
            lo: value,
            hi: value,
            n: 1,
            samples: vec![value],
            batch: None,
        };
        Self::new(workload, backend, metric, Reading::Number(reading))
    }

    /// A number that can't be had.
    pub fn missing(workload: &str, backend: &str, metric: Metric, reason: &str) -> Self {
        Self::new(workload, backend, metric, Reading::Missing { unavailable: reason.into() })
    }

    /// A number with samples; `estimate` is their median's.
    pub fn sampled(
        workload: &str,
        backend: &str,
        metric: Metric,
        estimate: Estimate,
        samples: Vec<f64>,
        batch: usize,
    ) -> Self {
        let reading = Samples {
            median: estimate.value,
            lo: estimate.lo,
            hi: estimate.hi,
            n: samples.len(),
            samples,
            batch: Some(batch),
        };
        Self::new(workload, backend, metric, Reading::Number(reading))
    }

    fn new(workload: &str, backend: &str, metric: Metric, reading: Reading) -> Self {
        Measurement {
            workload: workload.into(),
            backend: backend.into(),
            metric,
            unit: metric.unit().into(),
            reading,
        }
    }
}

impl Results {
    /// The number of this workload, backend and metric, if there is one.
    pub fn get(&self, workload: &str, backend: &str, metric: Metric) -> Option<&Samples> {
        let found = self
            .measurements
            .iter()
            .find(|m| m.metric == metric && m.backend == backend && m.workload == workload)?;
        match &found.reading {
            Reading::Number(samples) => Some(samples),
            Reading::Missing { .. } => None,
        }
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
        Ok(format!(
            "{{\n  \"schema_version\": {},\n  \"environment\": {environment},\n  \"workloads\": {},\n  \
             \"backends\": {},\n  \"stencils\": {},\n  \"measurements\": {}\n}}\n",
            self.schema_version,
            list(&self.workloads)?,
            list(&self.backends)?,
            list(&self.stencils)?,
            list(&self.measurements)?,
        ))
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
        if schema_version != SCHEMA_VERSION {
            return Err(Error::SchemaVersion { path: path.into(), found: schema_version });
        }
        let results: Results = serde_json::from_str(text).map_err(located)?;
        results.check().map_err(|reason| Error::Results { path: path.into(), reason })?;
        Ok(results)
    }

    /// What the types leave open and reports rely on.
    fn check(&self) -> Result<(), String> {
        for m in &self.measurements {
            let Reading::Number(samples) = &m.reading else { continue };
            let what = format!("{} of {} on {}", m.metric.name(), m.workload, m.backend);
            if samples.samples.len() != samples.n || samples.n == 0 {
                return Err(format!(
                    "{what}: n is {}, but there are {} samples",
                    samples.n,
                    samples.samples.len()
                ));
            }
            if !(samples.lo <= samples.median && samples.median <= samples.hi) {
                return Err(format!("{what}: the median is not between lo and hi"));
            }
        }
        Ok(())
    }
}
