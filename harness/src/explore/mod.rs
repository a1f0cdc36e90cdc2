//! Uops beside the machine code that each backend makes of them, as one HTML file.
//!
//! The page carries everything as JSON ([`Explored`]) and shows only what is in view, so that it stays
//! quick with traces of thousands of uops.

mod code;
mod patched;

pub use code::{Block, Column, Cost, Line, Mark};
pub use patched::stencil_of;

use crate::chart::look;
use crate::error::Error;
use crate::record::{BackendRecord, Results};
use crate::workload::{Inputs, Workload};
use backend_api::{Backend, CompileOptions, run};
use serde::Serialize;
use trace::{LoadedProgram, Program};
use uops::runtime::Runtime;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A program with the machine code of each backend.
#[derive(Serialize, Debug)]
pub struct Explored {
    /// The workload's name.
    pub workload: String,
    /// What it is, in a line.
    pub description: String,
    /// What it was run with.
    pub args: String,
    /// The optimiser passes that it went through.
    pub optimiser: String,
    /// Uops that one run executed.
    pub executed: u64,
    /// The traces.
    pub traces: Vec<ExploredTrace>,
    /// The backends that have machine code.
    pub columns: Vec<Column>,
    /// Those that have none.
    pub without_code: Vec<String>,
}

/// A trace.
#[derive(Serialize, Debug)]
pub struct ExploredTrace {
    /// Its name.
    pub name: String,
    /// Its uops.
    pub uops: Vec<ExploredUop>,
}

/// A uop.
#[derive(Serialize, Debug)]
pub struct ExploredUop {
    /// Its name.
    pub op: &'static str,
    /// Operand and exit, as the `.uop` format has them.
    pub rest: String,
    /// How often a run executed it.
    pub count: u64,
    /// What it costs on each backend of [`Explored::columns`].
    pub costs: Vec<Cost>,
}

/// How often one run executes each uop, by trace.
///
/// # Errors
/// If it can't be run with these inputs.
pub fn visits(workload: &Workload, inputs: &Inputs) -> Result<Vec<Vec<u64>>, Error> {
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, workload.program.clone());
    let profiled = interpreter::Match::new().profile(&loaded);
    run(&loaded, &profiled, &mut runtime, &inputs.args).map_err(|source| Error::Run {
        workload: workload.name.clone(),
        backend: "interp-match".into(),
        source,
    })?;
    Ok(profiled.visits())
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
    let (mut columns, mut without_code) = (Vec::new(), Vec::new());
    for backend in backends {
        let info = backend.info();
        let code = backend.compile(&loaded, options)?.publish()?;
        let pieces = code.pieces();
        match pieces.is_empty() {
            true => without_code.push(info.id.to_owned()),
            false => columns.push(Column::new(info, program, &pieces)),
        }
    }
    let texts = texts(program);
    let traces = program.traces.iter().enumerate().map(|(t, trace)| {
        let uops = trace.uops.iter().enumerate().map(|(u, uop)| ExploredUop {
            op: uop.op.name(),
            rest: texts.get(t).and_then(|trace| trace.get(u)).cloned().unwrap_or_default(),
            count: visits.get(t).and_then(|trace| trace.get(u)).copied().unwrap_or(0),
            costs: columns.iter().map(|column| column.cost(t, u)).collect(),
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

/// The whole page.
///
/// # Errors
/// If the data can't be written as JSON.
pub fn page(explored: &Explored) -> Result<String, Error> {
    let data = serde_json::to_string(explored).map_err(|error| Error::Output(error.into()))?;
    // Nothing in it may end the element.
    let data = data.replace('<', "\\u003c");
    let name: String = explored.workload.chars().filter(|c| !"<>&\"".contains(*c)).collect();
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{name}: uops and machine code</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <noscript><p>This page shows its data with a script. `uopbench disasm {name}` prints the \
         same as text.</p></noscript>\n\
         <script type=\"application/json\" id=\"data\">{data}</script>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    ))
}

/// A backend's mark, as SVG.
fn mark(id: &str, description: &str) -> String {
    let backend = BackendRecord { id: id.into(), description: description.into() };
    let results = Results { backends: vec![backend], ..Results::default() };
    look(&results, id).svg()
}
