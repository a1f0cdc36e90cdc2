//! Chooses the layout of a program: a line of traces, the loops in it, and side traces that join it
//! again.

use super::catching::{Handling, MOST_OF_HANDLER, PROTECTING, RISKING, Try};
use super::end::{Carried, End};
use super::homes::Home;
use super::maker::{Maker, builtin_type};
use super::mix::Family;
use super::raising::risk;
use super::roles::{COUNTERS, DEPTH, LOCALS};
use super::shape::{Item, Shape};
use crate::program::{FunctionId, Operand, TraceId};
use uops::Op;

/// A line of traces gets another trace while it has at least this number of uops left; a loop needs twice as many.
pub(super) const MIN_PIECE: usize = 48;
/// How long the traces of a line get at most, as a rule.
const LENGTHS: [usize; 5] = [30, 60, 120, 250, usize::MAX];
/// The rest of a line may begin with a call if it has at least this number of uops, which include those of the function.
const LEAST_WITH_CALL: usize = 72;
/// The most uops that a function called by traces gets beyond the least.
pub(super) const BODY_UOPS: usize = 150;
/// A shorter program does not return what its instance and its cell hold.
const LEAST_WITH_OTHERS: usize = 80;
/// The most values that a loop starts above.
const BALLAST: usize = 24;

/// What a loop goes over.
#[derive(Clone, Copy)]
pub(super) enum Loop {
    Range,
    /// The items of a list, which this local holds.
    List(usize),
    /// The items of a tuple.
    Tuple(usize),
    /// The items of any iterable, by `_FOR_ITER_TIER_TWO`.
    Any(usize),
}

/// How a trace begins.
#[derive(Clone, Copy)]
pub(super) enum Opening {
    Plain,
    /// As the first trace of a function, the program's own included.
    First,
    /// With the next item of a loop, or with what follows the loop.
    Next {
        over: Loop,
        after: TraceId,
        counter: usize,
    },
    /// After a loop, with the iterator on the stack.
    Exhausted,
    /// With an item of a generator, which becomes the counter.
    Item {
        counter: usize,
    },
    /// After a loop over a generator, with what the generator has returned above the iterator.
    Done,
    /// With an exception.
    Handler(Handling),
}

impl Opening {
    /// How many uops it takes, but for those that every trace begins with.
    fn uops(self) -> usize {
        match self {
            Opening::Plain | Opening::First | Opening::Item { .. } => 0,
            Opening::Next { over: Loop::Any(_), .. } => 3,
            Opening::Next { .. } => 5,
            Opening::Exhausted | Opening::Done => 1,
            Opening::Handler(handling) => handling.uops(),
        }
    }
}

/// A trace that is still empty.
pub(super) struct Start {
    pub(super) id: TraceId,
    pub(super) home: Home,
    opening: Opening,
    pub(super) stack: Vec<Shape>,
    pub(super) floor: usize,
    /// Uops that it has in any case.
    uops: usize,
    /// Whether it is the first that a handler is for.
    is_tried: bool,
}

