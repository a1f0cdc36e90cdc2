//! A program inside a runtime, ready for backends.

use crate::program::{Operand, Program, Trace, TraceId};
use crate::verify::{Forms, VerifiedProgram};
use std::sync::Arc;
use uops::object::{Executor, Function, Ref};
use uops::runtime::Runtime;
use uops::{Inst, Op, OperandKind};

/// Version of the function that a program is; `_CHECK_FUNCTION` compares it.
const FUNCTION_VERSION: u32 = 1;

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
    /// In which form the stack is where the program may stop.
    pub(crate) forms: Forms,
}

impl LoadedTrace {
    /// Index of the uop that `_JUMP_TO_TOP` goes back to: the one behind `_START_EXECUTOR`, as in
    /// CPython (`trace[1]`); the first in a trace without that.
    pub fn top(&self) -> usize {
        let starts = self.insts.first().map(|inst| inst.opcode) == Some(Op::_START_EXECUTOR as u16);
        usize::from(starts)
    }
}

impl LoadedProgram {
    /// Makes the program's constants in `runtime` and decodes its uops.
    ///
    /// Constants that uops borrow are immortal and stay as long as the runtime; the others live
    /// until [`LoadedProgram::unload`].
    pub fn load(runtime: &mut Runtime, program: VerifiedProgram) -> Self {
        let (program, depths, forms) = program.into_parts();
        let borrowed = borrowed_constants(&program);
        let constants = program
            .consts
            .iter()
            .zip(borrowed)
            .map(|(constant, borrowed)| match borrowed {
                true => runtime.make_immortal(&constant.value),
                false => runtime.make(&constant.value),
            })
            .collect();
        let executors = program.traces.iter().map(|_| Executor { valid: 1 }).collect();
        let mut loaded = LoadedProgram {
            program: program.clone(),
            traces: Vec::new(),
            function: runtime.make_function(FUNCTION_VERSION),
            constants,
            executors,
        };
        loaded.traces = program
            .traces
            .iter()
            .zip(depths.into_iter().zip(forms))
            .enumerate()
            .map(|(index, (trace, (depths, forms)))| LoadedTrace {
                insts: loaded.decode(trace, &raw const loaded.executors[index]),
                targets: trace.exits.iter().map(|exit| exit.target).collect(),
                stack: trace.stack,
                depths,
                forms,
            })
            .collect();
        loaded
    }

    fn decode(&self, trace: &Trace, executor: *const Executor) -> Vec<Inst> {
        let decode = |uop: &crate::program::Uop| Inst {
            opcode: uop.op as u16,
            oparg: uop.oparg(),
            exit: uop.exit.map_or(Inst::NO_EXIT, |exit| exit.0),
            operand: match uop.operand {
                Operand::Const(id) => self.constants[id.0 as usize].0 as u64,
                Operand::InstrPtr(offset) => offset.into(),
                // Every builtin type's version is its id.
                Operand::Type(builtin) => builtin.id().into(),
                Operand::Function => FUNCTION_VERSION.into(),
                Operand::Nothing if uop.op.info().operand == OperandKind::Executor => {
                    executor as u64
                }
                Operand::Nothing | Operand::Oparg(_) => 0,
            },
        };
        trace.uops.iter().map(decode).collect()
    }

    /// Releases the constants. No trace may run any more.
    pub fn unload(self, runtime: &mut Runtime) {
        for constant in self.constants {
            // SAFETY: the program owns the reference, and nothing that knows it runs any more.
            unsafe { runtime.release(constant) };
        }
    }

    /// The program as data.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The traces; the first is the entry.
    pub fn traces(&self) -> &[LoadedTrace] {
        &self.traces
    }

    /// The function that runs in the program's frame.
    pub(crate) fn function(&self) -> *mut Function {
        self.function
    }
}

/// Which constants are borrowed by some uop, and so have to be immortal.
fn borrowed_constants(program: &Program) -> Vec<bool> {
    let mut borrowed = vec![false; program.consts.len()];
    for uop in program.traces.iter().flat_map(|trace| &trace.uops) {
        let borrows = [
            Op::_LOAD_CONST_INLINE_BORROW,
            Op::_LOAD_CONST_INLINE_BORROW_WITH_NULL,
            Op::_POP_TOP_LOAD_CONST_INLINE_BORROW,
        ];
        if let Operand::Const(id) = uop.operand
            && borrows.contains(&uop.op)
        {
            borrowed[id.0 as usize] = true;
        }
    }
    borrowed
}
