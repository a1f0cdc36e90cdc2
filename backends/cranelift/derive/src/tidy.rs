//! What is found out about a form when it is complete.

use form::{Binary, Block, Comparison, End, Function, Inst, Operand, StackUse, Type, Value};

/// An edge from one block to another, by their numbers.
pub(crate) type Way = (u16, u16);

/// Removes instructions whose values are not used; notes how the stack is used, which inputs are wanted as
/// objects, and which blocks are rarely executed. `rare` are the edges that LLVM considers rare.
pub(crate) fn tidy(form: &mut Function, values: usize, rare: &[Way]) -> Result<(), String> {
    form.values = values;
    test_directly(form);
    remove_unused(form);
    join_stores(form);
    note_stack(form);
    note_inputs(form);
    note_ways(form);
    mark_cold(form, rare);
    if form.blocks.iter().filter(|block| matches!(block.end, End::Next { .. })).count() > 1 {
        return Err("it goes on to the next uop from several places".into());
    }
    Ok(())
}

/// The value that an instruction defines, the first if there are two.
pub(crate) fn out(inst: &Inst) -> Option<Value> {
    match inst {
        Inst::Binary { out, .. }
        | Inst::Unary { out, .. }
        | Inst::Index { out, .. }
        | Inst::Compare { out, .. }
        | Inst::FloatCompare { out, .. }
        | Inst::Select { out, .. }
        | Inst::Load { out, .. }
        | Inst::Overflow { out, .. }
        | Inst::Local { out, .. }
        | Inst::Truth { out, .. }
        | Inst::IsTruth { out, .. } => Some(*out),
        Inst::Call { out, .. } => out.map(|(value, _)| value),
        Inst::Store { .. } => None,
    }
}

/// What an instruction works on.
fn operands(inst: &Inst) -> Vec<Operand> {
    match inst {
        Inst::Binary { a, b, .. }
        | Inst::Compare { a, b, .. }
        | Inst::FloatCompare { a, b, .. }
        | Inst::Overflow { a, b, .. } => vec![*a, *b],
        Inst::Unary { a, .. } => vec![*a],
        Inst::Index { base, index, .. } => vec![*base, *index],
        Inst::Select { condition, a, b, .. } => vec![*condition, *a, *b],
        Inst::Load { base, .. } => vec![*base],
        Inst::Store { value, base, .. } => vec![*value, *base],
        Inst::Truth { condition, .. } => vec![*condition],
        Inst::IsTruth { object, .. } => vec![*object],
        Inst::Call { args, .. } => args.clone(),
        Inst::Local { .. } => vec![],
    }
}

/// What the end of a block uses.
fn end_operands(end: &End) -> Vec<Operand> {
    match end {
        End::Jump(edge) => edge.args.clone(),
        End::Branch(condition, then, or) => {
            [*condition].iter().chain(&then.args).chain(&or.args).copied().collect()
        }
        End::Switch(value, _, ways, other) => {
            let args = ways.iter().flat_map(|(_, edge)| &edge.args);
            [*value].iter().chain(args).chain(&other.args).copied().collect()
        }
        End::Next { locals, sp, outputs } => {
            [*locals, *sp].into_iter().chain(outputs.iter().map(|(output, _)| *output)).collect()
        }
        End::Exit | End::Error | End::Unreachable => Vec::new(),
    }
}

/// The numbers of the blocks that a block leads to.
fn successors(block: &Block) -> Vec<u16> {
    match &block.end {
        End::Jump(edge) => vec![edge.block],
        End::Branch(_, then, or) => vec![then.block, or.block],
        End::Switch(_, _, ways, other) => {
            ways.iter().map(|(_, edge)| edge.block).chain([other.block]).collect()
        }
        End::Next { .. } | End::Exit | End::Error | End::Unreachable => Vec::new(),
    }
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
    let slow = |inst: &Inst| matches!(inst, Inst::Call { helper, .. } if helper.is_slow());
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
