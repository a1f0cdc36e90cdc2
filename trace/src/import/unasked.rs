//! Instructions of CPython's traces that ask nothing of opaque objects where the recorded run did.
//!
//! CPython's optimiser knows what modules have, and puts constants in the place of loads; and it specialises for types
//! that are opaque here. The recorded sequence has the load, or whatever was asked, each time.

use super::recording::Feedback;
use super::replay::Replay;
use super::variant::expand_with;
use uops::Function;

impl Replay<'_, '_> {
    /// Goes on to the instruction at an offset, which uop number `index` belongs to, if one is known, and says whether it
    /// is a new one that asks nothing of the opaque objects that it met.
    pub(super) fn reaches_unasked(&mut self, index: usize, offset: Option<u32>) -> bool {
        let Some(offset) = offset.filter(|&offset| offset > 0) else { return false };
        self.offset = offset;
        let place = Some((self.state.function, offset));
        std::mem::replace(&mut self.looked, place) != place && self.is_unasked(index)
    }

    /// Whether an instruction, which begins with uop number `index`, met opaque objects whenever it ran, and has no uop
    /// in the trace that asks them.
    fn is_unasked(&mut self, index: usize) -> bool {
        let function = self.state.function;
        let Some(bytecode) = self.bytecodes.get(function.0 as usize) else { return false };
        let Some(instruction) = bytecode.at(self.offset) else { return false };
        if !instruction.feedback.is_some_and(Feedback::is_opaque) {
            return false;
        }
        let following = bytecode.at(instruction.next);
        let Ok(formed) = expand_with(self.tables, function, instruction, following, (0, false))
        else {
            return false;
        };
        let asking: Vec<Function> = formed
            .pieces
            .iter()
            .map(|piece| piece.op.info())
            .filter(|info| info.escapes)
            .map(|info| info.function)
            .collect();
        let dialect = self.tables.program.dialect;
        // Uops that come from no instruction of their own name none, or the first one.
        let is_of_instruction = |offset: u32| offset == 0 || offset == self.offset;
        let mut of_instruction = self
            .executor
            .uops
            .iter()
            .skip(index)
            .take_while(|uop| uop.offset.is_none_or(is_of_instruction))
            .filter_map(|uop| dialect.op(&uop.name));
        !asking.is_empty() && !of_instruction.any(|op| asking.contains(&op.info().function))
    }
}
