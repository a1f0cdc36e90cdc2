//! The ways from block to block.

use form::{Block, Edge, End, Function, Operand};

/// A way from one block to another, by their numbers.
pub(crate) type Way = (u16, u16);

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

pub(crate) fn edges_mut(end: &mut End) -> Vec<&mut Edge> {
    match end {
        End::Jump(edge) => vec![edge],
        End::Branch(_, then, or) => vec![then, or],
        End::Switch(_, _, ways, other) => {
            ways.iter_mut().map(|(_, edge)| edge).chain([other]).collect()
        }
        End::Next { .. } | End::Exit | End::Error | End::Unreachable => Vec::new(),
    }
}

/// The ways to a block.
pub(crate) fn ways_to(form: &Function, block: usize) -> impl Iterator<Item = &Edge> {
    let all = form.blocks.iter().flat_map(|block| edges(&block.end));
    all.filter(move |edge| usize::from(edge.block) == block)
}

/// Puts a block before the one with this number. `rare` are ways that get other numbers, too.
pub(crate) fn insert(form: &mut Function, rare: &mut [Way], at: u16, block: Block) {
    let moved = |number: &mut u16| *number += u16::from(*number >= at);
    for edge in form.blocks.iter_mut().flat_map(|block| edges_mut(&mut block.end)) {
        moved(&mut edge.block);
    }
    for (from, to) in rare {
        moved(from);
        moved(to);
    }
    form.blocks.insert(usize::from(at), block);
}

/// Ways to a block that pass the same values meet before it, in a block of their own: then only that one
/// has to move values to where the block expects them, rather than each branch that leads there. Ways from
/// rarely executed code, and those that are `rare` themselves, meet apart from the others.
pub(crate) fn join_edges(form: &mut Function, rare: &mut [Way]) {
    let mut block = 0;
    while block < form.blocks.len() {
        for (args, cold) in shared(form, rare, block) {
            let number = block as u16;
            let end = End::Jump(Edge { block: number + 1, args: args.clone() });
            let params = Vec::new();
            let joint = Block { params, insts: vec![], end, cold, single: false };
            insert(form, rare, number, joint);
            for (from, source) in form.blocks.iter_mut().enumerate() {
                if from == block || is_cold(source, rare, (from as u16, number + 1)) != cold {
                    continue;
                }
                for edge in edges_mut(&mut source.end) {
                    if edge.block == number + 1 && edge.args == args {
                        *edge = Edge { block: number, args: Vec::new() };
                    }
                }
            }
            block += 1;
        }
        if let Some(first) = first_of_many(form, block) {
            let number = block as u16;
            let (end, params) = (End::Jump(Edge { block: number + 1, args: vec![] }), Vec::new());
            let joint = Block { params, insts: vec![], end, cold: false, single: false };
            insert(form, rare, number, joint);
            for source in form.blocks[first + 1..block].iter_mut().filter(|source| !source.cold) {
                for edge in edges_mut(&mut source.end) {
                    if edge.block == number + 1 {
                        edge.block = number;
                    }
                }
            }
            block += 1;
        }
        block += 1;
    }
}

/// The first of three or more blocks that lead to a block without parameters.
fn first_of_many(form: &Function, block: usize) -> Option<usize> {
    let target = &form.blocks[block];
    let leads = |source: &&(usize, &Block)| {
        edges(&source.1.end).iter().any(|edge| usize::from(edge.block) == block)
    };
    let all: Vec<(usize, &Block)> = form.blocks.iter().enumerate().collect();
    let mut sources = all.iter().filter(leads).filter(|(_, source)| !source.cold);
    let first = sources.next()?.0;
    let others: Vec<usize> = sources.map(|(from, _)| *from).collect();
    let is_loop = all[block..].iter().any(|source| leads(&source));
    (others.len() > 1 && !is_loop && !target.cold && target.params.is_empty()).then_some(first)
}

/// Whether a way from this block is rarely taken.
fn is_cold(source: &Block, rare: &[Way], way: Way) -> bool {
    source.cold || rare.contains(&way)
}

/// What ways to a block pass that should meet, and whether they are rarely taken.
fn shared(form: &Function, rare: &[Way], block: usize) -> Vec<(Vec<Operand>, bool)> {
    let target = &form.blocks[block];
    let mut passed: Vec<(&[Operand], bool, usize, bool)> = Vec::new();
    for (from, source) in form.blocks.iter().enumerate() {
        if from >= block && edges(&source.end).iter().any(|edge| usize::from(edge.block) == block) {
            // A loop.
            return Vec::new();
        }
        let branches = !matches!(source.end, End::Jump(_));
        let cold = is_cold(source, rare, (from as u16, block as u16));
        for edge in edges(&source.end).into_iter().filter(|edge| usize::from(edge.block) == block) {
            let same =
                |way: &&mut (&[Operand], bool, usize, bool)| way.0 == edge.args && way.1 == cold;
            match passed.iter_mut().find(same) {
                Some((_, _, ways, branch)) => {
                    *ways += 1;
                    *branch |= branches;
                }
                None => passed.push((&edge.args, cold, 1, branches)),
            }
        }
    }
    if passed.len() < 2 {
        return Vec::new();
    }
    let meet = passed.iter().filter(|(_, cold, ways, branch)| match cold {
        true => *branch && !target.cold,
        false => *ways > 1 && !target.params.is_empty(),
    });
    meet.map(|(args, cold, ..)| (args.to_vec(), *cold)).collect()
}
