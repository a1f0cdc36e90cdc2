//! Samples of a workload on all backends, in randomised blocks.

use crate::Error;
use crate::budget::longer_runs;
use crate::cell::{self, Cell, NOT_TIMED};
use crate::check::Checked;
use crate::emulator;
use crate::loading;
use crate::noise::Watch;
use crate::reference;
use crate::series::Series;
use backend_api::Backend;
use programs::{Inputs, Workload};
use results::{BASELINE, Measurement, Metric};
use std::time::{Duration, Instant};
use trace::LoadedProgram;
use trace::rng::Rng;
use uops::runtime::Runtime;

/// How often a process puts the code of a workload somewhere else.
const LAYOUTS: usize = 4;
/// The most blocks at a place of the code, about: where there is time for more, samples are longer. The unit of
/// statistics is the process, so more samples would say little.
const BLOCKS_OF_A_PLACE: u32 = 3;
/// The most samples of the phases of compiling, which are taken when all others have been.
const PHASE_SAMPLES: u32 = 5;
/// As many samples of compiling, if it takes no longer than [`CHEAP_COMPILE`], a process has at least: something else
/// may have run during one of them, and the median of the second half stands for the process.
const COMPILE_SAMPLES: usize = 6;
/// See [`COMPILE_SAMPLES`].
const CHEAP_COMPILE: Duration = Duration::from_millis(1);
/// The largest part of the time, as a divisor, that is kept for more than one sample of phases.
const PHASE_PART: u32 = 4;
/// Code is shifted by less than this: a page.
const LARGEST_SHIFT: usize = 4096;
/// Code is shifted by multiples of this, the granularity of executable memory.
const SHIFT_STEP: usize = 16;

/// How samples of a workload are taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct How {
    /// What takes longer to compile is compiled once in each process.
    pub slow_compile: Duration,
    /// Whether this process records what is the same in all of them.
    pub first: bool,
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

/// Samples of one workload, and how fast the machine was meanwhile.
pub(crate) struct Measured {
    pub measurements: Vec<Measurement>,
    pub reference_ns: Vec<f64>,
}

/// How much of `time` is kept for what follows the blocks, where compiling once on all backends takes
/// `compile`: samples of phases with two compilations each.
fn after_blocks(compile: Duration, time: Duration) -> Duration {
    let with_samples = |samples: u32| compile * (2 * samples);
    with_samples(PHASE_SAMPLES).min(time / PHASE_PART).max(with_samples(1))
}

