//! Handlers of exceptions: what they are for, and what their traces begin with.

use super::catching::{Deed, EXCEPTIONS, Handling, MOST_INNER, MOST_OF_HANDLER, Try};
use super::end::End;
use super::homes::Home;
use super::maker::{Maker, OFFSETS, Side};
use super::mix::Family;
use super::shape::Shape;
use crate::program::{Class, ClassId, FunctionId, Handler, Handlers, Operand, TraceId, Uop};
use uops::Op;
use uops::runtime::Value;

/// A program that is shorter handles nothing.
const LEAST_WITH_HANDLERS: usize = 40;
/// The most lines about handlers in a program.
const MOST_HANDLERS: usize = 256;
/// How many of a trace's offsets are those of a frame, in programs with handlers.
const OFFSETS_OF_FRAME: u32 = OFFSETS / 4;
/// Behind so many uops of a trace nothing new is protected.
const LAST_PROTECTED: usize = OFFSETS_OF_FRAME as usize - 100;

impl Maker<'_> {
    /// Chooses whether the program handles exceptions, whose classes it then has.
    pub(super) fn define_exceptions(&mut self) {
        self.catches = self.mix.weight(Family::Exceptions) > 0 && self.pool >= LEAST_WITH_HANDLERS;
        if !self.catches {
            return;
        }
        let first = self.program.classes.len() as u32;
        let bases = |index: usize| -> Vec<ClassId> {
            let all = std::iter::successors(EXCEPTIONS[index].1, |&of| EXCEPTIONS[of].1);
            all.map(|index| ClassId(first + index as u32)).collect()
        };
        let classes = EXCEPTIONS.iter().enumerate().map(|(index, (name, _))| Class {
            name: (*name).into(),
            made: false,
            slotted: true,
            holds: None,
            attributes: vec!["args".into()],
            bases: bases(index),
            members: Vec::new(),
        });
        self.program.classes.extend(classes);
        self.first_exception = first;
    }

    /// Makes the trace with which a program is entered that handles exceptions.
    pub(super) fn make_dispatch(&mut self) {
        let home = Home { function: FunctionId::MAIN, region: None };
        let id = self.allocate(home, 0);
        let uop = Uop { op: Op::_DYNAMIC_EXIT, operand: Operand::Nothing, exit: None };
        self.program.traces[id.0 as usize].uops.push(uop);
        self.pool -= 1;
    }

    /// The handlers of the program, whose run begins with a trace.
    pub(super) fn finish_handlers(&mut self) {
        if self.catches {
            // The one that was added last is the innermost one.
            let rows = std::mem::take(&mut self.handlers).into_iter().rev().collect();
            self.program.handlers = Some(Handlers { start: TraceId(1), rows });
        }
    }

    /// How many uops each trace begins with.
    pub(super) fn beginning(&self) -> usize {
        1 + usize::from(self.catches)
    }

    /// Emits as many uops as the trace may begin with, if it begins with fewer.
    pub(super) fn fill_beginning(&mut self) {
        while self.written < self.beginning() {
            self.emit(Op::_TIER2_RESUME_CHECK, Operand::Nothing);
        }
    }

    /// Notes in the frame where it is, if handlers are looked up by that.
    pub(super) fn note_offset(&mut self) {
        if self.catches {
            self.set_ip();
        }
    }

    /// The offset of the next uop. Where there are handlers, they are for other offsets than those of frames that the
    /// trace has entered: it may enter one of the same function.
    pub(super) fn offset(&mut self) -> u32 {
        let (start, written) = (self.trace().offset, self.written as u32);
        match self.catches {
            true => {
                let depth = self.callers.len() as u32;
                start + depth * OFFSETS_OF_FRAME + written.min(OFFSETS_OF_FRAME - 1)
            }
            false => start + written.min(OFFSETS - 1),
        }
    }

    /// Notes in the frame where it is.
    pub(super) fn set_ip(&mut self) {
        let offset = self.offset();
        self.emit(Op::_SET_IP, Operand::InstrPtr(offset));
    }

    /// Whether there may be one handler more.
    pub(super) fn may_catch(&self) -> bool {
        self.catches && self.handlers.len() < MOST_HANDLERS
    }

    /// Whether there are enough uops for a handler of what follows in the trace.
    pub(super) fn can_try(&self) -> bool {
        self.may_catch()
            && self.branches
            && self.written < LAST_PROTECTED
            && self.pool >= MOST_OF_HANDLER + self.side_end().uops()
    }

    pub(super) fn choose_handling(&mut self) -> Handling {
        let may_raise = self.may_raise();
        let deed = match self.choices.below(6) {
            5 if may_raise => Deed::RaiseAgain,
            4 => Deed::Drop,
            _ => Deed::Handle,
        };
        Handling {
            deed,
            pushes_offset: self.choices.one_in(3),
            matches: may_raise && self.choices.one_in(3),
            cleans_up: may_raise && self.choices.one_in(3),
            inner: self.choices.below(MOST_INNER + 1),
        }
    }

    /// The innermost handler of what the current instruction of the current frame raises.
    pub(super) fn handler_here(&self) -> Option<Handler> {
        let (function, offset) = (self.function(), self.state.offset?);
        self.handlers.iter().rev().find(|handler| handler.covers(function, offset)).copied()
    }

    /// Whether there is a handler for what is raised here, in this frame or one that waits for it.
    pub(super) fn is_caught(&self) -> bool {
        self.handler_here().is_some() || self.callers.iter().any(|caller| caller.catches)
    }

    /// Whether something may be raised here. It seldom may where nothing is known to handle it.
    pub(super) fn may_raise(&mut self) -> bool {
        self.catches
            && (self.is_caught() || self.choices.one_in(if self.may_be_caught() { 3 } else { 12 }))
    }

    /// Whether the trace is one of a function, so that something that has called it may handle what is raised.
    pub(super) fn may_be_caught(&self) -> bool {
        self.program.trace(self.id).function != FunctionId::MAIN
    }

    /// Begins what a handler is for, which keeps `depth` slots: from here to the end of the trace. It emits a uop that
    /// may raise an exception as far as anybody knows, so that something leads to the handler.
    pub(super) fn protect(&mut self, handler: Try) {
        let from = self.offset();
        self.add_handler(handler, from, (from / OFFSETS_OF_FRAME + 1) * OFFSETS_OF_FRAME);
        self.set_ip();
        self.emit(Op::_CHECK_PERIODIC, Operand::Nothing);
    }

    fn add_handler(&mut self, handler: Try, from: u32, to: u32) {
        self.handlers.push(Handler {
            function: handler.function,
            from,
            to,
            depth: handler.depth as u32,
            pushes_offset: handler.pushes_offset,
            target: Some(handler.target),
        });
    }

    /// The handler of a line of traces is for the whole trace that has just begun.
    pub(super) fn cover_by_line(&mut self) {
        let Some(&handler) = self.tries.last() else { return };
        if handler.function == self.function() && self.may_catch() {
            debug_assert!(handler.depth <= self.floor);
            let from = self.trace().offset;
            self.add_handler(handler, from, from + OFFSETS_OF_FRAME);
        }
    }

    /// What handles exceptions here does so in another trace, which keeps `floor` slots.
    pub(super) fn cover_as_here(&mut self, other: TraceId, floor: usize) {
        let Some(handler) = self.handler_here().filter(|it| it.depth as usize <= floor) else {
            return;
        };
        if self.may_catch() {
            let from = self.program.trace(other).offset;
            self.handlers.push(Handler { from, to: from + OFFSETS_OF_FRAME, ..handler });
        }
    }

    /// Handlers of the frame that is left, which the trace has entered, are not for another frame of its function.
    pub(super) fn end_protection(&mut self) {
        if !self.catches {
            return;
        }
        let (function, end) = (self.function(), self.offset());
        for handler in self.handlers.iter_mut().filter(|it| it.covers(function, end)) {
            handler.to = end.max(handler.from + 1);
        }
    }

    /// Makes a handler for what follows in the trace.
    pub(super) fn try_here(&mut self) {
        let handling = self.choose_handling();
        let mut stack = self.stack[..self.floor].to_vec();
        let depth = stack.len();
        stack.extend(handling.pushed());
        let end = self.side_end().of_handler(handling);
        let least = self.beginning() + handling.uops() + stack.len() - depth + end.uops();
        let uops = least + self.choices.below((self.pool - least).min(MOST_OF_HANDLER) + 1);
        let branches = self.choices.one_in(2);
        let target = self.side_of(stack, depth, uops, end, branches, Some(handling));
        let (function, pushes_offset) = (self.function(), handling.pushes_offset);
        self.protect(Try { function, target, depth, pushes_offset });
    }

    /// A trace that handles what is raised here, or goes on after that, with all slots of its stack as they are.
    fn side_of_handler(&mut self, stack: Vec<Shape>, end: End) -> TraceId {
        let (floor, uops) = (stack.len(), self.beginning() + end.uops());
        self.side_of(stack, floor, uops, end, false, None)
    }

    /// A side trace to which an exception or an exit leads.
    pub(super) fn side_of(
        &mut self,
        stack: Vec<Shape>,
        floor: usize,
        uops: usize,
        end: End,
        branches: bool,
        handling: Option<Handling>,
    ) -> TraceId {
        self.pool -= uops;
        let home = match self.has_entered() {
            true => self.home_of_function(self.function()),
            false => self.home_of(self.id),
        };
        let trace = self.allocate(home, stack.len());
        self.lead_from_outside(trace);
        self.cover_as_here(trace, floor);
        let entry = self.entry_from_here(&stack);
        self.sides.push(Side {
            trace,
            entry,
            stack,
            floor,
            uops,
            branches,
            unwinds: false,
            handling,
            end,
            returns: self.returns,
        });
        trace
    }

    /// Pushes a class of exceptions.
    pub(super) fn push_exception_class(&mut self) {
        let class = self.some_exception();
        let op = self.either(Op::_LOAD_CONST_INLINE, Op::_LOAD_CONST_INLINE_BORROW);
        self.emit(op, Operand::Class(class));
        self.stack.push(Shape::Object);
    }

    fn some_exception(&mut self) -> ClassId {
        ClassId(self.first_exception + self.choices.below(EXCEPTIONS.len()) as u32)
    }

    /// Begins the trace of a handler, whose stack has been pushed.
    pub(super) fn handle(&mut self, handling: Handling) {
        if handling.deed == Deed::Drop {
            return;
        }
        let below = self.stack.len() - 1;
        self.emit(Op::_PUSH_EXC_INFO, Operand::Nothing);
        self.stack.insert(below, Shape::Object);
        let (floor, branches) = (self.floor, self.branches);
        self.branches = false;
        if handling.deed == Deed::RaiseAgain {
            self.floor = self.stack.len();
            self.fill_inner(handling.inner);
            self.floor = self.stack.len();
            self.branches = branches;
            return;
        }
        let again = self.beginning() + End::RaiseAgain.uops();
        if handling.matches && self.pool >= again {
            self.match_class();
        }
        self.floor = self.stack.len() - 1;
        let clean_up = self.beginning() + End::CleanUp.uops();
        let protected = handling.cleans_up && self.pool >= clean_up;
        if protected {
            let mut stack = self.stack[..self.floor].to_vec();
            let depth = stack.len();
            stack.extend([Shape::Int { bits: 30 }, Shape::Exception]);
            let target = self.side_of_handler(stack, End::CleanUp);
            let function = self.function();
            self.protect(Try { function, target, depth, pushes_offset: true });
        }
        let own = self.handlers.len();
        self.fill_inner(handling.inner + self.height());
        if protected {
            let end = self.offset();
            self.handlers[own - 1].to = end;
            self.set_ip();
        }
        self.emit(Op::_POP_EXCEPT, Operand::Nothing);
        self.stack.pop();
        (self.floor, self.branches) = (floor, branches);
    }

    /// Raises the exception on top again unless it is of one of some classes.
    fn match_class(&mut self) {
        match self.choices.below(2) {
            0 => {
                let [one, other] = [self.some_exception(), self.some_exception()];
                let classes = Value::Tuple(vec![Value::Class(one.0), Value::Class(other.0)]);
                self.push_constant(classes, Shape::Object);
            }
            _ => self.push_exception_class(),
        }
        self.emit(Op::_CHECK_EXC_MATCH, Operand::Nothing);
        self.stack.pop();
        let stack = self.stack.clone();
        let again = self.side_of_handler(stack, End::RaiseAgain);
        self.stack.push(Shape::Bool);
        self.link(Op::_GUARD_IS_TRUE_POP, again);
        self.stack.pop();
    }
}
