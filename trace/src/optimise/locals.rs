//! Keeps tagged ints in locals.
//!
//! If tagged ints are stored into a local, the local keeps them without a box and passes them on to
//! other traces. A parameter does the same if callers pass ints. These locals are the same in the
//! whole program, so that each use of one is a uop that expects a tagged value.

use super::edit::Edits;
use super::values::{Value, Values};
use super::view::{Local, Locals, TraceView};
use crate::program::{Operand, Program, TraceId, Uop};
use crate::verify::VerifiedProgram;
use crate::verify::state::State;
use std::collections::BTreeMap;
use uops::{Function, Kind, Op, OperandKind};

/// How a local is used.
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
    fn store(&mut self) {
        self.tagged += 1;
        self.stores += 1;
    }

    /// Whether boxes are saved; a load of a reference makes one.
    fn pay(&self) -> bool {
        !self.others && self.stores > 0 && self.tagged > 2 * self.references
    }
}

/// Which local each uop of a trace names, and which ones it makes of arguments.
struct Named {
    locals: Vec<Option<Local>>,
    /// The function of each call, and the parameter that its first argument becomes.
    calls: Vec<Option<Local>>,
}

impl Named {
    fn of(view: &TraceView<'_>) -> Self {
        let mut named = Named { locals: Vec::new(), calls: Vec::new() };
        view.walk(|index, before| {
            let uop = &view.trace().uops[index];
            let names_local = uop.op.info().operand == OperandKind::Local;
            named.locals.push(names_local.then(|| (before.function, uop.oparg())));
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
    let none = Locals::new();
    for (index, entry) in program.entries().iter().enumerate() {
        let id = TraceId(index as u32);
        let view = TraceView { program: program.program(), id, entry: entry.clone(), mixed: &none };
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
        for (index, local) in named.locals.iter().enumerate() {
            let Some(local) = local else { continue };
            let local = uses.entry(*local).or_default();
            match uops[index].op.info().function {
                Function::_LOAD_FAST_TAGGED => local.tagged += 1,
                Function::_STORE_FAST_TAGGED => local.store(),
                Function::_LOAD_FAST if !is_stored(uops.get(index + 1)) => local.references += 1,
                Function::_LOAD_FAST | Function::_STORE_FAST | Function::_LOAD_FAST_AND_CLEAR => {}
                _ => local.others = true,
            }
        }
        for (_, value) in Values::of(&view).iter() {
            if let Some(parameter) = named.parameter(value)
                && value.producer.is_some_and(|producer| uops[producer].op == Op::_UNTAG_TOS)
            {
                uses.entry(parameter).or_default().store();
            }
        }
    }
    uses.into_iter().filter(|(_, uses)| uses.pay()).map(|(local, _)| local).collect()
}

fn is_stored(next: Option<&Uop>) -> bool {
    next.is_some_and(|next| next.op.info().function == Function::_STORE_FAST)
}

pub(super) fn run(view: &TraceView<'_>, edits: &mut Edits) {
    let uops = &view.trace().uops;
    let named = Named::of(view);
    let is_mixed = |index: usize| named.locals[index].is_some_and(|l| view.mixed.contains(&l));
    for index in (0..uops.len()).filter(|&index| is_mixed(index)) {
        let op = match uops[index].op.info().function {
            Function::_LOAD_FAST_TAGGED => Op::_LOAD_FAST_MIXED_TAGGED,
            Function::_LOAD_FAST => Op::_LOAD_FAST_MIXED,
            Function::_STORE_FAST_TAGGED => Op::_STORE_FAST_MIXED_TAGGED,
            Function::_STORE_FAST => Op::_STORE_FAST_MIXED,
            Function::_LOAD_FAST_AND_CLEAR => Op::_LOAD_FAST_AND_CLEAR_MIXED,
            _ => continue,
        };
        edits.replace(index, vec![on_local(op, &uops[index])]);
    }
    // What goes into such a local from another one, a constant or an operator needs no box either.
    for (_, value) in Values::of(view).iter() {
        let Some(producer) = value.producer.filter(|_| !value.pinned && value.passes.is_empty())
        else {
            continue;
        };
        let store = value.consumer.map(|(consumer, _)| consumer).filter(|&consumer| {
            is_mixed(consumer) && uops[consumer].op.info().function == Function::_STORE_FAST
        });
        let parameter = named.parameter(value).filter(|parameter| view.mixed.contains(parameter));
        if store.is_none() && parameter.is_none() {
            continue;
        }
        let load = match &uops[producer] {
            uop if uop.op.info().function == Function::_LOAD_FAST && is_mixed(producer) => {
                vec![on_local(Op::_LOAD_FAST_MIXED_TAGGED, uop)]
            }
            uop if uop.op == Op::_UNTAG_TOS => Vec::new(),
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

fn on_local(op: Op, uop: &Uop) -> Uop {
    Uop { op, operand: Operand::Oparg(uop.oparg()), exit: None }
}

/// The uop that pushes an int constant as a tagged one.
pub(super) fn tagged_constant(program: &Program, uop: &Uop) -> Option<Uop> {
    match (uop.op, uop.operand) {
        (Op::_LOAD_CONST_INLINE | Op::_LOAD_CONST_INLINE_BORROW, Operand::Const(id)) => {
            program.consts[id.0 as usize].value.tagged_int()?;
            Some(Uop { op: Op::_LOAD_CONST_TAGGED, ..uop.clone() })
        }
        _ => None,
    }
}
