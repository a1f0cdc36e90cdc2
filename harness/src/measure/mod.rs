//! Takes samples of compile, publish and run time.
//!
//! Backends take turns in randomised blocks: each block has one sample of everything, in an order
//! drawn from the seed, so that drift of the machine hits all alike. One more stream of run samples
//! of the baseline's code goes along; how far it ends up from the first is the noise floor.

mod cell;

use crate::check::Checked;
use crate::error::Error;
use crate::record::{Measurement, Metric};
use crate::rng::Rng;
use crate::stats::{median, median_estimate};
use crate::summary::BASELINE;
use crate::workload::{Inputs, Workload};
use backend_api::Backend;
use cell::Cell;
use indicatif::ProgressBar;
use std::time::{Duration, Instant};
use trace::LoadedProgram;
use uops::runtime::Runtime;

/// How much time to spend.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Budget {
    /// The most blocks of a workload.
    pub blocks: usize,
    /// The fewest, however long they take.
    pub min_blocks: usize,
    /// After this long no further block of a workload is begun.
    pub per_workload: Duration,
    /// Where one run takes longer on the slowest backend, the quick arguments are used.
    pub longest_run: Duration,
}

impl Budget {
    /// For a look: about a minute for all workloads.
    pub const QUICK: Budget = Budget {
        blocks: 100,
        min_blocks: 8,
        per_workload: Duration::from_millis(6500),
        longest_run: Duration::from_millis(20),
    };
    /// For a record: some minutes for all workloads.
    pub const FULL: Budget = Budget {
        blocks: 400,
        min_blocks: 20,
        per_workload: Duration::from_secs(45),
        longest_run: Duration::MAX,
    };
}

/// One thing to take a sample of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Task {
    /// Compile and publish on the backend of this number.
    Compile(usize),
    /// Run on it.
    Run(usize),
    /// Run on it, for the second stream of samples.
    RunAgain(usize),
}

/// Measures a workload on all backends. `checked` is what a run of each gave.
///
/// `progress` advances by [`Budget::blocks`].
pub fn measure(
    workload: &Workload,
    inputs: &Inputs,
    backends: &mut [Box<dyn Backend>],
    checked: &[Checked],
    budget: Budget,
    rng: &mut Rng,
    progress: &ProgressBar,
) -> Result<Vec<Measurement>, Error> {
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let mut cells = Vec::new();
    for (backend, checked) in backends.iter_mut().zip(checked) {
        let run = cell::Run { workload, inputs, expected: &checked.outcome };
        cells.push(Cell::new(backend.as_mut(), &program, run, &mut runtime)?);
    }
    let mut tasks: Vec<Task> =
        (0..cells.len()).flat_map(|i| [Task::Compile(i), Task::Run(i)]).collect();
    let baseline = cells.iter().position(|cell| cell.id() == BASELINE);
    tasks.extend(baseline.map(Task::RunAgain));
    let mut again = Vec::new();

    let start = Instant::now();
    for block in 0..budget.blocks {
        if block >= budget.min_blocks && start.elapsed() > budget.per_workload {
            progress.inc((budget.blocks - block) as u64);
            break;
        }
        rng.shuffle(&mut tasks);
        for task in &tasks {
            match *task {
                Task::Compile(i) => cells[i].sample_compile()?,
                Task::Run(i) => cells[i].sample_run(&mut runtime)?,
                Task::RunAgain(i) => again.push(cells[i].timed_run(&mut runtime)?),
            }
        }
        progress.inc(1);
    }

    let mut measurements = Vec::new();
    for (cell, checked) in cells.into_iter().zip(checked) {
        if cell.id() == BASELINE {
            let (a, b) = (median(&cell.run_ns), median(&again));
            let floor = (a.max(b) / a.min(b) - 1.0).max(0.0);
            measurements.push(Measurement::exact(&workload.name, BASELINE, Metric::AaFloor, floor));
        }
        measurements.extend(cell.into_measurements(checked, rng));
    }
    Ok(measurements)
}

/// The median of samples with its interval, as a measurement.
fn sampled(
    workload: &str,
    backend: &str,
    metric: Metric,
    samples: Vec<f64>,
    batch: usize,
    rng: &mut Rng,
) -> Measurement {
    let estimate = median_estimate(&samples, rng);
    Measurement::sampled(workload, backend, metric, estimate, samples, batch)
}
