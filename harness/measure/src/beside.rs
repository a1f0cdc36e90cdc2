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
use std::time::{Duration, Instant};

/// What there was no time for.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct LeftOut {
    /// Uops whose time was not measured, and of how many.
    pub uops: (usize, usize),
    /// Workloads whose instructions were not counted, and of how many.
    pub counts: (usize, usize),
}

/// Adds bytes, instructions and times of uops to the results, and instructions of whole runs, all with
/// quick arguments; under an emulator bytes and instructions of uops only. Where there is a `time`, half of what is left
/// of it after bytes is for the times of uops.
///
/// # Errors
/// If a workload can't be run.
pub fn look_at_uops(
    plan: &Schedule,
    time: Option<Duration>,
    results: &mut Results,
    progress: &mut dyn FnMut(String),
) -> Result<LeftOut, Error> {
    let start = Instant::now();
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
        return Ok(LeftOut::default());
    }
    let of_times = time.map(|time| time.saturating_sub(start.elapsed()) / 2);
    let (times, uops) =
        repetition::measure(&workloads, true, &mut backends, plan.seed, of_times, &mut |name| {
            progress(format!("{name}: times of uops"));
        })?;
    results.uop_times = times;
    let request = Request {
        workloads: sources,
        folder: plan.folder.clone(),
        variant: plan.variant.clone(),
        optimiser: plan.optimiser.clone(),
    };
    let end = time.map(|time| start + time);
    let counted = count::count(&request, &mut backends, end, &mut |workload, backend| {
        progress(format!("{workload} on {backend}: instructions"));
    })?;
    results.counts = counted.rows;
    let left_out = workloads.len() - results.counts.len() / backends.len().max(1);
    Ok(LeftOut { uops, counts: (left_out, workloads.len()) })
}

/// Compiles ever longer programs.
///
/// # Errors
/// If a backend fails.
pub fn look_at_growth(
    plan: &Schedule,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<Growth>, Error> {
    let options =
        scaling::Options { most_uops: plan.growth_most_uops, ..scaling::Options::quick(plan.seed) };
    scaling::measure(&mut repeatable(plan)?, &options, progress)
}

/// The plan's backends but the ceiling, which has no code of single uops and takes seconds for it.
fn repeatable(plan: &Schedule) -> Result<Vec<Box<dyn Backend>>, Error> {
    let mut backends = registry::select(&plan.backends)?.backends;
    backends.retain(|backend| backend.is_repeatable());
    Ok(backends)
}
