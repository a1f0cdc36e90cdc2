//! What is found out about a form when it is complete.

use crate::conditions::{invert_comparisons, join_comparisons, pass_conditions, split_branches};
use crate::edges::{Way, edges, join_edges};
use crate::uses::{end_operands, operands, out};
use form::{Binary, Block, Comparison, End, Function, Inst, Operand, StackUse, Type};

/// Removes instructions whose values are not used; notes how the stack is used, which inputs are wanted as
/// objects, and which blocks are rarely executed. `rare` are the edges that LLVM considers rare.
pub(crate) fn tidy(form: &mut Function, values: usize, mut rare: Vec<Way>) -> Result<(), String> {
    form.values = values;
    pass_conditions(form);
    join_comparisons(form);
    split_branches(form, &mut rare);
    test_directly(form);
    invert_comparisons(form);
    remove_unused(form);
    join_stores(form);
    note_stack(form);
    note_inputs(form);
    mark_cold(form, &rare);
    join_edges(form, &mut rare);
    note_ways(form);
    if form.blocks.iter().filter(|block| matches!(block.end, End::Next { .. })).count() > 1 {
        return Err("it goes on to the next uop from several places".into());
    }
    Ok(())
}

/// The numbers of the blocks that a block leads to.
fn successors(block: &Block) -> Vec<u16> {
    edges(&block.end).into_iter().map(|edge| edge.block).collect()
}

fn remove_unused(form: &mut Function) {
    let mut used = vec![false; form.values];
    let mut mark = |operand: &Operand| -> bool {
        match operand {
            Operand::Value(value) => !std::mem::replace(&mut used[usize::from(*value)], true),
            Operand::Constant(_) => false,
        }
    };
    for block in &form.blocks {
        end_operands(&block.end).iter().for_each(|operand| _ = mark(operand));
        let effects = block.insts.iter().filter(|inst| has_effect(inst));
        effects.flat_map(operands).for_each(|operand| _ = mark(&operand));
    }
    let mut is_used = |inst: &Inst, mark: bool| -> bool {
        let both = match inst {
            Inst::Overflow { out, overflows, .. } => [Some(*out), Some(*overflows)],
            _ => [out(inst), None],
        };
        let wanted = both.iter().flatten().any(|value| used[usize::from(*value)]);
        if wanted && mark {
            for operand in operands(inst) {
                if let Operand::Value(value) = operand {
                    used[usize::from(value)] = true;
                }
            }
        }
        wanted
    };
    // A value is defined before it is used, but for what a loop passes to its start, which the ends of blocks
    // have shown already. So one way back through the instructions finds all uses.
    for block in form.blocks.iter().rev() {
        for inst in block.insts.iter().rev() {
            is_used(inst, true);
        }
    }
    for block in &mut form.blocks {
        block.insts.retain(|inst| has_effect(inst) || is_used(inst, false));
    }
}

fn has_effect(inst: &Inst) -> bool {
    matches!(inst, Inst::Store { .. } | Inst::Call { .. })
}

/// Notes how the stack in memory is used: an address of it may be loaded from, and be the end of the stack
/// afterwards; after anything else, a callee may write there.
fn note_stack(form: &mut Function) {
    let addresses = stack_addresses(form);
    let is = |operand: &Operand| match operand {
        Operand::Value(value) => addresses[usize::from(*value)],
        Operand::Constant(_) => false,
    };
    let writes = |inst: &Inst| match inst {
        Inst::Load { .. } => false,
        Inst::Index { index, .. } => is(index),
        inst => operands(inst).iter().any(is),
    };
    let leaks = |end: &End| match end {
        End::Next { locals, outputs, .. } => {
            is(locals) || outputs.iter().any(|(output, _)| is(output))
        }
        end => end_operands(end).iter().any(is),
    };
    // Whether a block begins with a stack that may have been written to.
    let mut written = vec![false; form.blocks.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for (index, block) in form.blocks.iter().enumerate() {
            if !(written[index] || leaks(&block.end) || block.insts.iter().any(writes)) {
                continue;
            }
            for next in successors(block) {
                changed |= !std::mem::replace(&mut written[usize::from(next)], true);
            }
        }
    }
    let mut used = false;
    for (block, mut written) in form.blocks.iter_mut().zip(written) {
        for inst in &mut block.insts {
            written |= writes(inst);
            if let Inst::Load { unwritten, .. } = inst {
                *unwritten = !written;
            }
        }
        used |= written || leaks(&block.end);
    }
    form.stack = if used { StackUse::Uses } else { StackUse::Loads };
}

/// Which values are addresses of the stack, as far as their distance from its end is computed from numbers.
fn stack_addresses(form: &Function) -> Vec<bool> {
    let mut addresses = vec![false; form.values];
    addresses[usize::from(Function::SP)] = true;
    for inst in form.blocks.iter().flat_map(|block| &block.insts) {
        if let Inst::Index { out, base: Operand::Value(base), .. } = inst {
            addresses[usize::from(*out)] = addresses[usize::from(*base)];
        }
    }
    addresses
}

