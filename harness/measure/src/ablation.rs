//! Measures the effect of each choice of the copy-and-patch backend: configurations that differ from
//! the default in one choice.

use crate::Error;
use crate::blocks::shift;
use crate::check;
use crate::emulator;
use backend_api::{Backend, Code, CompileOptions, run_timed};
use programs::Workload;
use results::ablation::Configuration;
use stats::{geometric_mean, median};
use std::time::{Duration, Instant};
use trace::LoadedProgram;
use trace::rng::Rng;
use uops::runtime::{Runtime, Value};

/// A sample of compile or run time lasts at least about this long.
const SAMPLE: Duration = Duration::from_micros(100);
/// The most repetitions in a sample.
const MAX_BATCH: u128 = 64;

/// What was measured of one workload on one configuration.
#[derive(Default)]
struct Cell {
    hot: usize,
    all: usize,
    compile: Vec<f64>,
    run: Vec<f64>,
}

/// Measures all `configurations`, of which the first is the default, with `rounds` samples each.
///
/// # Errors
/// If one of them computes something else than the first, or can't run a workload.
pub fn measure(
    workloads: &[Workload],
    configurations: &mut [Box<dyn Backend>],
    rounds: usize,
    rng: &mut Rng,
) -> Result<Vec<Configuration>, Error> {
    emulator::refuse_emulator()?;
    let mut uops = 0;
    let mut cells: Vec<Vec<Cell>> = configurations.iter().map(|_| Vec::new()).collect();
    for workload in workloads {
        uops += workload.program.program().uop_count();
        for (row, cell) in cells.iter_mut().zip(one(workload, configurations, rounds, rng)?) {
            row.push(cell);
        }
    }
    let Some((first, _)) = cells.split_first() else { return Ok(Vec::new()) };
    let per_uop = |total: f64| total / uops as f64;
    let rows = configurations.iter().zip(&cells).map(|(backend, row)| {
        let ratio = |(cell, first): (&Cell, &Cell)| median(&cell.run) / median(&first.run);
        let ratios: Vec<f64> = row.iter().zip(first).map(ratio).collect();
        Configuration {
            id: backend.info().id,
            description: backend.info().description,
            hot_bytes: per_uop(row.iter().map(|cell| cell.hot as f64).sum()),
            all_bytes: per_uop(row.iter().map(|cell| cell.all as f64).sum()),
            compile_ns: per_uop(row.iter().map(|cell| median(&cell.compile)).sum()),
            run: geometric_mean(&ratios),
            run_range: (
                ratios.iter().copied().fold(f64::INFINITY, f64::min),
                ratios.iter().copied().fold(0.0, f64::max),
            ),
        }
    });
    Ok(rows.collect())
}

/// Measures one workload on all configurations, which take turns in random order.
fn one(
    workload: &Workload,
    configurations: &mut [Box<dyn Backend>],
    rounds: usize,
    rng: &mut Rng,
) -> Result<Vec<Cell>, Error> {
    let inputs = workload.inputs(true);
    let checked = check::run_on_each(workload, &inputs, configurations)?;
    check::compare(workload, &inputs, &checked)?;
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let mut cells: Vec<Cell> = Vec::new();
    for backend in &mut *configurations {
        let sizes = backend.compile(&program, CompileOptions::default())?.publish()?.sizes();
        cells.push(Cell { hot: sizes.hot, all: sizes.executable, ..Cell::default() });
    }
    let mut order: Vec<usize> = (0..configurations.len()).collect();
    for _ in 0..rounds {
        rng.shuffle(&mut order);
        for &index in &order {
            let (backend, cell) = (configurations[index].as_mut(), &mut cells[index]);
            cell.compile.push(timed_compile(backend, &program)?);
            // Where code lies changes its time by more than some choices do: so each round has it elsewhere.
            let options = CompileOptions { shift: shift(rng), ..CompileOptions::default() };
            let code = backend.compile(&program, options)?.publish()?;
            let run = timed_run(workload, &program, code.as_ref(), &mut runtime, &inputs.args);
            cell.run.push(run?);
        }
    }
    program.unload(&mut runtime);
    Ok(cells)
}

/// How many repetitions of something that takes `once` make a sample.
fn batch(once: Duration) -> usize {
    SAMPLE.as_nanos().div_ceil(once.as_nanos().max(1)).clamp(1, MAX_BATCH) as usize
}

/// The mean time of compiling and publishing, in ns.
fn timed_compile(backend: &mut dyn Backend, program: &LoadedProgram) -> Result<f64, Error> {
    let options = CompileOptions::default();
    let start = Instant::now();
    let first = backend.compile(program, options)?.publish()?;
    let count = batch(start.elapsed());
    let mut codes = Vec::with_capacity(count + 1);
    codes.push(first);
    let start = Instant::now();
    for _ in 0..count {
        codes.push(backend.compile(program, options)?.publish()?);
    }
    Ok(start.elapsed().as_nanos() as f64 / count as f64)
}

/// The mean time of running, in ns.
fn timed_run(
    workload: &Workload,
    program: &LoadedProgram,
    code: &dyn Code,
    runtime: &mut Runtime,
    args: &[Value],
) -> Result<f64, Error> {
    let mut once = || {
        run_timed(program, code, runtime, args).map(|report| report.elapsed).map_err(|source| {
            Error::Run { workload: workload.name.clone(), backend: "copy-patch".into(), source }
        })
    };
    let count = batch(once()?);
    let mut elapsed = Duration::ZERO;
    for _ in 0..count {
        elapsed += once()?;
    }
    Ok(elapsed.as_nanos() as f64 / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_fill_a_sample() {
        assert_eq!(batch(Duration::from_micros(10)), 10);
        assert_eq!(batch(Duration::from_micros(200)), 1);
        assert_eq!(batch(Duration::ZERO), 64);
    }
}
