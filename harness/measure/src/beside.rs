//! What a bench finds out beside its samples, where it is asked to.

use crate::Error;
use crate::Schedule;
use crate::attribution::attribute;
use crate::count::{self, Request};
use crate::emulator;
use crate::repetition;
use crate::scaling;
use backend_api::Backend;
use programs::Workload;
use results::Results;
use results::growth::Growth;

/// Adds bytes, instructions and times of uops to the results, and instructions of whole runs, all with
/// quick arguments; under an emulator bytes and instructions of uops only.
///
/// # Errors
/// If a workload can't be run.
pub fn look_at_uops(
    plan: &Schedule,
    results: &mut Results,
    progress: &mut dyn FnMut(String),
) -> Result<(), Error> {
    let mut backends = repeatable(plan)?;
    let workloads: Vec<Workload> =
        plan.workloads.iter().map(|planned| plan.load(planned)).collect::<Result<_, _>>()?;
    // Probes measure one thing each, which is no uop.
    let (workloads, sources): (Vec<Workload>, Vec<String>) = workloads
        .into_iter()
        .zip(plan.workloads.iter().map(|planned| planned.source.clone()))
        .filter(|(workload, _)| !workload.probe)
        .unzip();
    for workload in &workloads {
        progress(format!("{}: costs of uops", workload.name));
        results.attribution.push(attribute(workload, true, &mut backends)?);
    }
    if emulator().is_some() {
        // It has no time, and callgrind counts its instructions.
        return Ok(());
    }
    results.uop_times =
        repetition::measure(&workloads, true, &mut backends, plan.seed, &mut |name| {
            progress(format!("{name}: times of uops"));
        })?;
    let request = Request {
        workloads: sources,
        folder: plan.folder.clone(),
        variant: plan.variant.clone(),
        optimiser: plan.optimiser.clone(),
    };
    results.counts = count::count(&request, &mut backends, &mut |workload, backend| {
        progress(format!("{workload} on {backend}: instructions"));
    })?
    .rows;
    Ok(())
}

/// Compiles ever longer programs.
///
/// # Errors
/// If a backend fails.
pub fn look_at_growth(
    plan: &Schedule,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<Growth>, Error> {
    scaling::measure(&mut repeatable(plan)?, &scaling::Options::quick(plan.seed), progress)
}

/// The plan's backends but the ceiling, which has no code of single uops and takes seconds for it.
fn repeatable(plan: &Schedule) -> Result<Vec<Box<dyn Backend>>, Error> {
    let mut backends = registry::select(&plan.backends)?.backends;
    backends.retain(|backend| backend.is_repeatable());
    Ok(backends)
}
