//! Conditions: `True` and `False` as conditions, comparisons of floats, branches on several conditions.

use crate::edges::{Way, edges_mut, insert, ways_to};
use crate::truth::{distance_of, singleton};
use crate::uses::{end_operands, operands, out};
use form::{
    Binary, Block, Comparison, Edge, End, FloatComparison, Function, Inst, Operand, Type, Value,
};
use std::collections::HashMap;

/// A parameter that is `True` or `False` on every way becomes the condition for that, so that a branch on it
/// needs no object. It may also be the distance from the thread to one of the two.
pub(crate) fn pass_conditions(form: &mut Function) {
    let mut truths = HashMap::from([(Operand::Value(Function::THREAD), Operand::Constant(1))]);
    let mut distances = HashMap::new();
    for truth in [false, true] {
        distances.insert(Operand::Constant(distance_of(truth)), Operand::Constant(truth.into()));
    }
    for block in 0..form.blocks.len() {
        for param in 0..form.blocks[block].params.len() {
            let (value, ty) = form.blocks[block].params[param];
            let args: Vec<Operand> = ways_to(form, block).map(|edge| edge.args[param]).collect();
            if ty != Type::I64 || args.is_empty() {
                continue;
            }
            let is_distance = args.iter().any(|arg| matches!(arg, Operand::Value(_)));
            let known = match args {
                args if args.iter().all(|arg| truths.contains_key(arg)) => &mut truths,
                args if is_distance && args.iter().all(|arg| distances.contains_key(arg)) => {
                    &mut distances
                }
                _ => continue,
            };
            let condition = form.values as Value;
            form.values += 1;
            for edge in form.blocks.iter_mut().flat_map(|block| edges_mut(&mut block.end)) {
                if usize::from(edge.block) == block {
                    edge.args[param] = known[&edge.args[param]];
                }
            }
            form.blocks[block].params[param] = (condition, Type::Bool);
            let condition = Operand::Value(condition);
            let [a, b] = [true, false].map(|truth| Operand::Constant(distance_of(truth)));
            let inst = match known.contains_key(&Operand::Value(Function::THREAD)) {
                true => Inst::Truth { out: value, condition },
                false => Inst::Select { out: value, ty, condition, a, b },
            };
            form.blocks[block].insts.insert(0, inst);
        }
        for inst in &mut form.blocks[block].insts {
            note_truth(inst, &mut truths, &mut distances);
        }
    }
}

/// Notes what an instruction makes if that is `True`, `False`, or the distance to one of them.
fn note_truth(
    inst: &mut Inst,
    truths: &mut HashMap<Operand, Operand>,
    distances: &mut HashMap<Operand, Operand>,
) {
    let thread = Operand::Value(Function::THREAD);
    match *inst {
        Inst::Truth { out, condition } => _ = truths.insert(Operand::Value(out), condition),
        Inst::Select { out, condition, a, b, .. }
            if [a, b] == [true, false].map(|truth| Operand::Constant(distance_of(truth))) =>
        {
            distances.insert(Operand::Value(out), condition);
        }
        Inst::Index { out, base, index: Operand::Constant(distance), scale: 1 } => {
            if let Some(truth) = singleton(base, distance) {
                truths.insert(Operand::Value(out), Operand::Constant(truth.into()));
            }
        }
        Inst::Index { out, base, index, scale: 1 } if base == thread => {
            if let Some(&condition) = distances.get(&index) {
                truths.insert(Operand::Value(out), condition);
                *inst = Inst::Truth { out, condition };
            }
        }
        _ => {}
    }
}

/// Several comparisons of the same floats, of which one has to hold, are one comparison.
pub(crate) fn join_comparisons(form: &mut Function) {
    let mut known: HashMap<Operand, (Operand, Operand, u8)> = HashMap::new();
    for inst in form.blocks.iter_mut().flat_map(|block| &mut block.insts) {
        match *inst {
            Inst::FloatCompare { out, how, a, b } => {
                known.insert(Operand::Value(out), (a, b, cases(how)));
            }
            Inst::Binary { out, op: Binary::Or, ty: Type::Bool, a: left, b: right } => {
                let (Some(&(a, b, some)), Some(&(c, d, more))) =
                    (known.get(&left), known.get(&right))
                else {
                    continue;
                };
                if (a, b) != (c, d) {
                    continue;
                }
                known.insert(Operand::Value(out), (a, b, some | more));
                if let Some(how) = ALL.into_iter().find(|how| cases(*how) == some | more) {
                    *inst = Inst::FloatCompare { out, how, a, b };
                }
            }
            _ => {}
        }
    }
}

const ALL: [FloatComparison; 7] = [
    FloatComparison::Equal,
    FloatComparison::NotEqual,
    FloatComparison::Unordered,
    FloatComparison::Less,
    FloatComparison::LessEqual,
    FloatComparison::Greater,
    FloatComparison::GreaterEqual,
];

