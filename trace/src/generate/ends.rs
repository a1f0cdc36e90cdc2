//! Ends traces.

use super::end::End;
use super::maker::Maker;
use super::roles::LOCALS;
use super::shape::Shape;
use crate::program::{Operand, TraceId};
use uops::Op;

impl Maker<'_> {
    /// Ends the trace.
    pub(super) fn end_with(&mut self, end: End) {
        match end {
            End::Join(target) if target == self.id => {
                self.emit(Op::_JUMP_TO_TOP, Operand::Nothing);
            }
            End::Join(target) => self.link(Op::_EXIT_TRACE, target),
            End::Carry(target, carried) => {
                for &shape in carried.shapes() {
                    self.load_fitting(shape);
                }
                self.link(Op::_EXIT_TRACE, target);
            }
            End::Call { function, params, body, next } => {
                self.call_trace(function, params, body, next);
            }
            End::Again { body, base, next, .. } => self.call_again(body, base, next),
            End::Leave => {
                self.push_result();
                self.emit(Op::_POP_FRAME, Operand::Nothing);
                self.stack.clear();
                self.emit(Op::_DYNAMIC_EXIT, Operand::Nothing);
            }
            End::Follow { place } => self.follow_return(place),
            End::Return { locals, others } => {
                // Those that the mix works on first.
                let mut order: Vec<usize> = (0..LOCALS.len()).collect();
                order.sort_by_key(|&local| self.mix.weight(LOCALS[local].family) == 0);
                for &local in &order[..locals] {
                    self.load(local);
                }
                if others > 0 {
                    self.load_other_results();
                }
                let items = self.height();
                let operand = Operand::Oparg(items as u16);
                self.operate(Op::_BUILD_TUPLE, operand, items, Shape::Object);
                self.emit(Op::_POP_FRAME, Operand::Nothing);
                self.stack.clear();
                self.emit(Op::_DYNAMIC_EXIT, Operand::Nothing);
            }
        }
    }

    /// Whether programs of the dialect follow returns out of the frame in which a trace began.
    pub(super) fn may_follow(&self) -> bool {
        self.vocabulary.has(Op::_GUARD_IP_RETURN_VALUE)
    }

    /// Returns something, and returns something else in its place to a frame that goes on at `place`.
    fn follow_return(&mut self, place: TraceId) {
        let result = self.signature(self.function()).result;
        self.push_result();
        self.emit(Op::_POP_FRAME, Operand::Nothing);
        let trace = self.program.trace(place);
        let (function, depth) = (trace.function, trace.stack as usize);
        let mut stack = vec![Shape::Object; depth - 1];
        stack.push(result);
        self.link_with(Op::_GUARD_IP_RETURN_VALUE, Operand::Function(function), place);
        let entry = self.entry(function, &stack, true);
        self.follow(&entry, function, stack);
        self.pop();
        self.load_fitting(result);
        self.link(Op::_EXIT_TRACE, place);
    }
}
