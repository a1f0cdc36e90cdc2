//! What handles exceptions in a recorded program.

use super::bytecode::{Bytecode, Instruction};
use super::draft::{Entry, Start};
use super::recording::Recording;
use crate::program::{FunctionId, Handler, Handlers, Operand, TraceId};
use crate::verify::sets_pointer;
use std::collections::HashSet;
use uops::{InstructionRole, Op};

/// The handlers of a program of which one ran at least; none of other programs.
#[derive(Clone, Default, Debug)]
pub(super) struct Catching {
    /// Without traces, and where those go on that ran.
    rows: Vec<(Handler, Option<u32>)>,
    /// The functions in whose frames one ran.
    functions: HashSet<FunctionId>,
}

impl Catching {
    pub(super) fn new(recording: &Recording, bytecodes: &[Bytecode<'_>]) -> Self {
        let mut catching = Catching::default();
        for (index, (code, bytecode)) in recording.codes.iter().zip(bytecodes).enumerate() {
            let function = FunctionId(index as u32);
            for &(from, to, target, depth, pushes_offset) in &code.handlers {
                let ran = code.ran() && bytecode.at(target).is_some_and(|first| first.ran);
                let handler = Handler { function, from, to, depth, pushes_offset, target: None };
                catching.rows.push((handler, ran.then_some(target)));
                if ran {
                    catching.functions.insert(function);
                }
            }
        }
        match catching.functions.is_empty() {
            true => Catching::default(),
            false => catching,
        }
    }

    /// Whether anything is handled at all.
    pub(super) fn is_any(&self) -> bool {
        !self.functions.is_empty()
    }

    /// Whether exceptions are handled in frames of a function.
    pub(super) fn is_in(&self, function: FunctionId) -> bool {
        self.functions.contains(&function)
    }

    /// The handlers that ran: where they go on, and how many slots the stack then holds.
    pub(super) fn starts(&self) -> impl Iterator<Item = (Handler, Start, usize)> {
        self.rows.iter().filter_map(|&(handler, target)| {
            Some((handler, Start::at(handler.function, target?), handler.stack() as usize))
        })
    }

    /// The handlers as the program has them. `id` is the trace of a start.
    pub(super) fn of_program(
        &self,
        start: TraceId,
        id: impl Fn(Start) -> Option<TraceId>,
    ) -> Option<Handlers> {
        if !self.is_any() {
            return None;
        }
        let row = |&(handler, target): &(Handler, Option<u32>)| Handler {
            target: target.and_then(|target| id(Start::at(handler.function, target))),
            ..handler
        };
        Some(Handlers { start, rows: self.rows.iter().map(row).collect() })
    }
}

/// The first trace of a program with handlers: it goes on in whichever frame is the current one.
pub(super) fn dispatch() -> Start {
    Start { entry: Entry::Dispatch, ..Start::at(FunctionId::MAIN, 0) }
}

/// Follows the functions whose frames the uops of a trace run in, and the offsets of their instructions.
pub(super) struct Offsets {
    frames: Vec<(FunctionId, Option<u32>)>,
}

impl Offsets {
    pub(super) fn new(function: FunctionId) -> Self {
        Offsets { frames: vec![(function, None)] }
    }

    /// The function and the offset before the next uop.
    pub(super) fn current(&self) -> Option<(FunctionId, Option<u32>)> {
        self.frames.last().copied()
    }

    /// How many frames the trace runs in.
    pub(super) fn functions(&self) -> impl Iterator<Item = FunctionId> {
        self.frames.iter().map(|(function, _)| *function)
    }

    /// Goes on after a uop.
    pub(super) fn step(&mut self, op: Op, operand: Operand) {
        let info = op.info();
        match operand {
            Operand::InstrPtr(offset) if sets_pointer(op) => {
                if let Some((_, known)) = self.frames.last_mut() {
                    *known = Some(offset);
                }
            }
            Operand::Function(function) if info.enters => self.frames.push((function, Some(0))),
            Operand::Function(function) if info.follows => self.frames = vec![(function, None)],
            _ if info.returns => {
                self.frames.pop();
            }
            _ => {}
        }
    }
}

/// Whether no event tells that an instruction ran, or it does nothing that could be recorded.
pub(super) fn is_silent(instruction: &Instruction<'_>) -> bool {
    let roles = [
        InstructionRole::Nothing,
        InstructionRole::NotTaken,
        InstructionRole::JumpForward,
        InstructionRole::JumpBackward,
        InstructionRole::Silent,
    ];
    roles.into_iter().any(|role| instruction.is(role))
}
