//! Keeps tagged ints in locals.
//!
//! If tagged ints are stored into a local, the local keeps them without a box and passes them on to
//! other traces. A parameter does the same if callers pass ints. These locals are the same in the
//! whole program, so that each use of one is a uop that expects a tagged value.

use super::edit::Edits;
use super::tags::{is_untag, tagged_constant};
use super::values::{Value, Values};
use super::view::{Local, Locals, TraceView, Whole};
use crate::loops::Loops;
use crate::program::{Operand, TraceId, Uop};
use crate::verify::VerifiedProgram;
use crate::verify::state::State;
use std::collections::BTreeMap;
use uops::{Function, Kind, Op, OperandKind};

/// How much more often a use in a loop is taken to run than one in front of the loop.
const PER_LOOP: usize = 8;

/// The most loops that count.
const LOOPS: u32 = 4;

/// How a local is used, where a use in a loop counts for many.
#[derive(Default)]
struct Uses {
    /// Loads and stores of tagged ints.
    tagged: usize,
    /// Stores of tagged ints.
    stores: usize,
    /// Loads of references.
    references: usize,
    /// There are uops that can't meet a tagged int.
    others: bool,
}

impl Uses {
    fn store(&mut self, weight: usize) {
        self.tagged += weight;
        self.stores += weight;
    }

    /// Whether boxes are saved; a load of a reference makes one.
    fn pay(&self) -> bool {
        !self.others && self.stores > 0 && self.tagged > 2 * self.references
    }
}

/// Which local each uop of a trace names, and which ones it makes of arguments.
struct Named {
    locals: Vec<Option<Local>>,
    /// What is known of each of these locals.
    kinds: Vec<Option<Kind>>,
    /// The function of each call, and the parameter that its first argument becomes.
    calls: Vec<Option<Local>>,
}

impl Named {
    fn of(view: &TraceView<'_>) -> Self {
        let mut named = Named { locals: Vec::new(), kinds: Vec::new(), calls: Vec::new() };
        view.walk(|index, before| {
            let uop = &view.trace().uops[index];
            let names_local = uop.op.info().operand == OperandKind::Local;
            named.locals.push(names_local.then(|| (before.function, uop.oparg())));
            let local = names_local.then(|| before.locals[usize::from(uop.oparg())]);
            named.kinds.push(local.map(|local| before.kind(local)));
            named.calls.push(callee(uop, before));
        });
        named
    }

    /// The parameter that an argument becomes.
    fn parameter(&self, value: &Value) -> Option<Local> {
        let (call, argument) = value.argument.filter(|_| !value.pinned)?;
        let (function, first) = self.calls[call]?;
        Some((function, first + argument))
    }
}

fn callee(uop: &Uop, before: &State) -> Option<Local> {
    if uop.op.info().function != Function::_INIT_CALL_PY_EXACT_ARGS {
        return None;
    }
    let base = before.stack.len().checked_sub(usize::from(uop.oparg()) + 2)?;
    let first = u16::from(before.kind(before.stack[base + 1]) != Kind::Null);
    Some((before.function_of(before.stack[base])?, first))
}

