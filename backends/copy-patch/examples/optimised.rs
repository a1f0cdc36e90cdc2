//! Prints what the optimiser gains: run times of the workloads without and with its passes.
//!
//! `cargo run --release -p uopbench-copy-patch --example optimised [PASSES] [WORKLOAD]` compares
//! `none` with `PASSES` (default: `all`). Runs of both alternate, and the best of many runs counts.
//! If a workload is named, its optimised program is printed first. The workloads are those of the
//! folder `$UOPBENCH_WORKLOADS`, or else the project's.

use backend_api::{Backend, Code, CompileOptions, Outcome, run, run_timed};
use copy_patch::CopyPatch;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use trace::optimise::{Passes, optimise};
use trace::{Document, LoadedProgram, VerifiedProgram, print};
use uops::runtime::{Runtime, Value};

/// How long each workload is run for.
const BUDGET: Duration = Duration::from_secs(1);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let passes = Passes::parse(&arguments.next().unwrap_or_else(|| "all".to_owned()))?;
    let only = arguments.next();
    let folder = match std::env::var_os("UOPBENCH_WORKLOADS") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads"),
    };
    let mut names: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    names.sort_by_key(|entry| entry.file_name());
    println!("{:<14} {:>10} {:>10} {:>6}", "workload", "none µs", "opt µs", "ratio");
    let mut logarithms = Vec::new();
    for entry in names {
        let name = entry.file_name().to_string_lossy().into_owned();
        if only.as_ref().is_some_and(|only| *only != name) {
            continue;
        }
        let program = load(&entry.path())?;
        let optimised = optimise(&program, &passes)?.program;
        if only.is_some() {
            println!("{}", print(optimised.program()));
        }
        let [none, all] = best_of([program, optimised])?;
        let ratio = none.as_secs_f64() / all.as_secs_f64();
        logarithms.push(ratio.ln());
        let micros = |time: Duration| time.as_secs_f64() * 1e6;
        println!("{name:<14} {:>10.1} {:>10.1} {ratio:>6.2}", micros(none), micros(all));
    }
    let mean = logarithms.iter().sum::<f64>() / logarithms.len() as f64;
    println!("geometric mean: {:.3}", mean.exp());
    Ok(())
}

/// The program of a folder, or what the import makes of its recording.
fn load(folder: &Path) -> Result<VerifiedProgram, Box<dyn Error>> {
    let path = folder.join("program.uop");
    if path.exists() {
        let document = Document::parse(&path.display().to_string(), &std::fs::read(&path)?)?;
        return Ok(document.verify()?);
    }
    let path = folder.join("recording.json");
    Ok(trace::import(&std::fs::read(&path)?, &path.display().to_string())?.program)
}

/// The best run times of two forms of a program, which have to agree.
fn best_of(programs: [VerifiedProgram; 2]) -> Result<[Duration; 2], Box<dyn Error>> {
    let mut runtime = Runtime::new();
    let mut backend = CopyPatch::new()?;
    let args: Vec<Value> = programs[0].program().args.iter().map(|arg| arg.value.clone()).collect();
    let loaded = programs.map(|program| LoadedProgram::load(&mut runtime, program));
    let mut codes: Vec<Box<dyn Code>> = Vec::new();
    for program in &loaded {
        codes.push(backend.compile(program, CompileOptions::default())?.publish()?);
    }
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (program, code) in loaded.iter().zip(&codes) {
        let report = run(program, &**code, &mut runtime, &args)?;
        assert_eq!(report.leaked, 0, "nothing is left behind");
        outcomes.push(report.outcome);
    }
    assert_eq!(outcomes[0], outcomes[1], "both forms do the same");
    let mut best = [Duration::MAX; 2];
    let start = Instant::now();
    while start.elapsed() < BUDGET {
        for (index, (program, code)) in loaded.iter().zip(&codes).enumerate() {
            let elapsed = run_timed(program, &**code, &mut runtime, &args)?.elapsed;
            best[index] = best[index].min(elapsed);
        }
    }
    for program in loaded {
        program.unload(&mut runtime);
    }
    Ok(best)
}
