//! The work of one process of a bench.

use crate::Error;
use crate::blocks::{How, Measured, measure};
use crate::check;
use crate::noise::Watch;
use crate::parts::part_path;
use crate::{PlannedWorkload, Schedule, budget, record};
use backend_api::{Backend, CompileOptions};
use files::write_atomically;
use registry::Selection;
use results::{BASELINE, ProcessRecord, Results, SCHEMA_VERSION};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};
use trace::LoadedProgram;
use trace::rng::Rng;
use uops::runtime::Runtime;

/// Takes the samples of process number `process` in about `time`, and keeps them beside the plan.
///
/// The file is written anew after every workload, so that an interruption loses one at most. A
/// workload that the file has already is left out. `progress` is called with the share that is done.
pub fn measure_process(
    plan: &Schedule,
    folder: &Path,
    process: usize,
    time: Duration,
    progress: &mut dyn FnMut(f64),
) -> Result<(), Error> {
    let start = Instant::now();
    let Selection { mut backends, .. } = registry::select(&plan.backends)?;
    plan.tools.attach(&mut backends)?;
    let mut baseline = registry::find(BASELINE)?.make()?;
    let how = How { slow_compile: plan.slow_compile(), first: process == 1 };
    let path = part_path(folder, process);
    let seed = plan.process_seed(process);
    let mut results = match path.exists() {
        true => Results::read(&path)?,
        false => Results {
            schema_version: SCHEMA_VERSION,
            environment: plan.environment.clone(),
            backends: backends.iter().map(|backend| record::backend(backend.as_ref())).collect(),
            processes: vec![ProcessRecord {
                seed,
                time: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
                workloads: Vec::new(),
                reference_ns: Vec::new(),
                steal_ticks: 0,
                switches: 0,
            }],
            ..Results::default()
        },
    };
    let mut rng = Rng::new(seed);
    let mut order = plan.workloads.clone();
    rng.shuffle(&mut order);
    let watch = Watch::new();
    let known = |results: &Results, name: &str| results.programs().any(|known| known.name == name);
    let least: Vec<Duration> = order
        .iter()
        .filter(|planned| !known(&results, &planned.name))
        .map(PlannedWorkload::least)
        .collect();
    compile_once(plan, &order, &mut backends)?;
    let mut next = 0;
    for planned in &order {
        // Every workload has a sequence of its own, so that leaving one out changes no other.
        let mut rng = Rng::new(rng.next_u64());
        if known(&results, &planned.name) {
            continue;
        }
        let began = Instant::now();
        let share = budget::share(time.saturating_sub(start.elapsed()), &least[next..]);
        next += 1;
        let rest: Duration = least[next..].iter().sum();
        let workload = plan.load(planned)?;
        let inputs = workload.inputs(planned.quick);
        // Every timed run has to end as this one, which all backends were compared with when the bench was planned.
        let right = check::run_on(&workload, &inputs, baseline.as_mut())?;
        check::compare(&workload, &inputs, std::slice::from_ref(&right))?;
        let before = watch.read();
        let Measured { measurements, reference_ns } = measure(
            &workload,
            &inputs,
            &mut backends,
            &right,
            how,
            share.saturating_sub(began.elapsed()),
            &mut rng,
            &mut || progress(budget::done(start.elapsed(), time, rest)),
        )?;
        let noise = watch.read().since(before);
        let record = record::workload(&workload, &inputs, right.text);
        if workload.probe { &mut results.probes } else { &mut results.workloads }.push(record);
        results.measurements.extend(measurements);
        for record in &mut results.processes {
            record.workloads.push(workload.name.clone());
            record.reference_ns.extend(&reference_ns);
            record.steal_ticks += noise.steal;
            record.switches += noise.switches;
        }
        let json = results.to_json()?;
        write_atomically(&path, json.as_bytes())?;
    }
    Ok(())
}

/// Compiles the smallest workload on each backend, so that no sample has what is done once in a process.
fn compile_once(
    plan: &Schedule,
    planned: &[PlannedWorkload],
    backends: &mut [Box<dyn Backend>],
) -> Result<(), Error> {
    let Some(smallest) = planned.iter().min_by_key(|planned| planned.least_us) else {
        return Ok(());
    };
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, plan.load(smallest)?.program);
    for backend in backends.iter_mut().filter(|backend| backend.is_repeatable()) {
        drop(backend.compile(&program, CompileOptions::default())?.publish()?);
    }
    program.unload(&mut runtime);
    Ok(())
}
