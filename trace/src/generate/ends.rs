//! Ends traces.

use super::catching::Raising;
use super::end::End;
use super::maker::Maker;
use super::roles::LOCALS;
use super::shape::Shape;
use crate::program::{Operand, TraceId};
use uops::Op;
use uops::runtime::Value;

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
            End::Follow { place, .. } => self.follow_return(place),
            End::MakeGenerator { body } => {
                self.link(Op::_RETURN_GENERATOR, body);
                self.emit(Op::_DYNAMIC_EXIT, Operand::Nothing);
            }
            End::Yield { next } => self.hand_out(Some(next)),
            End::Finish => self.hand_out(None),
            End::Raise(how) => self.raise(how),
            End::RaiseAgain => {
                self.emit(Op::_RERAISE, Operand::Oparg(0));
                self.emit(Op::_EXIT_TRACE, Operand::Nothing);
            }
            End::CleanUp => {
                self.emit(Op::_COPY, Operand::Oparg(3));
                self.emit(Op::_POP_EXCEPT, Operand::Nothing);
                self.emit(Op::_RERAISE, Operand::Oparg(1));
                self.emit(Op::_EXIT_TRACE, Operand::Nothing);
            }
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

    /// Raises an exception.
    fn raise(&mut self, how: Raising) {
        let count = match how {
            Raising::Class => {
                self.push_exception_class();
                1
            }
            Raising::Instance => {
                self.push_exception_class();
                self.emit(Op::_PUSH_NULL, Operand::Nothing);
                self.stack.push(Shape::Null);
                self.load_fitting(Shape::Any);
                self.operate(Op::_CALL_NON_PY_GENERAL, Operand::Oparg(1), 3, Shape::Exception);
                1
            }
            Raising::From => {
                self.push_exception_class();
                self.push_constant(Value::None, Shape::None);
                2
            }
            Raising::Handled => 0,
        };
        self.emit(Op::_RAISE_VARARGS, Operand::Oparg(count));
        self.stack.truncate(self.stack.len() - usize::from(count));
        self.emit(Op::_EXIT_TRACE, Operand::Nothing);
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
        self.note_offset();
        self.pop();
        self.load_fitting(result);
        self.link(Op::_EXIT_TRACE, place);
    }
}