/// Measures a workload on all backends for about `time`, but takes one sample of everything at least.
/// What the clock shows decides how many blocks and places follow, and how long samples are. `right` is what a run
/// gave. Under an emulator there is no sample, and all times are missing.
///
/// `progress` is called after every block.
#[expect(clippy::too_many_arguments, reason = "a workload, where, how, and for how long")]
pub(crate) fn measure(
    workload: &Workload,
    inputs: &Inputs,
    backends: &mut [Box<dyn Backend>],
    right: &Checked,
    how: How,
    time: Duration,
    rng: &mut Rng,
    progress: &mut dyn FnMut(),
) -> Result<Measured, Error> {
    let start = Instant::now();
    let watch = Watch::new();
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let is_timed = emulator().is_none();
    let mut cells = Vec::new();
    let run = cell::Run {
        workload,
        inputs,
        expected: &right.outcome,
        slow_compile: how.slow_compile,
        divides_code: how.first,
    };
    for backend in backends {
        let shift = shift(rng);
        cells.push(match is_timed {
            true => Cell::new(backend.as_mut(), &program, run, shift, &mut runtime)?,
            false => Cell::untimed(backend.as_mut(), &program, run, shift)?,
        });
    }
    if !is_timed {
        progress();
        return Ok(Measured {
            measurements: measurements(workload, cells, right, Series::default())?,
            reference_ns: Vec::new(),
        });
    }
    let load_ns = loading::measure(&workload.program, time, &watch);
    let mut tasks: Vec<Task> =
        (0..cells.len()).flat_map(|i| [Task::Compile(i), Task::Run(i)]).collect();
    let baseline = cells.iter().position(|cell| cell.id() == BASELINE);
    tasks.extend(baseline.map(Task::RunAgain));
    let mut reference_ns = Vec::new();

    let compile: Duration = cells.iter().map(Cell::first_compile).sum();
    // Each sample that may be missing after the blocks compiles twice.
    let cheap = cells.iter().map(Cell::first_compile).filter(|&it| it <= CHEAP_COMPILE);
    let completing = cheap.sum::<Duration>() * (2 * COMPILE_SAMPLES as u32);
    let end_of_blocks = time.saturating_sub(after_blocks(compile, time) + completing);
    // The last block, and in it the shortest samples of running.
    let (mut block_took, mut others, mut running) = Default::default();
    let mut times = 1;
    for layout in 1..=LAYOUTS {
        if layout > 1 {
            if start.elapsed() + block_took > end_of_blocks {
                break;
            }
            let left = end_of_blocks.saturating_sub(start.elapsed());
            let blocks = BLOCKS_OF_A_PLACE * (LAYOUTS - layout + 1) as u32;
            times = longer_runs(left / blocks, others, running);
            cells.iter_mut().for_each(|cell| cell.lengthen_runs(times));
        }
        for cell in cells.iter_mut().filter(|_| layout > 1) {
            cell.place(shift(rng), &mut runtime)?;
        }
        let end = end_of_blocks.mul_f64(layout as f64 / LAYOUTS as f64);
        loop {
            let began = Instant::now();
            let mut runs = Duration::ZERO;
            rng.shuffle(&mut tasks);
            for task in &tasks {
                let began = Instant::now();
                match *task {
                    Task::Compile(i) => cells[i].sample_compile(&watch)?,
                    Task::Run(i) => cells[i].sample_run(false, &watch, &mut runtime)?,
                    Task::RunAgain(i) => cells[i].sample_run(true, &watch, &mut runtime)?,
                }
                if !matches!(task, Task::Compile(_)) {
                    runs += began.elapsed();
                }
            }
            reference_ns.push(reference::time());
            progress();
            block_took = began.elapsed();
            (others, running) = (block_took.saturating_sub(runs), runs / times as u32);
            if reference_ns.len() == 1 {
                let left = end.saturating_sub(start.elapsed());
                times = longer_runs(left / BLOCKS_OF_A_PLACE, others, running);
                cells.iter_mut().for_each(|cell| cell.lengthen_runs(times));
            }
            // One more block is as likely to end before the time as after it.
            if start.elapsed() + block_took / 2 >= end {
                break;
            }
        }
    }
    // One pass before the phases and one after them, so that not all samples are of one moment.
    complete(&mut cells, COMPILE_SAMPLES / 2, &watch)?;
    for number in 0..PHASE_SAMPLES {
        // One more compilation of each finds the exits; a sample of phases takes two.
        if number > 0 && start.elapsed() + compile * 2 > time {
            break;
        }
        for cell in &mut cells {
            cell.sample_phases(&watch)?;
        }
    }
    complete(&mut cells, COMPILE_SAMPLES, &watch)?;
    Ok(Measured { measurements: measurements(workload, cells, right, load_ns)?, reference_ns })
}

/// Takes samples of compiling by turns until each cell has `count` of them, where one takes next to no time.
fn complete(cells: &mut [Cell], count: usize, watch: &Watch) -> Result<(), Error> {
    for taken in 0..count {
        let lacks = |cell: &&mut Cell| {
            cell.first_compile() <= CHEAP_COMPILE && cell.compile_samples() <= taken
        };
        for cell in cells.iter_mut().filter(lacks) {
            cell.sample_compile(watch)?;
        }
    }
    Ok(())
}

/// What all cells have learnt. How long loading took is noted with the first backend.
fn measurements(
    workload: &Workload,
    cells: Vec<Cell>,
    right: &Checked,
    load_ns: Series,
) -> Result<Vec<Measurement>, Error> {
    let mut all = Vec::new();
    if let Some(id) = cells.first().map(Cell::id) {
        all.push(match load_ns.len() {
            0 => Measurement::missing(&workload.name, id, Metric::LoadNs, NOT_TIMED),
            _ => Measurement::sampled(&workload.name, id, Metric::LoadNs, load_ns.into_samples(1)),
        });
    }
    for cell in cells {
        all.extend(cell.into_measurements(right)?);
    }
    Ok(all)
}

/// How far code is moved this time.
pub(crate) fn shift(rng: &mut Rng) -> u16 {
    (SHIFT_STEP * rng.below(LARGEST_SHIFT / SHIFT_STEP)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_take_a_part_of_the_time_but_one_sample_at_least() {
        let ms = Duration::from_millis;
        assert_eq!(after_blocks(ms(1), ms(1000)), ms(10));
        assert_eq!(after_blocks(ms(40), ms(1000)), ms(250));
        assert_eq!(after_blocks(ms(400), ms(1000)), ms(800));
    }
}
