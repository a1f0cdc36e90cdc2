//! What blocks pass to each other.

use form::{Block, Edge, End, Function, Inst, Operand, Type, Value};
use std::collections::HashMap;

/// The ways out of a block.
pub(crate) fn edges(end: &End) -> Vec<&Edge> {
    match end {
        End::Jump(edge) => vec![edge],
        End::Branch(_, then, or) => vec![then, or],
        End::Switch(_, _, ways, other) => {
            ways.iter().map(|(_, edge)| edge).chain([other]).collect()
        }
        End::Next { .. } | End::Exit | End::Error | End::Unreachable => Vec::new(),
    }
}

fn edges_mut(end: &mut End) -> Vec<&mut Edge> {
    match end {
        End::Jump(edge) => vec![edge],
        End::Branch(_, then, or) => vec![then, or],
        End::Switch(_, _, ways, other) => {
            ways.iter_mut().map(|(_, edge)| edge).chain([other]).collect()
        }
        End::Next { .. } | End::Exit | End::Error | End::Unreachable => Vec::new(),
    }
}

/// A parameter that is `True` or `False` on every way becomes the condition for that, so that a branch on it
/// needs no object.
pub(crate) fn pass_conditions(form: &mut Function) {
    let mut conditions = HashMap::new();
    for inst in form.blocks.iter().flat_map(|block| &block.insts) {
        if let Some((out, condition)) = condition(inst) {
            conditions.insert(Operand::Value(out), condition);
        }
    }
    conditions.insert(Operand::Value(Function::THREAD), Operand::Constant(1));
    for index in 1..form.blocks.len() {
        for param in 0..form.blocks[index].params.len() {
            let (value, ty) = form.blocks[index].params[param];
            let is_truth =
                ways_to(form, index).all(|edge| conditions.contains_key(&edge.args[param]));
            if ty != Type::I64 || !is_truth {
                continue;
            }
            let condition = form.values as Value;
            form.values += 1;
            for edge in form.blocks.iter_mut().flat_map(|block| edges_mut(&mut block.end)) {
                if usize::from(edge.block) == index {
                    edge.args[param] = conditions[&edge.args[param]];
                }
            }
            form.blocks[index].params[param] = (condition, Type::Bool);
            let condition = Operand::Value(condition);
            form.blocks[index].insts.insert(0, Inst::Truth { out: value, condition });
            conditions.insert(Operand::Value(value), condition);
        }
    }
}

/// What an instruction makes if that is `True` or `False`, and the condition for `True`.
fn condition(inst: &Inst) -> Option<(Value, Operand)> {
    match *inst {
        Inst::Truth { out, condition } => Some((out, condition)),
        Inst::Index { out, base, index: Operand::Constant(distance), scale: 1 } => {
            let truth = crate::translate::singleton(base, distance)?;
            Some((out, Operand::Constant(truth.into())))
        }
        _ => None,
    }
}

fn ways_to(form: &Function, block: usize) -> impl Iterator<Item = &Edge> {
    let all = form.blocks.iter().flat_map(|block| edges(&block.end));
    all.filter(move |edge| usize::from(edge.block) == block)
}

/// Ways to a block that pass the same values meet in front of it, in a block of their own: then only that one
/// has to move values to where the block expects them, rather than each branch that leads there.
pub(crate) fn join_edges(form: &mut Function) {
    let mut numbers = Vec::with_capacity(form.blocks.len());
    // Beside the number of the block that is in front of another, what is passed there.
    let mut joined: HashMap<(u16, Vec<Operand>), u16> = HashMap::new();
    let mut next = 0;
    for index in 0..form.blocks.len() {
        for args in shared(form, index) {
            joined.insert((index as u16, args), next);
            next += 1;
        }
        numbers.push(next);
        next += 1;
    }
    if joined.is_empty() {
        return;
    }
    let mut cold: HashMap<u16, bool> = HashMap::new();
    for block in &mut form.blocks {
        for edge in edges_mut(&mut block.end) {
            match joined.get(&(edge.block, edge.args.clone())) {
                Some(&number) => {
                    *cold.entry(number).or_insert(true) &= block.cold;
                    *edge = Edge { block: number, args: Vec::new() };
                }
                None => edge.block = numbers[usize::from(edge.block)],
            }
        }
    }
    let mut blocks: Vec<(u16, Block)> =
        numbers.iter().copied().zip(std::mem::take(&mut form.blocks)).collect();
    for ((target, args), number) in joined {
        let end = End::Jump(Edge { block: numbers[usize::from(target)], args });
        let (params, insts, cold) = (Vec::new(), Vec::new(), cold[&number]);
        blocks.push((number, Block { params, insts, end, cold, single: false }));
    }
    blocks.sort_by_key(|(number, _)| *number);
    form.blocks = blocks.into_iter().map(|(_, block)| block).collect();
}

/// What several ways to a block pass, if others pass something else.
fn shared(form: &Function, block: usize) -> Vec<Vec<Operand>> {
    if form.blocks[block].params.is_empty() {
        return Vec::new();
    }
    let mut passed: Vec<(&[Operand], usize)> = Vec::new();
    for edge in ways_to(form, block) {
        match passed.iter_mut().find(|(args, _)| *args == edge.args) {
            Some((_, ways)) => *ways += 1,
            None => passed.push((&edge.args, 1)),
        }
    }
    if passed.len() < 2 {
        return Vec::new();
    }
    passed.iter().filter(|(_, ways)| *ways > 1).map(|(args, _)| args.to_vec()).collect()
}
