//! Which programs and backends were measured, by which processes, and which tests were run.

use serde::{Deserialize, Serialize};
use trace::{Dialect, Shape};

/// A program that was measured.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct WorkloadRecord {
    /// Its name.
    pub name: String,
    /// The dialect of the program. Files from before there were dialects have none, and are of the first.
    #[serde(default, with = "trace::dialect_name")]
    pub dialect: Dialect,
    /// The shape of its code. Files from before there were regions have none, and traces.
    #[serde(default)]
    pub shape: Shape,
    /// The hash of the program: 16 hexadecimal digits.
    pub hash: String,
    /// The settings of CPython's JIT, as `NAME=value`, if it made the traces; files from before it was noted have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jit: Option<Vec<String>>,
    /// Number of its traces.
    pub traces: usize,
    /// Number of uops in all traces.
    pub uops: usize,
    /// How often the code has bytecode instructions that this project formed of a recording; files from before it was
    /// counted have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<InstructionsRecord>,
    /// The percentage of CPython's time in a run that objects took which the runtime does not model, and which answer here
    /// as was recorded; absent if the program has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opaque_percent: Option<u8>,
    /// What it was run with, as Python writes it.
    pub args: Vec<String>,
    /// What it returned, as Python writes it.
    pub result: String,
}

impl WorkloadRecord {
    /// Whether what backends execute may be the smaller part of the program: opaque objects took more than
    /// [`MUCH_OPAQUE`] percent of CPython's time.
    pub fn is_mostly_replayed(&self) -> bool {
        self.opaque_percent.is_some_and(|percent| percent > MUCH_OPAQUE)
    }
}

/// Where opaque objects took more than this percentage of CPython's time, a report marks the program.
pub const MUCH_OPAQUE: u8 = 20;

/// The bytecode instructions of formed code.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct InstructionsRecord {
    /// Those in all traces or blocks.
    pub formed: usize,
    /// Each counted once.
    pub distinct: usize,
}

/// A backend that was measured.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct BackendRecord {
    /// Its id.
    pub id: String,
    /// One line for people.
    pub description: String,
}

/// Whether this is the id of another Python, a peer: its name and version, such as `cpython-3.15.2-jit`.
/// Backends of this project have no such ids.
pub fn is_peer(id: &str) -> bool {
    ["cpython-", "pypy-"].iter().any(|name| id.starts_with(name))
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

/// A test of this project that was run for these results.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct TestRecord {
    /// Its package.
    pub package: String,
    /// The test binary: a file in the package's folder `tests`, without extension, or a folder there.
    pub target: String,
    /// The function, with its module where the binary has several.
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
