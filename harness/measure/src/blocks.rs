//! Samples of a workload on all backends, in randomised blocks.

use crate::Error;
use crate::cell::{self, Cell};
use crate::check::Checked;
use crate::noise::Watch;
use crate::reference;
use backend_api::Backend;
use programs::{Inputs, Workload};
use results::BASELINE;
use results::Measurement;
use std::time::{Duration, Instant};
use trace::LoadedProgram;
use trace::rng::Rng;
use uops::runtime::Runtime;

/// How often a process puts the code of a workload somewhere else.
const LAYOUTS: usize = 4;
/// The fewest blocks in each place, however long they take.
const MIN_BLOCKS: usize = 2;
/// Samples of the phases of compiling, which are taken when all others have been.
const PHASE_SAMPLES: usize = 5;
/// Code is shifted by less than this: a page.
const LARGEST_SHIFT: usize = 4096;
/// Code is shifted by multiples of this, the granularity of executable memory.
const SHIFT_STEP: usize = 16;

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

/// Samples of one workload, and how fast the machine was meanwhile.
pub(crate) struct Measured {
    pub measurements: Vec<Measurement>,
    pub reference_ns: Vec<f64>,
}

/// Measures a workload on all backends for about `time`. `checked` is what a run of each gave.
///
/// `progress` is told which share is done.
pub(crate) fn measure(
    workload: &Workload,
    inputs: &Inputs,
    backends: &mut [Box<dyn Backend>],
    checked: &[Checked],
    time: Duration,
    rng: &mut Rng,
    progress: &mut dyn FnMut(f64),
) -> Result<Measured, Error> {
    let start = Instant::now();
    let watch = Watch::new();
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
    let mut reference_ns = Vec::new();

    for layout in 1..=LAYOUTS {
        for cell in &mut cells {
            let shift = SHIFT_STEP * rng.below(LARGEST_SHIFT / SHIFT_STEP);
            cell.place(shift as u16, &mut runtime)?;
        }
        let end = time.mul_f64(layout as f64 / LAYOUTS as f64);
        let mut blocks = 0;
        while blocks < MIN_BLOCKS || start.elapsed() < end {
            rng.shuffle(&mut tasks);
            for task in &tasks {
                match *task {
                    Task::Compile(i) => cells[i].sample_compile(&watch)?,
                    Task::Run(i) => cells[i].sample_run(false, &watch, &mut runtime)?,
                    Task::RunAgain(i) => cells[i].sample_run(true, &watch, &mut runtime)?,
                }
            }
            reference_ns.push(reference::time());
            blocks += 1;
            let done = start.elapsed().as_secs_f64() / time.as_secs_f64();
            progress(done.min(layout as f64 / LAYOUTS as f64));
        }
    }
    for _ in 0..PHASE_SAMPLES {
        for cell in &mut cells {
            cell.sample_phases(&watch)?;
        }
    }
    let mut measurements = Vec::new();
    for (cell, checked) in cells.into_iter().zip(checked) {
        measurements.extend(cell.into_measurements(checked)?);
    }
    Ok(Measured { measurements, reference_ns })
}
