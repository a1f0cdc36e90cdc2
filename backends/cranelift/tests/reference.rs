//! The value stack in SSA beside one in memory: the code is shorter, and does the same.

use backend_api::{Backend, BackendError, CompileOptions, run};
use cranelift_backend::{Config, Cranelift};
use programs::{Variant, Workload};
use trace::LoadedProgram;
use trace::optimise::Passes;
use uops::runtime::{Runtime, Value};

/// One of so many programs is enough, as compiling is slow where the compiler is not optimised.
const STEP: usize = 5;

fn load(runtime: &mut Runtime) -> Vec<(String, LoadedProgram)> {
    let workloads = Workload::corpus(None, &Variant::default()).unwrap().into_iter().step_by(STEP);
    let optimised = workloads.map(|workload| workload.optimised(Passes::ALL).unwrap());
    optimised
        .map(|workload| (workload.name, LoadedProgram::load(runtime, workload.program)))
        .collect()
}

#[test]
fn values_take_less_code_than_memory() {
    let mut values = match Cranelift::new(Config::Best) {
        Err(BackendError::Unavailable { reason, .. }) => return eprintln!("skipped: {reason}"),
        cranelift => cranelift.unwrap(),
    };
    let mut memory = Cranelift::with_stack_in_memory(Config::Best).unwrap();
    let mut runtime = Runtime::new();
    let programs = load(&mut runtime);
    let hot = |backend: &mut Cranelift, program| {
        let compiled = backend.compile(program, CompileOptions::default()).unwrap();
        compiled.publish().unwrap().sizes().hot as f64
    };
    let logs = programs
        .iter()
        .map(|(_, program)| (hot(&mut values, program) / hot(&mut memory, program)).ln());
    let ratio = (logs.sum::<f64>() / programs.len() as f64).exp();
    assert!(ratio < 0.95, "hot code with values is {ratio:.3} of that with memory");
    for (_, program) in programs {
        program.unload(&mut runtime);
    }
}

/// Runs all programs on both backends, which have to agree.
fn assert_agree(mut one: Cranelift, mut other: Cranelift) {
    let mut runtime = Runtime::new();
    for (name, program) in load(&mut runtime) {
        let args: Vec<Value> = program.program().args.iter().map(|arg| arg.value.clone()).collect();
        let mut report = |backend: &mut Cranelift| {
            let options = CompileOptions { count: true, ..CompileOptions::default() };
            let code = backend.compile(&program, options).unwrap().publish().unwrap();
            let report = run(&program, &*code, &mut runtime, &args).unwrap();
            (report.outcome, report.uops_executed, report.exits_taken, report.leaked)
        };
        assert_eq!(report(&mut one), report(&mut other), "{name}");
        program.unload(&mut runtime);
    }
}

#[test]
fn memory_gives_the_same_results() {
    let Ok(values) = Cranelift::new(Config::Fast) else { return };
    assert_agree(values, Cranelift::with_stack_in_memory(Config::Fast).unwrap());
}

#[test]
fn parts_of_a_few_uops_give_the_same_results() {
    let Ok(whole) = Cranelift::new(Config::Fast) else { return };
    assert_agree(whole, Cranelift::with_parts_of(Config::Fast, 3).unwrap());
}