/// Notes what is done with the inputs.
fn note_inputs(form: &mut Function) {
    let inputs = form.inputs;
    let bit = |operand: Operand| match operand {
        Operand::Value(value) => {
            let input = value.checked_sub(Function::INPUTS).filter(|input| *input < inputs);
            input.map_or(0, |input| 1 << input)
        }
        Operand::Constant(_) => 0,
    };
    for block in &form.blocks {
        for inst in &block.insts {
            match inst {
                Inst::IsTruth { object, .. } => form.truths |= bit(*object),
                inst => operands(inst).into_iter().for_each(|used| form.objects |= bit(used)),
            }
        }
        match &block.end {
            End::Next { .. } => {}
            end => end_operands(end).into_iter().for_each(|used| form.objects |= bit(used)),
        }
    }
}

/// Notes to which blocks only one edge leads.
fn note_ways(form: &mut Function) {
    let mut ways = vec![0; form.blocks.len()];
    for next in form.blocks.iter().flat_map(successors) {
        ways[usize::from(next)] += 1;
    }
    for (block, ways) in form.blocks.iter_mut().zip(ways) {
        block.single = ways == 1;
    }
}

/// Branches on a number that is compared with 0 test the number itself.
fn test_directly(form: &mut Function) {
    for block in &mut form.blocks {
        let End::Branch(Operand::Value(condition), ..) = block.end else { continue };
        let made = block.insts.iter().find(|inst| out(inst) == Some(condition));
        let (tested, swap) = match made {
            Some(&Inst::Compare { how: Comparison::Equal, a, b: Operand::Constant(0), .. }) => {
                (a, true)
            }
            Some(&Inst::Compare {
                how: Comparison::NotEqual, a, b: Operand::Constant(0), ..
            }) => (a, false),
            Some(&Inst::Binary {
                op: Binary::Xor,
                ty: Type::Bool,
                a,
                b: Operand::Constant(1),
                ..
            }) => (a, true),
            _ => continue,
        };
        if let End::Branch(condition, then, or) = &mut block.end {
            *condition = tested;
            if swap {
                std::mem::swap(then, or);
            }
        }
    }
}

/// Two constants that are written beside each other become one.
fn join_stores(form: &mut Function) {
    for block in &mut form.blocks {
        let mut index = 1;
        while index < block.insts.len() {
            match joined(&block.insts[index - 1], &block.insts[index]) {
                Some(both) => {
                    block.insts[index - 1] = both;
                    block.insts.remove(index);
                }
                None => index += 1,
            }
        }
    }
}

/// One store of 64 bits instead of two of 32 in ascending order.
fn joined(first: &Inst, second: &Inst) -> Option<Inst> {
    let (
        &Inst::Store { ty: Type::I32, value: Operand::Constant(low), base, offset, region },
        &Inst::Store {
            ty: Type::I32,
            value: Operand::Constant(high),
            base: also,
            offset: next,
            ..
        },
    ) = (first, second)
    else {
        return None;
    };
    if base != also || next != offset + 4 || cfg!(target_endian = "big") {
        return None;
    }
    let value = Operand::Constant(i64::from(low as u32) | (high << 32));
    Some(Inst::Store { ty: Type::I64, value, base, offset, region })
}

/// Marks the blocks that are rarely executed: those that only rare ways lead to, and those that lead only out
/// of the trace or to such blocks.
fn mark_cold(form: &mut Function, rare: &[Way]) {
    let insts = form.blocks.iter().flat_map(|block| &block.insts);
    let narrow = insts.filter(|inst| divides(inst, Type::I32)).count() > 0;
    let slow = |inst: &Inst| match inst {
        Inst::Call { helper, .. } => helper.is_slow(),
        // Where a function also divides 32 bits, most numbers are small.
        inst => narrow && divides(inst, Type::I64),
    };
    for block in form.blocks.iter_mut().skip(1) {
        let leaves = matches!(block.end, End::Exit | End::Error | End::Unreachable);
        block.cold = leaves || block.insts.iter().any(slow);
    }
    let mut changed = true;
    while changed {
        changed = false;
        for index in 1..form.blocks.len() {
            if form.blocks[index].cold {
                continue;
            }
            let number = index as u16;
            let after = successors(&form.blocks[index]);
            let leads_away =
                !after.is_empty() && after.iter().all(|next| form.blocks[usize::from(*next)].cold);
            let mut ways =
                (0..).zip(&form.blocks).filter(|(_, from)| successors(from).contains(&number));
            let only_rare = ways.all(|(from, block)| block.cold || rare.contains(&(from, number)));
            if leads_away || only_rare {
                form.blocks[index].cold = true;
                changed = true;
            }
        }
    }
}

/// Whether an instruction is a division of this many bits.
fn divides(inst: &Inst, wanted: Type) -> bool {
    use Binary::{Divide, DivideSigned, Remainder, RemainderSigned};
    matches!(inst, Inst::Binary { op: Divide | DivideSigned | Remainder | RemainderSigned, ty, .. }
        if *ty == wanted)
}