impl Maker<'_> {
    /// Makes a whole program of the uops in the pool. `longest` is the longest trace.
    pub(super) fn lay_out(&mut self, longest: usize) {
        let locals = (self.pool / 6).clamp(1, LOCALS.len());
        let others = if self.pool >= LEAST_WITH_OTHERS { self.other_results() } else { 0 };
        let end = End::Return { locals, others };
        self.returning = end;
        let home = self.home_of_function(FunctionId::MAIN);
        if self.catches {
            self.make_dispatch();
        }
        let start = self.start(Opening::First, home, Vec::new(), 0, end);
        self.lead_from_outside(start.id);
        self.line(start, end, 0, longest, 0);
    }

    /// A new trace with as many uops from the pool as it takes to come to `end`.
    pub(super) fn start(
        &mut self,
        opening: Opening,
        home: Home,
        stack: Vec<Shape>,
        floor: usize,
        end: End,
    ) -> Start {
        let id = self.allocate(home, stack.len());
        self.start_at(id, opening, stack, floor, end)
    }

    /// The same in a trace that exists.
    fn start_at(
        &mut self,
        id: TraceId,
        opening: Opening,
        stack: Vec<Shape>,
        floor: usize,
        end: End,
    ) -> Start {
        let home = self.home_of(id);
        let iterator = match opening {
            Opening::Exhausted | Opening::Done => self.iterator().len(),
            _ => 0,
        };
        let first = match opening {
            Opening::First => self.opening_uops(home.function),
            _ => 0,
        };
        let uops =
            self.beginning() + opening.uops() + first + stack.len() - iterator - floor + end.uops();
        self.pool -= uops;
        Start { id, home, opening, stack, floor, uops, is_tried: false }
    }

    /// Fills a line of traces from `here` to `end`, until only `rest` uops are left in the pool.
    pub(super) fn line(
        &mut self,
        mut here: Start,
        end: End,
        rest: usize,
        longest: usize,
        depth: usize,
    ) {
        let loops = self.mix.weight(Family::Loops) as usize;
        let is_tried = self.try_line(&mut here, end, rest);
        loop {
            let spare = self.pool.saturating_sub(rest);
            if spare < MIN_PIECE {
                break;
            }
            let in_loop = depth < COUNTERS.len() && spare >= 2 * MIN_PIECE && loops > 0;
            if in_loop && self.choices.below(4 + 2 * loops) >= 4 {
                let generator = self.choose_generator(here.home.function, depth, spare);
                here = match generator {
                    Some(generator) => {
                        let until = (end, rest);
                        self.loop_over_generator(here, generator, until, longest, depth)
                    }
                    None => self.make_loop(here, end, rest, longest, depth),
                };
                continue;
            }
            let least_with_call = LEAST_WITH_CALL + 8 * (self.beginning() - 1);
            let yields = self.is_generator(here.home.function) && self.choices.one_in(2);
            let call = match !yields && spare >= least_with_call {
                true => self.choose_call(here.home.function, depth),
                false => None,
            };
            let mut stack = here.stack[..here.floor].to_vec();
            stack.extend(call.map(|function| self.signature(function).result));
            stack.extend(yields.then_some(Shape::Object));
            let carried = match call.is_none() && !yields && spare >= least_with_call {
                true => self.choose_carried(),
                false => Vec::new(),
            };
            stack.extend(&carried);
            let next = self.start(Opening::Plain, here.home, stack, here.floor, end);
            let join = match call {
                Some(function) => {
                    self.lead_from_outside(next.id);
                    self.end_by_call(&mut here, function, next.id, rest, longest, depth)
                }
                None if yields => {
                    self.lead_from_outside(next.id);
                    let end = End::Yield { next: next.id };
                    self.pool -= end.uops() - 1;
                    here.uops += end.uops() - 1;
                    end
                }
                None if carried.is_empty() => End::Join(next.id),
                None => {
                    self.pool -= carried.len();
                    here.uops += carried.len();
                    End::Carry(next.id, Carried::of(&carried))
                }
            };
            let spare = self.pool.saturating_sub(rest);
            // What is left over goes to side traces and to the next one.
            let most = self.choices.pick(&LENGTHS).min(longest);
            let uops = self.choices.between(0, (spare * 2 / 3).min(most));
            self.pool -= uops;
            here.uops += uops;
            self.complete(here, join);
            here = next;
        }
        let uops = self.pool.saturating_sub(rest);
        self.pool -= uops;
        here.uops += uops;
        self.complete(here, end);
        if is_tried {
            self.tries.pop();
        }
    }

    /// Has a handler for the whole line that begins with `here`, now and then.
    fn try_line(&mut self, here: &mut Start, end: End, rest: usize) -> bool {
        let spare = self.pool.saturating_sub(rest);
        if !self.may_catch() || spare < MOST_OF_HANDLER + end.uops() || !self.choices.one_in(2) {
            return false;
        }
        let handling = self.choose_handling();
        let end = end.of_handler(handling);
        let Start { home, floor, .. } = *here;
        let mut stack = here.stack[..floor].to_vec();
        stack.extend(handling.pushed());
        let mut handler = self.start(Opening::Handler(handling), home, stack, floor, end);
        self.lead_from_outside(handler.id);
        self.pool -= PROTECTING + RISKING;
        let more = self.choices.below(self.pool.saturating_sub(rest) / 4 + 1);
        self.pool -= more;
        (handler.uops, here.uops) = (handler.uops + more, here.uops + PROTECTING + RISKING);
        let (function, target) = (home.function, handler.id);
        self.complete(handler, end);
        here.is_tried = true;
        let pushes_offset = handling.pushes_offset;
        self.tries.push(Try { function, target, depth: floor, pushes_offset });
        true
    }

    /// What a trace of a line leaves on the stack for the next one; in regions, now and then.
    fn choose_carried(&mut self) -> Vec<Shape> {
        let shapes = [Item::Int.shape(), Item::Float.shape(), Shape::Any, Shape::Bool];
        match self.forms_regions() && self.choices.one_in(3) {
            true => {
                let count = self.choices.between(1, Carried::MOST);
                (0..count).map(|_| self.choices.pick(&shapes)).collect()
            }
            false => Vec::new(),
        }
    }

    /// Leaves the line at `here` for a loop, and returns what follows that.
    fn make_loop(
        &mut self,
        here: Start,
        end: End,
        rest: usize,
        longest: usize,
        depth: usize,
    ) -> Start {
        let over = self.choices.pick(&[Loop::Range, Loop::List(4), Loop::Tuple(7), Loop::Any(11)]);
        let over = match over {
            Loop::List(role) if !self.always_holds(here.home.function, role) => Loop::Range,
            over => over,
        };
        let spare = self.pool.saturating_sub(rest) - MIN_PIECE;
        let ballast = match self.choices.one_in(4) {
            true => self.choices.between(1, BALLAST.min(spare / 4)),
            false => 0,
        };
        let ballast = (0..ballast).map(|_| self.choices.below(LOCALS.len()));
        let mut ballast: Vec<usize> = ballast.collect();
        ballast.retain(|&role| {
            LOCALS[role].shape.is_constant() || self.always_holds(here.home.function, role)
        });
        // First all traces get the uops that they need, then side traces may take what is left.
        let floor = here.floor;
        let mut below = here.stack[..floor].to_vec();
        let opener =
            self.start(Opening::Plain, here.home, below.clone(), floor, End::Join(here.id));
        let source = if matches!(over, Loop::Range) { 4 } else { 2 };
        self.pool -= ballast.len() + source;
        below.extend(ballast.iter().map(|&local| LOCALS[local].shape));
        let mut inside = below.clone();
        inside.extend(self.iterator());
        let (opening, stack) = match over {
            Loop::Any(_) if self.vocabulary.pops_exhausted() => (Opening::Plain, below),
            _ => (Opening::Exhausted, inside.clone()),
        };
        let after = self.start(opening, here.home, stack, floor, end);
        let opening = Opening::Next { over, after: after.id, counter: LOCALS.len() + depth };
        let inner = inside.len();
        let home = self.home_of_loop(here.home);
        let head = self.start(opening, home, inside, inner, End::Join(after.id));
        if home != here.home {
            self.lead_from_outside(head.id);
            self.lead_from_outside(after.id);
        }

        let entry = self.entry(home.function, &opener.stack, true);
        self.complete(here, End::Join(opener.id));
        self.begin(opener.id, &entry, opener.stack, floor);
        self.cover_by_line();
        self.fill_beginning();
        for local in ballast {
            self.load(local);
        }
        self.push_iterator(over);
        self.end_with(End::Join(head.id));
        let spare = self.pool.saturating_sub(rest);
        let body = self.choices.between(spare.min(12), spare / 2);
        let (back, rest) = (End::Join(head.id), self.pool - body.min(self.pool));
        self.afters.push(after.id);
        self.line(head, back, rest, longest, depth + 1);
        self.afters.pop();
        after
    }

    /// The end of `here` with a call of a function that returns to `next`. A function that is called for
    /// the first time gets traces of its own.
    pub(super) fn end_by_call(
        &mut self,
        here: &mut Start,
        function: FunctionId,
        next: TraceId,
        rest: usize,
        longest: usize,
        depth: usize,
    ) -> End {
        let params = self.signature(function).params;
        // One uop is there for the end anyway.
        let more = params + 5;
        self.pool -= more;
        here.uops += more;
        let body = match self.signature(function).body {
            Some((body, _)) => body,
            None if self.is_generator(function) => {
                self.make_generator(function, rest, longest, depth)
            }
            None => self.make_body(function, next, rest, longest, depth),
        };
        End::Call { function, params, body, next }
    }

    /// Makes the traces of a function that returns to `caller` first, and returns the first trace.
    fn make_body(
        &mut self,
        function: FunctionId,
        caller: TraceId,
        rest: usize,
        longest: usize,
        depth: usize,
    ) -> TraceId {
        let mut end = self.choose_return(caller);
        let mut others = Vec::new();
        let home = self.home_of_function(function);
        let id = self.allocate(home, 0);
        self.lead_from_outside(id);
        if self.signature(function).place(DEPTH).is_some() {
            let result = self.signature(function).result;
            // The deepest call returns to the one that made it.
            let after_base = TraceId(self.program.traces.len() as u32 + 1);
            let [first, last] = [after_base, caller].map(|place| self.choose_return(place));
            let base = self.start(Opening::Plain, home, Vec::new(), 0, first);
            let next = self.start(Opening::Plain, home, vec![result], 0, last);
            debug_assert_eq!(next.id, after_base);
            self.lead_from_outside(next.id);
            let params = self.signature(function).params;
            end = End::Again { params, body: id, base: base.id, next: next.id };
            others.extend([(base, first), (next, last)]);
        }
        let body = self.start_at(id, Opening::First, Vec::new(), 0, end);
        self.signatures[function.0 as usize].body = Some((id, depth));
        for (start, end) in std::iter::once((body, end)).chain(others) {
            let spare = self.pool.saturating_sub(rest);
            let uops = self.choices.between(0, (spare / 3).min(BODY_UOPS));
            let rest = self.pool - uops;
            self.line(start, end, rest, longest, depth);
        }
        id
    }

    /// How a trace ends that returns from its function, which returns to `place` among others.
    fn choose_return(&mut self, place: TraceId) -> End {
        match self.may_follow() && self.pool >= MIN_PIECE && self.choices.one_in(2) {
            true => End::Follow { place, notes_offset: self.catches },
            false => End::Leave,
        }
    }

    fn push_iterator(&mut self, over: Loop) {
        match over {
            Loop::Range => {
                self.push_callable(builtin_type("range"));
                let rounds = self.choices.between(2, 6);
                self.push_int(rounds as i64);
                self.operate(Op::_CALL_BUILTIN_CLASS, Operand::Oparg(1), 3, Shape::Object);
            }
            Loop::List(local) | Loop::Tuple(local) | Loop::Any(local) => self.load(local),
        }
        self.emit(Op::_GET_ITER, Operand::Nothing);
        self.stack.pop();
        self.stack.extend(self.iterator());
    }

    /// The stack slots of an iterator.
    pub(super) fn iterator(&self) -> &'static [Shape] {
        match self.vocabulary.has_long_iterators() {
            true => &[Shape::Iter, Shape::Position],
            false => &[Shape::Iter],
        }
    }

    /// Pops the iterator of a loop that is over.
    pub(super) fn pop_iterator(&mut self) {
        match self.vocabulary.has_long_iterators() {
            true => self.emit(Op::_POP_ITER, Operand::Nothing),
            false => self.emit(Op::_POP_TOP, Operand::Nothing),
        }
        self.stack.truncate(self.stack.len() - self.iterator().len());
    }

    /// Fills a trace and the side traces that leave it.
    pub(super) fn complete(&mut self, start: Start, end: End) {
        let opened = !matches!(start.opening, Opening::First);
        let entry = self.entry(start.home.function, &start.stack, opened);
        self.begin(start.id, &entry, start.stack, start.floor);
        if !start.is_tried {
            self.cover_by_line();
        }
        match start.opening {
            Opening::Plain => {}
            Opening::First => {
                self.branches = false;
                self.open(start.home.function);
            }
            Opening::Exhausted => self.pop_iterator(),
            Opening::Item { counter } => self.store(counter),
            Opening::Done => {
                self.pop();
                self.pop_iterator();
            }
            Opening::Next { over, after, counter } => self.next_item(over, after, counter),
            Opening::Handler(handling) => self.handle(handling),
        }
        if let Some(&handler) = self.tries.last().filter(|_| start.is_tried) {
            self.protect(handler);
            risk(self);
        }
        self.branches = true;
        self.fill_to(start.uops, end);
        while let Some(side) = self.sides.pop() {
            self.branches = side.branches;
            self.begin(side.trace, &side.entry, side.stack, side.floor);
            self.returns = side.returns;
            if side.unwinds {
                self.unwind();
            }
            if let Some(handling) = side.handling {
                self.handle(handling);
            }
            self.fill_to(side.uops, side.end);
        }
    }

    fn fill_to(&mut self, uops: usize, end: End) {
        self.end = end;
        self.fill(uops, end.uops());
        self.end_with(end);
    }

    fn next_item(&mut self, over: Loop, after: TraceId, counter: usize) {
        self.emit(Op::_TIER2_RESUME_CHECK, Operand::Nothing);
        let (check, guard, next, shape) = match over {
            Loop::Range => (
                Op::_ITER_CHECK_RANGE,
                Op::_GUARD_NOT_EXHAUSTED_RANGE,
                Op::_ITER_NEXT_RANGE,
                Item::Int.shape(),
            ),
            Loop::List(local) => (
                Op::_ITER_CHECK_LIST,
                Op::_GUARD_NOT_EXHAUSTED_LIST,
                Op::_ITER_NEXT_LIST,
                LOCALS[local].shape,
            ),
            Loop::Tuple(local) => (
                Op::_ITER_CHECK_TUPLE,
                Op::_GUARD_NOT_EXHAUSTED_TUPLE,
                Op::_ITER_NEXT_TUPLE,
                LOCALS[local].shape,
            ),
            Loop::Any(_) => {
                self.link(Op::_FOR_ITER_TIER_TWO, after);
                self.stack.push(Shape::Any);
                return self.store(counter);
            }
        };
        self.emit(check, Operand::Nothing);
        self.link(guard, after);
        self.emit(next, Operand::Nothing);
        self.stack.push(shape);
        self.store(counter);
    }
}
