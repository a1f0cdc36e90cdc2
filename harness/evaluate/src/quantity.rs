//! The quantities that criteria bound.

use crate::unit::Unit;
use results::Metric;

/// What a criterion bounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// A number that each workload has.
    Metric(Metric),
    /// What the code of all workloads takes, resident.
    MemoryResident,
    /// The most that was resident while compiling.
    MemoryPeak,
    /// A whole process that has compiled all workloads once.
    MemoryProcess,
    /// How long the stencils took to be made.
    StencilBuild,
}

/// Those that are not of workloads.
const WHOLES: [Quantity; 4] = [
    Quantity::MemoryResident,
    Quantity::MemoryPeak,
    Quantity::MemoryProcess,
    Quantity::StencilBuild,
];

impl Quantity {
    /// Reads a name.
    ///
    /// # Errors
    /// If there is none of this name; the text says which there are.
    pub fn parse(name: &str) -> Result<Self, String> {
        let all = || Metric::ALL.into_iter().map(Quantity::Metric).chain(WHOLES);
        all().find(|quantity| quantity.name() == name).ok_or_else(|| {
            let names: Vec<&str> = all().map(Quantity::name).collect();
            format!("there is no metric called `{name}`; there are {}", names.join(", "))
        })
    }

    /// As criteria write it.
    pub fn name(self) -> &'static str {
        match self {
            Quantity::Metric(metric) => metric.name(),
            Quantity::MemoryResident => "memory_resident",
            Quantity::MemoryPeak => "memory_peak",
            Quantity::MemoryProcess => "memory_process",
            Quantity::StencilBuild => "stencil_build",
        }
    }

    /// Whether each workload has one.
    pub fn is_of_workloads(self) -> bool {
        matches!(self, Quantity::Metric(_))
    }

    /// Whether it can be written so.
    pub fn has_unit(self, unit: Unit) -> bool {
        match (self, unit) {
            (Quantity::StencilBuild, unit) => unit == Unit::Seconds,
            (Quantity::Metric(metric), Unit::PercentFaster) => metric.is_time(),
            (_, Unit::PercentFaster) => false,
            (_, Unit::PercentMore | Unit::Times) => true,
            (Quantity::Metric(metric), Unit::Ns | Unit::NsPerUop) => metric.is_time(),
            (Quantity::Metric(metric), Unit::Bytes | Unit::BytesPerUop) => metric.unit() == "bytes",
            (_, Unit::Bytes) => true,
            _ => false,
        }
    }
}
