//! The cost of each uop: how often it is executed, and its bytes and instructions on each backend.

use crate::Error;
use backend_api::Backend;
use inspect::explore;
use programs::Workload;
use results::attribution::{Attribution, PlacesCost, UopCost, by_op};
use results::explored::{Cost, Explored};

/// Compiles a workload on each backend, and runs it once.
///
/// # Errors
/// If it can't be compiled or run.
pub fn attribute(
    workload: &Workload,
    quick: bool,
    backends: &mut [Box<dyn Backend>],
) -> Result<Attribution, Error> {
    let Explored { traces, columns, executed, .. } =
        explore(workload, &workload.inputs(quick), backends, "")?;
    let uops = traces.iter().flat_map(|trace| &trace.uops).map(|uop| UopCost {
        op: uop.op.to_owned(),
        places: 1,
        executed: uop.count,
        costs: uop.costs.iter().map(|cost| of_place(*cost, uop.count)).collect(),
    });
    Ok(Attribution {
        workloads: vec![workload.name.clone()],
        backends: columns.iter().map(|column| column.id.to_owned()).collect(),
        executed,
        uops: by_op(uops),
    })
}

/// A uop in one place, which a run executes so often.
fn of_place(cost: Cost, executed: u64) -> PlacesCost {
    PlacesCost {
        hot_bytes: cost.hot as u64,
        cold_bytes: cost.cold as u64,
        exit_bytes: cost.exit as u64,
        instructions: cost.instructions as u64,
        executed_instructions: cost.instructions as u64 * executed,
    }
}
