//! Compiles and runs a program to show its uops beside their machine code.

use crate::Error;
use crate::column::{Costs, column};
use backend_api::{Backend, CompileOptions, run};
use interpreter::Profiled;
use programs::{Inputs, Workload};
use results::explored::{Explored, ExploredTrace, ExploredUop};
use trace::{LoadedProgram, Program};
use uops::runtime::Runtime;

/// Counts how often one run executes each uop, and what follows the traces that `within` marks, if it marks any.
///
/// # Errors
/// If it can't be run with these inputs.
pub fn profile(workload: &Workload, inputs: &Inputs, within: &[bool]) -> Result<Profiled, Error> {
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, workload.program.clone());
    let profiled = interpreter::Match::new().profile_within(&loaded, within);
    run(&loaded, &profiled, &mut runtime, &inputs.args).map_err(|source| Error::Run {
        workload: workload.name.clone(),
        backend: "interp-match".into(),
        source,
    })?;
    Ok(profiled)
}

/// How often one run executes each uop, by trace.
///
/// # Errors
/// If it can't be run with these inputs.
pub fn visits(workload: &Workload, inputs: &Inputs) -> Result<Vec<Vec<u64>>, Error> {
    Ok(profile(workload, inputs, &[])?.visits())
}

/// Compiles a workload on each backend and runs it once to count.
///
/// # Errors
/// If a backend can't compile it, or it can't be run with these inputs.
pub fn explore(
    workload: &Workload,
    inputs: &Inputs,
    backends: &mut [Box<dyn Backend>],
    optimiser: &str,
) -> Result<Explored, Error> {
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, workload.program.clone());
    let program = loaded.program();
    let visits = visits(workload, inputs)?;
    let options = CompileOptions { map: true, ..CompileOptions::default() };
    let (mut columns, mut costs, mut without_code) = (Vec::new(), Vec::<Costs>::new(), Vec::new());
    for backend in backends {
        let info = backend.info();
        let code = backend.compile(&loaded, options)?.publish()?;
        let pieces = code.pieces();
        match pieces.is_empty() {
            true => without_code.push(info.id.to_owned()),
            false => {
                let (column, of_column) = column(info, program, &pieces);
                columns.push(column);
                costs.push(of_column);
            }
        }
    }
    let texts = texts(program);
    let traces = program.traces.iter().enumerate().map(|(t, trace)| {
        let uops = trace.uops.iter().enumerate().map(|(u, uop)| ExploredUop {
            op: uop.op.name(),
            rest: texts.get(t).and_then(|trace| trace.get(u)).cloned().unwrap_or_default(),
            count: visits.get(t).and_then(|trace| trace.get(u)).copied().unwrap_or(0),
            costs: costs
                .iter()
                .map(|costs| costs.get(&(t, u)).copied().unwrap_or_default())
                .collect(),
        });
        ExploredTrace { name: trace.name.clone(), uops: uops.collect() }
    });
    Ok(Explored {
        workload: workload.name.clone(),
        description: workload.description.clone(),
        args: inputs.args.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        optimiser: optimiser.into(),
        executed: visits.iter().flatten().sum(),
        traces: traces.collect(),
        columns,
        without_code,
    })
}

/// Operands and exits of all uops, by trace, as the `.uop` format has them.
fn texts(program: &Program) -> Vec<Vec<String>> {
    let mut traces: Vec<Vec<String>> = Vec::new();
    for line in trace::print(program).lines() {
        if line.starts_with("trace ") {
            traces.push(Vec::new());
        } else if let (Some(uop), Some(trace)) = (line.strip_prefix("    _"), traces.last_mut()) {
            let rest = uop.split_once(' ').map_or("", |(_, rest)| rest);
            trace.push(rest.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    traces
}
