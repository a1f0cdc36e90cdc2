//! A program inside a runtime, ready for backends.

use crate::program::{Operand, Program, TraceId};
use std::sync::Arc;
use uops::object::{Executor, Frame, Function, Ref};
use uops::runtime::{Runtime, Value};
use uops::{Inst, OperandKind, Vm};

/// A verified program inside a [`Runtime`]: constants are objects, uops are decoded records.
///
/// It owns its constants and executors and must not outlive its runtime.
#[derive(Debug)]
pub struct LoadedProgram {
    program: Arc<Program>,
    traces: Vec<LoadedTrace>,
    function: *mut Function,
    constants: Vec<Ref>,
    executors: Box<[Executor]>,
}

/// One trace of a loaded program.
#[derive(Debug)]
pub struct LoadedTrace {
    /// The uops as interpreters read them; operands of object kind are addresses.
    pub insts: Vec<Inst>,
    /// Where each exit leads: a trace, or nowhere.
    pub targets: Vec<Option<TraceId>>,
    /// Depth of the evaluation stack at the start.
    pub stack: u32,
    /// Stack depth before each uop.
    pub depths: Vec<u32>,
}

impl LoadedProgram {
    /// The program as data.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The traces; the first is the entry.
    pub fn traces(&self) -> &[LoadedTrace] {
        &self.traces
    }
}

/// The frames of one run of a program: the harness's, and above it the program's.
#[derive(Debug)]
pub struct Activation {
    memory: Vec<u64>,
    local_count: usize,
}
