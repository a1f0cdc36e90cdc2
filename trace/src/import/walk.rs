//! The frames through which a trace passes while it is formed.

use super::draft::{Draft, DraftExit, Ending, Entry, Stage, Start};
use super::error::Stop;
use crate::program::{FunctionId, Named, Operand, Uop};
use std::collections::HashMap;
use uops::{Dialect, Op};

/// A frame that a trace runs in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) function: FunctionId,
    /// Depth of its stack.
    pub(super) depth: usize,
    /// Where it goes on once the call that it made has returned.
    pub(super) resume: u32,
    /// What it does then before its next instruction.
    pub(super) ending: Option<Ending>,
    /// `_CHECK_FUNCTION` has passed.
    pub(super) checked: bool,
    /// How many uops the trace has before the frame.
    pub(super) entered: usize,
}

impl Frame {
    /// A frame with an empty stack, which the trace enters after so many uops.
    pub(super) fn new(function: FunctionId, entered: usize) -> Self {
        Frame { function, depth: 0, resume: 0, ending: None, checked: false, entered }
    }
}

/// A trace on its way.
pub(super) struct Walk {
    pub(super) dialect: Dialect,
    pub(super) start: Start,
    /// It starts at a loop header.
    pub(super) in_loop: bool,
    /// The frames that it runs in, the current one last.
    pub(super) frames: Vec<Frame>,
    pub(super) drafts: Vec<Draft>,
    /// Other traces can come to the same instruction next: through another variant of the last one, or
    /// back from a call.
    pub(super) joins: bool,
    /// The deepest that the stack of each function gets.
    pub(super) depths: HashMap<FunctionId, usize>,
}

impl Walk {
    /// The current frame.
    pub(super) fn frame(&mut self) -> Result<&mut Frame, Stop> {
        self.frames.last_mut().ok_or_else(|| Stop::Flaw("a trace runs in no frame".to_owned()))
    }

    /// Adds a uop. Its exit, if it can take one, leads to this offset and what goes on there.
    pub(super) fn add(
        &mut self,
        op: Op,
        operand: Operand,
        exit: Option<(u32, Option<Start>)>,
    ) -> Result<(), Stop> {
        let info = op.info();
        let oparg = Uop { op, operand, exit: None }.oparg();
        let frame = self.frame()?;
        let before = frame.depth;
        let too_low = || Stop::Flaw("an instruction finds too little on the stack".to_owned());
        let effect = info.stack_effect(oparg);
        let left = before.checked_sub(effect.pops()).ok_or_else(too_low)?;
        frame.depth = left + effect.pushes();
        // Where a call returns, its result replaces the frame that `_SAVE_RETURN_OFFSET` sees.
        let depth = match op {
            _ if info.exit_pops => before - info.inputs.len(),
            // What a new generator is sent comes above what its frame holds.
            Op::_RETURN_GENERATOR => before + 1,
            _ => before,
        };
        let (function, after) = (frame.function, frame.depth);
        let deepest = self.depths.entry(function).or_default();
        *deepest = after.max(*deepest);
        let exit = exit.filter(|_| info.exit || info.resumes).map(|(offset, target)| DraftExit {
            function,
            offset,
            target: target.map(|start| (start, depth)),
        });
        self.drafts.push(Draft { op, operand, exit });
        Ok(())
    }

    /// Adds the dialect's uop with a name, which has no operand.
    pub(super) fn add_named(&mut self, name: &str) -> Result<(), Stop> {
        self.add_with(name, Operand::Nothing)
    }

    fn add_with(&mut self, name: &str, operand: Operand) -> Result<(), Stop> {
        let missing = || Stop::Flaw(format!("the dialect has no uop {name}"));
        let op = self.dialect.op(name).ok_or_else(missing)?;
        self.add(op, operand, None)
    }

    /// Adds what an instruction does once the function that it called has returned. Returns where the trace then
    /// continues, which is at this offset, unless it has ended.
    pub(super) fn end_call(&mut self, ending: Ending, offset: u32) -> Result<Option<u32>, Stop> {
        if let Ending::Check(builtin, text, rest) = ending {
            self.check(builtin, text)?;
            return rest.map_or(Ok(Some(offset)), |&rest| self.end_call(rest, offset));
        }
        let mut operand = Operand::Nothing;
        if let Ending::Build(class, count) = ending {
            self.add_with("_LOAD_CONST_INLINE", Operand::Class(class))?;
            operand = Operand::Oparg(count);
        }
        ending.uops().iter().try_for_each(|name| self.add_with(name, operand))?;
        if ending != Ending::Collect {
            return Ok(Some(offset));
        }
        if self.dialect.iterates_in_place() {
            self.add_named("_PUSH_NULL")?;
        }
        let entry = Entry::Builtin(Stage::Resume(0));
        let function = self.frame()?.function;
        self.link(Start { entry, ..Start::at(function, offset) })
    }

    /// Calls a builtin with what is on top, and a text.
    fn check(&mut self, builtin: Named, text: Named) -> Result<(), Stop> {
        self.add_with("_LOAD_CONST_INLINE", Operand::from(builtin))?;
        self.add(Op::_SWAP, Operand::Oparg(2), None)?;
        self.add_named("_PUSH_NULL")?;
        self.add(Op::_SWAP, Operand::Oparg(2), None)?;
        self.add_with("_LOAD_CONST_INLINE", Operand::from(text))?;
        self.add_with("_CALL_NON_PY_GENERAL", Operand::Oparg(2))
    }

    /// Ends the trace with a link.
    pub(super) fn link(&mut self, start: Start) -> Result<Option<u32>, Stop> {
        self.add(Op::_EXIT_TRACE, Operand::Nothing, Some((start.offset, Some(start))))?;
        Ok(None)
    }

    /// Ends the trace where no recorded run went on.
    pub(super) fn leave(&mut self, offset: u32) -> Result<Option<u32>, Stop> {
        self.add(Op::_EXIT_TRACE, Operand::Nothing, Some((offset, None)))?;
        Ok(None)
    }
}
