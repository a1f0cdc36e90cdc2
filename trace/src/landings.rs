//! Where a program that handles exceptions is entered.

use crate::program::{FunctionId, Handler, Program, TraceId};
use crate::verify::VerifiedProgram;
use std::collections::HashMap;
use uops::Kind;
use uops::object::{Frame, Ref};

/// Where a program with handlers is entered.
#[derive(Debug)]
pub(crate) struct Landings {
    /// The number of the continuation with which a run begins.
    pub(crate) start: u64,
    /// All handlers; one goes on nowhere if it has not run.
    rows: Vec<(Handler, Option<Landing>)>,
}

/// Where a handler goes on.
#[derive(Debug)]
pub(crate) struct Landing {
    pub(crate) handler: Handler,
    /// The number of the continuation.
    pub(crate) number: u64,
    /// Which of the slots that stay on the stack are positions, and not references.
    pub(crate) positions: Box<[bool]>,
}

/// For each trace at which a handler goes on, which slots of its stack are positions.
pub(crate) fn positions(program: &VerifiedProgram) -> HashMap<TraceId, Box<[bool]>> {
    let data = program.program();
    let of = |target: TraceId| {
        let locals = data.local_count_of(data.trace(target).function);
        let kinds = &program.entries()[target.0 as usize].kinds[locals..];
        kinds.iter().map(|kind| matches!(kind, Kind::Position | Kind::PositionOrNull)).collect()
    };
    data.linked_handlers().map(|(_, target)| (target, of(target))).collect()
}

impl Landings {
    pub(crate) fn new(
        program: &Program,
        numbers: &HashMap<TraceId, u64>,
        positions: &HashMap<TraceId, Box<[bool]>>,
    ) -> Option<Self> {
        let handlers = program.handlers.as_ref()?;
        let start = *numbers.get(&handlers.start)?;
        let row = |&handler: &Handler| {
            let landing = handler.target.and_then(|target| {
                let (number, positions) = (*numbers.get(&target)?, positions.get(&target)?.clone());
                Some(Landing { handler, number, positions })
            });
            (handler, landing)
        };
        Some(Landings { start, rows: handlers.rows.iter().map(row).collect() })
    }

    /// What handles an exception in a frame: nothing, or a handler, which may go on nowhere.
    ///
    /// # Safety
    /// These are the locals of a frame of a running program.
    pub(crate) unsafe fn find(&self, locals: *mut Ref) -> Option<Option<&Landing>> {
        // SAFETY: the caller's promise; a frame keeps its function alive.
        let (function, offset) = unsafe {
            let frame = Frame::of(locals);
            (FunctionId((*(*(*frame).function).code).version - 1), (*frame).instr_ptr as u32)
        };
        let row = self.rows.iter().find(|(handler, _)| handler.covers(function, offset));
        row.map(|(_, landing)| landing.as_ref())
    }
}
