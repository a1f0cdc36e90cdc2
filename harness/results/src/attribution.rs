//! Which uops cost what: how often each is executed, its bytes and its instructions on each backend.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the uops of one workload cost, or of several together.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Attribution {
    /// The workloads.
    pub workloads: Vec<String>,
    /// The backends with machine code, in the order of [`UopCost::costs`].
    pub backends: Vec<String>,
    /// Uops executed, each workload run once.
    pub executed: u64,
    /// The uops, the one that is executed most first.
    pub uops: Vec<UopCost>,
}

/// A uop, wherever it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct UopCost {
    /// Its name.
    pub op: String,
    /// How often it is in the programs.
    pub places: u64,
    /// How often it is executed.
    pub executed: u64,
    /// What all places together cost, by backend.
    pub costs: Vec<PlacesCost>,
}

/// What all places of a uop cost on a backend.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
#[serde(from = "Written")]
pub struct PlacesCost {
    /// Bytes on the hot path.
    pub hot_bytes: u64,
    /// Bytes off it, the side exits not counted.
    pub cold_bytes: u64,
    /// Bytes of side exits.
    pub exit_bytes: u64,
    /// Instructions on the hot path.
    pub instructions: u64,
    /// Instructions of the hot path, each as often as its uop is executed: the most that can be
    /// executed there, helpers and slow paths not counted.
    pub executed_instructions: u64,
}

/// Bytes of hot code, cold code and exits, instructions, and executed instructions.
pub(crate) type CostRow = (u64, u64, u64, u64, u64);

/// The costs in a file: a row, or in versions 1 and 2 each number with its name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Row(CostRow),
    Named {
        hot_bytes: u64,
        cold_bytes: u64,
        exit_bytes: u64,
        instructions: u64,
        executed_instructions: u64,
    },
}

impl From<Written> for PlacesCost {
    fn from(written: Written) -> Self {
        let (hot_bytes, cold_bytes, exit_bytes, instructions, executed_instructions) = match written
        {
            Written::Row(row) => row,
            Written::Named {
                hot_bytes,
                cold_bytes,
                exit_bytes,
                instructions,
                executed_instructions,
            } => (hot_bytes, cold_bytes, exit_bytes, instructions, executed_instructions),
        };
        PlacesCost { hot_bytes, cold_bytes, exit_bytes, instructions, executed_instructions }
    }
}

impl PlacesCost {
    /// Bytes of all kinds.
    pub fn bytes(&self) -> u64 {
        self.hot_bytes + self.cold_bytes + self.exit_bytes
    }

    fn add(&mut self, other: PlacesCost) {
        self.hot_bytes += other.hot_bytes;
        self.cold_bytes += other.cold_bytes;
        self.exit_bytes += other.exit_bytes;
        self.instructions += other.instructions;
        self.executed_instructions += other.executed_instructions;
    }
}

/// Several workloads as one, on the backends that all of them were compiled on.
pub fn total(all: &[Attribution]) -> Attribution {
    let mut backends = all.first().map_or(Vec::new(), |first| first.backends.clone());
    backends.retain(|id| all.iter().all(|one| one.backends.contains(id)));
    let uops = all.iter().flat_map(|one| {
        let places: Vec<_> =
            backends.iter().filter_map(|id| one.backends.iter().position(|b| b == id)).collect();
        one.uops.iter().map(move |uop| UopCost {
            costs: places.iter().map(|place| uop.costs[*place]).collect(),
            ..uop.clone()
        })
    });
    Attribution {
        workloads: all.iter().flat_map(|one| one.workloads.clone()).collect(),
        executed: all.iter().map(|one| one.executed).sum(),
        uops: by_op(uops),
        backends,
    }
}

/// All of a uop together, the one that is executed most first.
pub fn by_op(uops: impl Iterator<Item = UopCost>) -> Vec<UopCost> {
    let mut by_op: BTreeMap<String, UopCost> = BTreeMap::new();
    for uop in uops {
        match by_op.get_mut(&uop.op) {
            None => _ = by_op.insert(uop.op.clone(), uop),
            Some(sum) => {
                sum.places += uop.places;
                sum.executed += uop.executed;
                sum.costs.iter_mut().zip(uop.costs).for_each(|(sum, cost)| sum.add(cost));
            }
        }
    }
    let mut uops: Vec<UopCost> = by_op.into_values().collect();
    uops.sort_by_key(|uop| std::cmp::Reverse(uop.executed));
    uops
}