/// The locals that are to hold tagged ints.
pub(super) fn choose(program: &VerifiedProgram) -> Locals {
    let mut uses: BTreeMap<Local, Uses> = BTreeMap::new();
    let knows_tagged = program.program().dialect.has(Op::_LOAD_FAST_HELD_TAGGED);
    // Pairs of locals of which the second takes what the first holds, and how much that counts.
    let mut copies: Vec<(Local, Local, usize)> = Vec::new();
    let loops = Loops::of(program.program());
    let none = Whole::default();
    let entries = program.entries();
    for id in (0..entries.len() as u32).map(TraceId) {
        let view = TraceView::new(program.program(), id, entries, &none);
        let weight = PER_LOOP.pow(loops.depth(id.0 as usize).min(LOOPS));
        let uops = &view.trace().uops;
        view.walk(|index, before| {
            if uops[index].op == Op::_COPY_FREE_VARS {
                let count = before.locals.len() as u16;
                for local in count - uops[index].oparg()..count {
                    uses.entry((before.function, local)).or_default().others = true;
                }
            }
        });
        let named = Named::of(&view);
        let values = Values::of(&view);
        for (index, local) in named.locals.iter().enumerate() {
            let Some(from) = *local else { continue };
            let local = uses.entry(from).or_default();
            match uops[index].op.info().function {
                Function::_LOAD_FAST_TAGGED | Function::_LOAD_FAST_COMPACT_TAGGED => {
                    local.tagged += weight;
                }
                Function::_STORE_FAST_TAGGED => local.store(weight),
                Function::_LOAD_FAST_BORROW if lent_until(&values, uops, index).is_some() => {
                    local.references += weight;
                }
                Function::_LOAD_FAST
                    if let Some(store) = stored(&values, uops, index)
                        && (knows_tagged || store == index + 1) =>
                {
                    copies.extend(named.locals[store].map(|to| (from, to, weight)));
                }
                Function::_LOAD_FAST => local.references += weight,
                Function::_STORE_FAST | Function::_LOAD_FAST_AND_CLEAR => {}
                _ => local.others = true,
            }
        }
        for (_, value) in values.iter() {
            if let Some(parameter) = named.parameter(value)
                && value.producer.is_some_and(|producer| is_untag(uops[producer].op))
            {
                uses.entry(parameter).or_default().store(weight);
            }
        }
    }
    // A local that takes what such a local holds takes tagged ints, too. That pays where loads need not ask.
    if !knows_tagged {
        copies.clear();
    }
    loop {
        let chosen: Locals =
            uses.iter().filter(|(_, uses)| uses.pay()).map(|(local, _)| *local).collect();
        let is_new = |(from, ..): &(Local, Local, usize)| chosen.contains(from);
        let (more, rest): (Vec<_>, Vec<_>) = copies.into_iter().partition(is_new);
        if more.is_empty() {
            return chosen;
        }
        for (_, to, weight) in more {
            uses.entry(to).or_default().store(weight);
        }
        copies = rest;
    }
}

/// The store that takes what a load pushes, if that is all that becomes of it.
fn stored(values: &Values, uops: &[Uop], load: usize) -> Option<usize> {
    let [pushed] = values.outputs(load) else { return None };
    let value = values.get(*pushed);
    let alone = !value.pinned && value.passes.is_empty();
    let (store, _) = value.consumer.filter(|_| alone)?;
    (uops[store].op.info().function == Function::_STORE_FAST).then_some(store)
}

