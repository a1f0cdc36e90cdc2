//! Prints compile time, run time and code size of each configuration for the workloads and the
//! recorded programs, beside those of the lowering that keeps the evaluation stack in memory
//! (`best-in-memory`), and of the one that leaves computed floats to Cranelift's optimiser, which puts
//! their computation in side exits (`best-in-exits`).
//!
//! `cargo run --release -p uopbench-cranelift --features reference --example cost [PASSES]` prints
//! the time to compile and publish a uop, bytes per uop, and run time relative to `cranelift-best` as
//! the geometric mean over the programs, after the optimiser's `PASSES` (default: `all`). Each time
//! is the least of several rounds, in which the configurations take turns.
//!
//! With `run CONFIGURATION` after the passes, all programs run once on that configuration and nothing
//! is measured, so that an instruction counter can observe the runs.

use backend_api::{Backend, Code, CompileOptions, Compiled, run_timed};
use cranelift_backend::{Config, Cranelift};
use programs::{Variant, Workload};
use std::error::Error;
use std::time::{Duration, Instant};
use trace::LoadedProgram;
use trace::optimise::Passes;
use uops::runtime::{Runtime, Value};

/// Rounds over all programs; the best of them counts.
const ROUNDS: usize = 7;

struct Candidate {
    name: String,
    backend: Cranelift,
    compile: Duration,
    publish: Duration,
    bytes: usize,
    /// By program.
    run: Vec<Duration>,
}

impl Candidate {
    fn new(name: String, backend: Cranelift, programs: usize) -> Self {
        let (compile, publish) = (Duration::MAX, Duration::MAX);
        let run = vec![Duration::MAX; programs];
        Candidate { name, backend, compile, publish, bytes: 0, run }
    }

    fn publish_all(
        &mut self,
        programs: &[(String, LoadedProgram)],
    ) -> Result<Vec<Box<dyn Code>>, Box<dyn Error>> {
        let start = Instant::now();
        let compiled: Vec<Box<dyn Compiled>> = programs
            .iter()
            .map(|(_, program)| self.backend.compile(program, CompileOptions::default()))
            .collect::<Result<_, _>>()?;
        self.compile = self.compile.min(start.elapsed());
        let start = Instant::now();
        let codes: Vec<Box<dyn Code>> =
            compiled.into_iter().map(|compiled| compiled.publish()).collect::<Result<_, _>>()?;
        self.publish = self.publish.min(start.elapsed());
        self.bytes = codes.iter().map(|code| code.sizes().code()).sum();
        Ok(codes)
    }

    fn round(
        &mut self,
        programs: &[(String, LoadedProgram)],
        runtime: &mut Runtime,
    ) -> Result<(), Box<dyn Error>> {
        let codes = self.publish_all(programs)?;
        for (((_, program), code), best) in programs.iter().zip(&codes).zip(&mut self.run) {
            let report = run_timed(program, code.as_ref(), runtime, &arguments(program))?;
            *best = report.elapsed.min(*best);
        }
        Ok(())
    }
}

fn arguments(program: &LoadedProgram) -> Vec<Value> {
    program.program().args.iter().map(|arg| arg.value.clone()).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let passes = Passes::parse(&words.next().unwrap_or_else(|| "all".to_owned()))?;
    let only = words.nth(1);
    let mut runtime = Runtime::new();
    let mut programs = Vec::new();
    for workload in Workload::corpus(None, &Variant::default())? {
        let workload = workload.optimised(passes)?;
        programs.push((workload.name, LoadedProgram::load(&mut runtime, workload.program)));
    }
    let uops: usize = programs.iter().map(|(_, program)| program.program().uop_count()).sum();
    let mut candidates = Vec::new();
    for config in Config::ALL {
        let name = config.info().id.to_owned();
        candidates.push(Candidate::new(name, Cranelift::new(config)?, programs.len()));
    }
    let memory = Cranelift::with_stack_in_memory(Config::Best)?;
    candidates.push(Candidate::new("best-in-memory".to_owned(), memory, programs.len()));
    let in_exits = Cranelift::with_floats_in_exits(Config::Best)?;
    candidates.push(Candidate::new("best-in-exits".to_owned(), in_exits, programs.len()));
    if let Some(only) = only {
        let candidate = candidates.iter_mut().find(|candidate| candidate.name == only);
        candidate.ok_or("there is no such configuration")?.round(&programs, &mut runtime)?;
        return Ok(());
    }

    for _ in 0..ROUNDS {
        for candidate in &mut candidates {
            candidate.round(&programs, &mut runtime)?;
        }
    }
    let best = candidates.iter().find(|candidate| candidate.name == "cranelift-best");
    let best = best.ok_or("the best configuration is missing")?.run.clone();
    println!("{} programs, {uops} uops", programs.len());
    println!("{:<27} {:>12} {:>12} {:>10} {:>8}", "", "compile", "publish", "bytes/uop", "run");
    for candidate in &candidates {
        let per_uop = |time: Duration| time.as_nanos() as f64 / uops as f64;
        let logs = candidate.run.iter().zip(&best);
        let logs = logs.map(|(time, best)| (time.as_secs_f64() / best.as_secs_f64()).ln());
        println!(
            "{:<27} {:>9.0} ns {:>9.1} ns {:>10.1} {:>7.3}×",
            candidate.name,
            per_uop(candidate.compile),
            per_uop(candidate.publish),
            candidate.bytes as f64 / uops as f64,
            (logs.sum::<f64>() / best.len() as f64).exp(),
        );
    }
    for (_, program) in programs {
        program.unload(&mut runtime);
    }
    Ok(())
}