/// The opposite of a comparison of integers is another comparison.
pub(crate) fn invert_comparisons(form: &mut Function) {
    let mut made = HashMap::new();
    for inst in form.blocks.iter_mut().flat_map(|block| &mut block.insts) {
        match *inst {
            Inst::Compare { out, how, ty, a, b } => {
                made.insert(Operand::Value(out), (how, ty, a, b));
            }
            Inst::Binary { out, op: Binary::Xor, a: known, b: Operand::Constant(1), .. } => {
                if let Some(&(how, ty, a, b)) = made.get(&known) {
                    *inst = Inst::Compare { out, how: opposite(how), ty, a, b };
                }
            }
            _ => {}
        }
    }
}

fn opposite(how: Comparison) -> Comparison {
    match how {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterEqual,
        Comparison::LessEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessEqual,
        Comparison::GreaterEqual => Comparison::Less,
        Comparison::SignedLess => Comparison::SignedGreaterEqual,
        Comparison::SignedLessEqual => Comparison::SignedGreater,
        Comparison::SignedGreater => Comparison::SignedLessEqual,
        Comparison::SignedGreaterEqual => Comparison::SignedLess,
    }
}

/// In which cases a comparison holds, as bits.
fn cases(how: FloatComparison) -> u8 {
    let [unordered, equal, less, greater] = [1, 2, 4, 8];
    match how {
        FloatComparison::Equal => equal,
        FloatComparison::NotEqual => unordered | less | greater,
        FloatComparison::Unordered => unordered,
        FloatComparison::Less => less,
        FloatComparison::LessEqual => less | equal,
        FloatComparison::Greater => greater,
        FloatComparison::GreaterEqual => greater | equal,
    }
}

/// Branches out of the trace on one of two conditions become two branches: a comparison and the branch on it
/// are one, and a truth value that is computed of two others is several instructions.
pub(crate) fn split_branches(form: &mut Function, rare: &mut Vec<Way>) {
    let mut block = 0;
    while block < form.blocks.len() {
        match halves(form, block) {
            Some(halves) => split(form, block, halves, rare),
            None => block += 1,
        }
    }
}

/// The instruction that joins two conditions, and the conditions; the way out is taken if one of them holds
/// or does not hold, as the last part says.
fn halves(form: &Function, block: usize) -> Option<(usize, [Operand; 2], bool)> {
    let block = &form.blocks[block];
    let End::Branch(condition @ Operand::Value(value), then, or) = &block.end else { return None };
    let leaves =
        |edge: &Edge| matches!(form.blocks[usize::from(edge.block)].end, End::Exit | End::Error);
    let at = block.insts.iter().position(|inst| out(inst) == Some(*value))?;
    let (conditions, holds) = match block.insts[at] {
        Inst::Binary { op: Binary::Or, ty: Type::Bool, a, b, .. } => ([a, b], true),
        Inst::Binary { op: Binary::And, ty: Type::Bool, a, b, .. } => ([a, b], false),
        Inst::Select { ty: Type::Bool, condition, a: Operand::Constant(1), b, .. } => {
            ([condition, b], true)
        }
        Inst::Select { ty: Type::Bool, condition, a, b: Operand::Constant(0), .. } => {
            ([condition, a], false)
        }
        _ => return None,
    };
    let out = if holds { then } else { or };
    (leaves(out) && uses(form, *condition) == 1).then_some((at, conditions, holds))
}

/// How often a value is used.
fn uses(form: &Function, value: Operand) -> usize {
    let insts = form.blocks.iter().flat_map(|block| &block.insts).flat_map(operands);
    let ends = form.blocks.iter().flat_map(|block| end_operands(&block.end));
    insts.chain(ends).filter(|operand| *operand == value).count()
}

fn split(
    form: &mut Function,
    block: usize,
    (at, [first, second], holds): (usize, [Operand; 2], bool),
    rare: &mut Vec<Way>,
) {
    let mut moved = Vec::new();
    let made = |inst: &Inst| out(inst).map(Operand::Value) == Some(second);
    form.blocks[block].insts.remove(at);
    let compared = form.blocks[block].insts.iter().position(made);
    if let Some(compared) = compared
        && uses(form, second) == 0
        && matches!(form.blocks[block].insts[compared], Inst::Compare { .. } | Inst::IsTruth { .. })
    {
        moved.push(form.blocks[block].insts.remove(compared));
    }
    let next = block as u16 + 1;
    let empty = Block { params: vec![], insts: moved, end: End::Exit, cold: false, single: true };
    insert(form, rare, next, empty);
    let End::Branch(_, then, or) = form.blocks[block].end.clone() else { return };
    let on = Edge { block: next, args: Vec::new() };
    let away = if holds { then.block } else { or.block };
    if rare.contains(&(block as u16, away)) {
        rare.push((next, away));
    }
    form.blocks[block].end = match holds {
        true => End::Branch(first, then.clone(), on),
        false => End::Branch(first, on, or.clone()),
    };
    form.blocks[usize::from(next)].end = End::Branch(second, then, or);
}
