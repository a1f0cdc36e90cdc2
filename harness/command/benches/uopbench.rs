//! `cargo bench`: compile and run time of every workload on every backend, by criterion.

#![forbid(unsafe_code)]

use backend_api::{Backend, CompileOptions, run_timed};
use criterion::{BatchSize, Criterion};
use measure::Error;
use programs::{Variant, Workload};
use registry::Selection;
use std::time::Duration;
use trace::LoadedProgram;
use uops::runtime::Runtime;

fn main() -> Result<(), Error> {
    measure::refuse_emulator()?;
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    for workload in Workload::all(None, &Variant::newest())? {
        // A new backend for each workload, so that no workload is affected by the one before.
        let Selection { mut backends, missing } = registry::select(&[])?;
        for error in missing {
            eprintln!("left out: {error}");
        }
        for backend in &mut backends {
            compile(&mut criterion, &workload, backend.as_mut());
        }
        for backend in &mut backends {
            run(&mut criterion, &workload, backend.as_mut());
        }
    }
    criterion.final_summary();
    Ok(())
}

fn compile(criterion: &mut Criterion, workload: &Workload, backend: &mut dyn Backend) {
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let mut group = criterion.benchmark_group(format!("compile/{}", workload.name));
    group.bench_function(backend.info().id, |bencher| {
        // What is compiled is dropped outside of the measured time.
        let compile = |()| backend.compile(&program, CompileOptions::default()).map_err(drop);
        bencher.iter_batched(|| (), compile, BatchSize::SmallInput);
    });
    group.finish();
}

fn run(criterion: &mut Criterion, workload: &Workload, backend: &mut dyn Backend) {
    let mut runtime = Runtime::new();
    let program = LoadedProgram::load(&mut runtime, workload.program.clone());
    let compiled = backend.compile(&program, CompileOptions::default());
    let code = match compiled.and_then(|compiled| compiled.publish()) {
        Ok(code) => code,
        Err(error) => return eprintln!("left out: {error}"),
    };
    let args = workload.inputs(true).args;
    let mut group = criterion.benchmark_group(format!("run/{}", workload.name));
    group.bench_function(backend.info().id, |bencher| {
        bencher.iter_custom(|iterations| {
            let mut elapsed = Duration::ZERO;
            for _ in 0..iterations {
                match run_timed(&program, code.as_ref(), &mut runtime, &args) {
                    Ok(report) => elapsed += report.elapsed,
                    Err(error) => panic!("{}: {error}", workload.name),
                }
            }
            elapsed
        });
    });
    group.finish();
}