/// The uop that pops a borrowed reference without releasing it, or makes it one of its own, if that is all that becomes
/// of the reference.
fn lent_until(values: &Values, uops: &[Uop], load: usize) -> Option<usize> {
    let [pushed] = values.outputs(load) else { return None };
    let value = values.get(*pushed);
    let (last, _) = value.consumer.filter(|_| !value.linked)?;
    let ends = [Function::_POP_TOP_NOP, Function::_MAKE_HEAP_SAFE];
    ends.contains(&uops[last].op.info().function).then_some(last)
}

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let uops = &view.trace().uops;
    let named = Named::of(view);
    let values = Values::of(view);
    let pop = view.program.dialect.op(Op::_POP_TOP.name());
    let is_mixed =
        |index: usize| named.locals[index].is_some_and(|l| view.whole.mixed.contains(&l));
    for index in (0..uops.len()).filter(|&index| is_mixed(index)) {
        let op = match uops[index].op.info().function {
            Function::_LOAD_FAST_TAGGED | Function::_LOAD_FAST_COMPACT_TAGGED => {
                Op::_LOAD_FAST_MIXED_TAGGED
            }
            Function::_LOAD_FAST => Op::_LOAD_FAST_MIXED,
            Function::_STORE_FAST_TAGGED => Op::_STORE_FAST_MIXED_TAGGED,
            Function::_STORE_FAST => Op::_STORE_FAST_MIXED,
            Function::_LOAD_FAST_BORROW => {
                let (Some(until), Some(op)) = (lent_until(&values, uops, index), pop) else {
                    continue;
                };
                match uops[until].op.info().function {
                    Function::_MAKE_HEAP_SAFE => edits.remove(until),
                    _ => edits.replace(until, vec![Uop { op, ..uops[until].clone() }]),
                }
                Op::_LOAD_FAST_MIXED
            }
            Function::_LOAD_FAST_AND_CLEAR => Op::_LOAD_FAST_AND_CLEAR_MIXED,
            _ => continue,
        };
        edits.replace(index, vec![on_local(op, &uops[index])]);
    }
    let knows_tagged = view.program.dialect.has(Op::_LOAD_FAST_HELD_TAGGED);
    if knows_tagged {
        ask_no_more(view, edits);
    }
    // What goes into such a local from another one, a constant or an operator needs no box either.
    for (_, value) in values.iter() {
        let Some(producer) = value.producer.filter(|_| !value.pinned && value.passes.is_empty())
        else {
            continue;
        };
        let store = value.consumer.map(|(consumer, _)| consumer).filter(|&consumer| {
            is_mixed(consumer) && uops[consumer].op.info().function == Function::_STORE_FAST
        });
        let parameter =
            named.parameter(value).filter(|parameter| view.whole.mixed.contains(parameter));
        if store.is_none() && parameter.is_none() {
            continue;
        }
        let load = match &uops[producer] {
            uop if uop.op.info().function == Function::_LOAD_FAST && is_mixed(producer) => {
                vec![on_local(Op::_LOAD_FAST_MIXED_TAGGED, uop)]
            }
            // So that the other local is known to hold a tagged value.
            uop if uop.op.info().function == Function::_LOAD_FAST
                && knows_tagged
                && named.kinds[producer].is_some_and(|kind| kind.is(Kind::Int)) =>
            {
                vec![on_local(Op::_LOAD_FAST_TAGGED, uop)]
            }
            uop if is_untag(uop.op) => Vec::new(),
            uop => match tagged_constant(view.program, uop) {
                Some(load) => vec![load],
                None => continue,
            },
        };
        edits.replace(producer, load);
        if let Some(store) = store {
            edits.replace(store, vec![on_local(Op::_STORE_FAST_MIXED_TAGGED, &uops[store])]);
        }
    }
}

/// Loads and stores do not ask what a mixed local holds where it is known to be a tagged int.
fn ask_no_more(view: &TraceView<'_>, edits: &mut Edits) {
    view.walk(|index, before| {
        let uop = &view.trace().uops[index];
        let names_local = uop.op.info().operand == OperandKind::Local;
        if !names_local || !before.holds_tagged(usize::from(uop.oparg())) {
            return;
        }
        let held = on_local(Op::_LOAD_FAST_HELD_TAGGED, uop);
        edits.replace(
            index,
            match uop.op {
                Op::_LOAD_FAST_MIXED_TAGGED => vec![held],
                Op::_LOAD_FAST_MIXED => {
                    let (op, operand) = (Op::_UNTAG_COMPACT, Operand::Nothing);
                    vec![held, Uop { op, operand, exit: None }]
                }
                Op::_STORE_FAST_MIXED_TAGGED => vec![on_local(Op::_STORE_FAST_OVER_TAGGED, uop)],
                Op::_STORE_FAST_MIXED => vec![on_local(Op::_STORE_FAST_OVER, uop)],
                _ => return,
            },
        );
    });
}

fn on_local(op: Op, uop: &Uop) -> Uop {
    Uop { op, operand: Operand::Oparg(uop.oparg()), exit: None }
}
