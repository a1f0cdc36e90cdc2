//! Which uops cost what: how often each is executed, its bytes and its instructions on each backend.

use crate::backends::Selection;
use crate::error::Error;
use crate::explore::{Cost, Explored, explore};
use crate::workload::Workload;
use serde::Serialize;
use std::collections::BTreeMap;

/// What all uops of some workloads cost.
#[derive(Serialize, Debug)]
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
#[derive(Serialize, Debug)]
pub struct UopCost {
    /// Its name.
    pub op: &'static str,
    /// How often it is in the programs.
    pub places: u64,
    /// How often it is executed.
    pub executed: u64,
    /// What all places together cost, by backend.
    pub costs: Vec<PlacesCost>,
}

/// What all places of a uop cost on a backend.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Debug)]
pub struct PlacesCost {
    /// Bytes on the hot path.
    pub hot_bytes: u64,
    /// Bytes off it, the ways out not counted.
    pub cold_bytes: u64,
    /// Bytes of ways out.
    pub exit_bytes: u64,
    /// Instructions on the hot path.
    pub instructions: u64,
    /// Instructions of the hot path, each as often as its uop is executed: the most that can be
    /// executed there, helpers and slow paths not counted.
    pub executed_instructions: u64,
}

impl PlacesCost {
    fn add(&mut self, cost: Cost, executed: u64) {
        self.hot_bytes += cost.hot as u64;
        self.cold_bytes += cost.cold as u64;
        self.exit_bytes += cost.exit as u64;
        self.instructions += cost.instructions as u64;
        self.executed_instructions += cost.instructions as u64 * executed;
    }
}

/// Compiles each workload on each backend, and runs it once.
///
/// # Errors
/// If one can't be compiled or run.
pub fn attribute(
    workloads: &[Workload],
    quick: bool,
    selection: &mut Selection,
    progress: &mut dyn FnMut(&str),
) -> Result<Attribution, Error> {
    let mut by_op: BTreeMap<&'static str, UopCost> = BTreeMap::new();
    let mut backends: Vec<String> = Vec::new();
    let mut executed = 0;
    for workload in workloads {
        progress(&workload.name);
        let inputs = workload.inputs(quick);
        let explored = explore(workload, &inputs, &mut selection.backends, "")?;
        executed += explored.executed;
        backends = explored.columns.iter().map(|column| column.id.to_owned()).collect();
        add(&mut by_op, &explored);
    }
    let mut uops: Vec<UopCost> = by_op.into_values().collect();
    uops.sort_by_key(|uop| std::cmp::Reverse(uop.executed));
    let workloads = workloads.iter().map(|workload| workload.name.clone()).collect();
    Ok(Attribution { workloads, backends, executed, uops })
}

fn add(by_op: &mut BTreeMap<&'static str, UopCost>, explored: &Explored) {
    for uop in explored.traces.iter().flat_map(|trace| &trace.uops) {
        let costs = vec![PlacesCost::default(); uop.costs.len()];
        let sum =
            by_op.entry(uop.op).or_insert(UopCost { op: uop.op, places: 0, executed: 0, costs });
        sum.places += 1;
        sum.executed += uop.count;
        for (sum, cost) in sum.costs.iter_mut().zip(&uop.costs) {
            sum.add(*cost, uop.count);
        }
    }
}
