//! Memory that code takes.

use serde::{Deserialize, Serialize};

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
