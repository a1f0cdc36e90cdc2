//! Frames of functions that take any number of arguments, in CPython's own traces.

use super::error::Stop;
use super::executor::Uop as Recorded;
use super::replay::Replay;
use crate::program::{FunctionId, Operand};
use uops::{Function, Kind, Op};

impl Replay<'_, '_> {
    /// Puts the arguments for which there is no parameter of their own in a tuple, and makes the frame. Whether the uop
    /// makes such a frame.
    pub(super) fn gather(&mut self, op: Op, recorded: &Recorded) -> Result<bool, Stop> {
        let is_frame = matches!(
            op.info().function,
            Function::_PY_FRAME_GENERAL | Function::_CREATE_INIT_FRAME
        );
        let base = self.state.stack.len().checked_sub(usize::from(recorded.oparg) + 2);
        let Some(base) = base.filter(|_| is_frame) else { return Ok(false) };
        let [callable, this] = [self.state.stack[base], self.state.stack[base + 1]];
        let Some(function) = self.state.function_of(callable) else { return Ok(false) };
        if !self.tables.program.function(function).is_some_and(|function| function.has_stars()) {
            return Ok(false);
        }
        let has_self = match self.state.kind(this) {
            Kind::Null => false,
            kind if kind.is(Kind::Object) => true,
            _ => return Err(self.missing(recorded, "a `self` that may be missing".to_owned())),
        };
        let count = self.gather_arguments(function, recorded, usize::from(has_self))?;
        self.check_room(function)?;
        match op.info().function {
            Function::_CREATE_INIT_FRAME => self.make_init_frame(count)?,
            _ => {
                self.add(Op::_INIT_CALL_PY_EXACT_ARGS, Operand::Oparg(count), None)?;
            }
        }
        Ok(true)
    }

    /// Makes the tuple and the dict of a call by position. Returns how many arguments are above the `self` then.
    fn gather_arguments(
        &mut self,
        function: FunctionId,
        recorded: &Recorded,
        below: usize,
    ) -> Result<u16, Stop> {
        let given = below + usize::from(recorded.oparg);
        let code = self.tables.recording.codes.get(function.0 as usize);
        let known = code.and_then(|code| Some((code, code.plain_count()?)));
        let (code, plain) = known.ok_or_else(|| self.flaw("calls what is no function"))?;
        if given < plain || given > plain && !code.has_varargs() || plain > code.positional {
            let what = "other arguments than the parameters of a function with a star";
            return Err(self.missing(recorded, what.to_owned()));
        }
        if plain < below {
            return Err(self.missing(recorded, "a `self` among all other arguments".to_owned()));
        }
        let mut count = plain - below;
        if code.has_varargs() {
            self.add(Op::_BUILD_TUPLE, Operand::Oparg((given - plain) as u16), None)?;
            count += 1;
        }
        if code.has_varkeywords() {
            self.add(Op::_BUILD_MAP, Operand::Oparg(0), None)?;
            count += 1;
        }
        Ok(count as u16)
    }
}
