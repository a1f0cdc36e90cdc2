//! Loops over generators, and the traces of generators.

use super::end::End;
use super::layout::{BODY_UOPS, MIN_PIECE, Opening, Start};
use super::maker::Maker;
use super::mix::Family;
use super::roles::{self, LOCALS};
use super::shape::Shape;
use super::signature::{Calling, CellOf};
use crate::program::{FunctionId, Operand, TraceId};
use uops::Op;

/// A loop over a generator needs this number of uops, which include those of the generator.
const LEAST_WITH_GENERATOR: usize = 3 * MIN_PIECE;
/// How many uops the loop has besides those of its traces that are filled.
const WALKING: usize = 7;

impl Maker<'_> {
    /// Adds generators, if the mix asks for them.
    pub(super) fn define_generators(&mut self) {
        if self.mix.weight(Family::Generators) == 0 {
            return;
        }
        for name in ["first_items", "more_items"] {
            let params = self.some_roles(2, &[]);
            self.add(name, params, CellOf::Nobody, Calling::Generator);
        }
    }

    pub(super) fn is_generator(&self, function: FunctionId) -> bool {
        self.signature(function).calling == Calling::Generator
    }

    /// A generator that a loop in a trace of `function` so deep in loops may be over, now and then: one that is defined
    /// after it.
    pub(super) fn choose_generator(
        &mut self,
        function: FunctionId,
        depth: usize,
        spare: usize,
    ) -> Option<FunctionId> {
        let later = (function.0 + 1..self.signatures.len() as u32).map(FunctionId);
        let generators: Vec<FunctionId> = later
            .filter(|&id| {
                let callee = self.signature(id);
                callee.calling == Calling::Generator
                    && callee.body.is_none_or(|(_, deepest)| depth <= deepest)
                    && callee.roles[..callee.params].iter().all(|&role| {
                        roles::shape(role).is_constant() || self.always_holds(function, role)
                    })
            })
            .collect();
        let weight = self.mix.weight(Family::Generators) as usize;
        if spare < LEAST_WITH_GENERATOR
            || generators.is_empty()
            || self.choices.below(4 + weight) < 4
        {
            return None;
        }
        Some(self.choices.pick(&generators))
    }

    /// Leaves the line at `here` for a loop over a generator, and returns what follows that.
    pub(super) fn loop_over_generator(
        &mut self,
        mut here: Start,
        generator: FunctionId,
        (end, rest): (End, usize),
        longest: usize,
        depth: usize,
    ) -> Start {
        let (home, floor) = (here.home, here.floor);
        let mut made = here.stack[..floor].to_vec();
        let mut inside = made.clone();
        made.push(Shape::Object);
        inside.extend(self.iterator());
        let inner = inside.len();
        let mut with_value = inside.clone();
        with_value.push(Shape::Any);
        let iterate = self.allocate(home, made.len());
        let head = self.allocate(home, inner);
        self.pool -= 2 * self.beginning() + WALKING;
        let after = self.start(Opening::Done, home, with_value.clone(), floor, end);
        let counter = LOCALS.len() + depth;
        let item = self.start(Opening::Item { counter }, home, with_value, inner, End::Join(head));
        for id in [iterate, after.id, item.id] {
            self.lead_from_outside(id);
        }
        let call = self.end_by_call(&mut here, generator, iterate, rest, longest, depth);
        self.complete(here, call);

        let entry = self.entry(home.function, &made, true);
        self.begin(iterate, &entry, made, floor);
        self.cover_by_line();
        self.fill_beginning();
        self.emit(Op::_GET_ITER, Operand::Nothing);
        self.stack.truncate(floor);
        self.stack.extend(self.iterator());
        self.link(Op::_EXIT_TRACE, head);

        let entry = self.entry(home.function, &inside, true);
        self.begin(head, &entry, inside, inner);
        self.cover_by_line();
        self.fill_beginning();
        self.emit(Op::_CHECK_PEP_523, Operand::Nothing);
        self.emit(Op::_FOR_ITER_GEN_FRAME, Operand::Nothing);
        self.link(Op::_SAVE_RETURN_OFFSET, after.id);
        self.link(Op::_PUSH_GEN_FRAME, item.id);
        self.emit(Op::_DYNAMIC_EXIT, Operand::Nothing);
        self.stack.clear();

        let spare = self.pool.saturating_sub(rest);
        let body = self.choices.between(spare.min(12), spare / 2);
        let rest = self.pool - body.min(self.pool);
        self.line(item, End::Join(head), rest, longest, depth + 1);
        after
    }

    /// Makes the traces of a generator, and returns the first.
    pub(super) fn make_generator(
        &mut self,
        generator: FunctionId,
        rest: usize,
        longest: usize,
        depth: usize,
    ) -> TraceId {
        let home = self.home_of_function(generator);
        let body = self.start(Opening::Plain, home, vec![Shape::Object], 0, End::Finish);
        let end = End::MakeGenerator { body: body.id };
        let first = self.start(Opening::First, home, Vec::new(), 0, end);
        let id = first.id;
        self.lead_from_outside(body.id);
        self.lead_from_outside(id);
        self.signatures[generator.0 as usize].body = Some((id, depth));
        self.complete(first, end);
        let spare = self.pool.saturating_sub(rest);
        let uops = self.choices.between(spare.min(MIN_PIECE + 2), (spare / 2).min(BODY_UOPS));
        self.line(body, End::Finish, self.pool - uops, longest, depth + 1);
        id
    }

    /// Leaves the frame of a generator, which goes on at `next`, or never again.
    pub(super) fn hand_out(&mut self, next: Option<TraceId>) {
        self.load_fitting(Shape::Any);
        match next {
            Some(next) => self.link(Op::_YIELD_VALUE, next),
            None => self.emit(Op::_POP_GEN_FRAME, Operand::Nothing),
        }
        self.stack.clear();
        self.emit(Op::_DYNAMIC_EXIT, Operand::Nothing);
    }
}
