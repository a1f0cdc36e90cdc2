//! Inlines the form of a uop's function: what LLVM made of the uop's one definition.
//!
//! The stack stays in SSA values. Arguments that are known when a trace is compiled are constants, so that
//! much of a form folds away: addresses become displacements, and branches on an oparg disappear.

use super::lowering::{Lowering, Malformed};
use super::slot::{Held, Slot};
use super::uop::Uop;
use super::{access::region_flags, layout};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, MemFlagsData, Type, Value, types};
use form::{
    Binary, Comparison, Edge, End, FloatComparison, Function, Inst, Operand, Overflowing, Region,
    StackUse, Unary,
};
use uops::StackEffect;

/// What is known of a form's value.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Known {
    /// It has not been defined yet.
    Nothing,
    /// A constant; a truth value is 0 or 1, a float its bits.
    Constant(i64),
    Value(Value),
    /// The address so many bytes after another one.
    Place(Value, i64),
    /// `True` or `False` by this condition.
    Truth(Value),
    /// The opposite of a truth value.
    Not(Value),
}

/// The state of inlining a form. It is kept from uop to uop, so that it is allocated once.
#[derive(Debug, Default)]
pub(super) struct Inlining {
    known: Vec<Known>,
    /// Which values are known not to be null.
    not_null: Vec<bool>,
    /// Where the blocks are that have been branched to.
    blocks: Vec<Option<Block>>,
    /// The stack before the uop.
    before: Vec<Slot>,
}

impl Lowering<'_> {
    /// Inlines the form of a uop's function.
    pub(super) fn inline(&mut self, form: &Function, uop: Uop<'_>) -> Result<(), Malformed> {
        let mut state = std::mem::take(&mut self.inlining);
        state.known.clear();
        state.known.resize(form.values, Known::Nothing);
        state.not_null.clear();
        state.not_null.resize(form.values, false);
        state.blocks.clear();
        state.blocks.resize(form.blocks.len(), None);
        let effect = uop.op.info().stack_effect(uop.oparg);
        let mut inliner = Inliner { lowering: self, form, effect, state, block: 0 };
        let result = inliner.run(uop);
        self.inlining = inliner.state;
        result.map_err(|what| Malformed(format!("{}: {what}", form.name)))
    }
}

struct Inliner<'l, 'a, 'f> {
    lowering: &'l mut Lowering<'a>,
    form: &'f Function,
    effect: StackEffect,
    state: Inlining,
    /// The form's block that is being lowered.
    block: usize,
}

impl Inliner<'_, '_, '_> {
    fn run(&mut self, uop: Uop<'_>) -> Result<(), &'static str> {
        self.bind_arguments(uop);
        let mut next = None;
        for (index, block) in self.form.blocks.iter().enumerate() {
            if index > 0 && self.state.blocks[index].is_none() {
                continue;
            }
            if let End::Next { .. } = block.end {
                next = Some(index);
                continue;
            }
            self.lower(index, block)?;
        }
        // The code after the uop belongs to the block that goes on to the next uop.
        if let Some(index) = next {
            self.lower(index, &self.form.blocks[index])?;
        }
        Ok(())
    }

    fn bind_arguments(&mut self, uop: Uop<'_>) {
        let lowering = &mut *self.lowering;
        let depth = lowering.stack.len();
        let first = depth - self.effect.inputs;
        if self.form.stack == StackUse::Uses {
            lowering.flush_slots(depth - self.effect.reach()..first);
        }
        for input in 0..self.effect.inputs {
            let slot = lowering.stack[first + input];
            let wanted = (self.form.objects | self.form.truths) >> input & 1 == 1;
            let as_object = self.form.objects >> input & 1 == 1;
            let value = usize::from(Function::INPUTS) + input;
            self.state.not_null[value] = slot.null == Some(false);
            self.state.known[value] = match slot.held {
                _ if !wanted => continue,
                _ if slot.null == Some(true) => Known::Constant(0),
                Held::Truth(condition) if !as_object => Known::Truth(condition),
                _ => Known::Value(lowering.object(first + input)),
            };
        }
        let (sp, offset) = lowering.slot_address(first);
        for (value, known) in [
            (Function::THREAD, Known::Place(lowering.thread, 0)),
            (Function::LOCALS, Known::Place(lowering.frame.locals, 0)),
            (Function::SP, Known::Place(sp, offset.into())),
            (Function::OPARG, Known::Constant(uop.oparg.into())),
            (Function::OPERAND, Known::Constant(uop.operand as i64)),
        ] {
            self.state.known[usize::from(value)] = known;
        }
        self.state.before.clear();
        self.state.before.extend_from_slice(&lowering.stack);
    }

    fn lower(&mut self, index: usize, block: &form::Block) -> Result<(), &'static str> {
        self.block = index;
        let outer = self.lowering.cold;
        if let Some(code) = self.state.blocks[index] {
            if self.lowering.builder.current_block() != Some(code) {
                self.lowering.builder.switch_to_block(code);
            }
            if block.cold != outer {
                self.lowering.cold = outer || block.cold;
                self.lowering.locate_uop();
            }
        }
        for inst in &block.insts {
            self.inst(inst)?;
        }
        self.end(&block.end)?;
        if self.lowering.cold != outer {
            self.lowering.cold = outer;
            self.lowering.locate_uop();
        }
        Ok(())
    }

    fn end(&mut self, end: &End) -> Result<(), &'static str> {
        match end {
            End::Jump(edge) => self.jump(edge),
            End::Branch(condition, then, or) => match self.known(*condition)? {
                Known::Constant(0) => self.jump(or),
                Known::Constant(_) => self.jump(then),
                _ if self.is_not_null(*condition) => self.jump(then),
                Known::Not(condition) => self.branch(condition, or, then),
                Known::Place(..) | Known::Truth(_) | Known::Value(_) | Known::Nothing => {
                    let condition = self.value(*condition)?;
                    self.branch(condition, then, or)
                }
            },
            End::Switch(value, ty, ways, other) => self.switch(*value, *ty, ways, other),
            End::Next { locals, sp, outputs } => self.next(*locals, *sp, outputs),
            End::Exit => {
                let block = self.lowering.exit_block();
                self.lowering.jump(block);
                Ok(())
            }
            End::Error => {
                let block = self.lowering.error_block();
                self.lowering.jump(block);
                Ok(())
            }
            End::Unreachable => {
                let code = cranelift_codegen::ir::TrapCode::unwrap_user(1);
                self.lowering.builder.ins().trap(code);
                Ok(())
            }
        }
    }

    fn branch(&mut self, condition: Value, then: &Edge, or: &Edge) -> Result<(), &'static str> {
        let (then, then_args) = self.target(then)?;
        let (or, or_args) = self.target(or)?;
        self.lowering.builder.ins().brif(condition, then, &then_args, or, &or_args);
        Ok(())
    }

    fn jump(&mut self, edge: &Edge) -> Result<(), &'static str> {
        let index = usize::from(edge.block);
        let target = &self.form.blocks[index];
        let rest = self.state.blocks.get(self.block + 1..).unwrap_or_default();
        let is_last = matches!(target.end, End::Next { .. });
        let pending = |(block, code): (usize, &Option<Block>)| {
            code.is_some() && (is_last || block + self.block + 1 < index)
        };
        let leaves = matches!(target.end, End::Exit | End::Error);
        if target.single && !leaves && !rest.iter().enumerate().any(pending) {
            // The block is next, and nobody else comes there: its code follows right here.
            self.bind(edge)?;
            self.state.blocks[index] = self.lowering.builder.current_block();
            return Ok(());
        }
        let (block, args) = self.target(edge)?;
        self.lowering.builder.ins().jump(block, &args);
        Ok(())
    }

    fn switch(
        &mut self,
        value: Operand,
        ty: form::Type,
        ways: &[(i64, Edge)],
        other: &Edge,
    ) -> Result<(), &'static str> {
        if let Known::Constant(value) = self.known(value)? {
            let way = ways.iter().find(|(number, _)| *number == value);
            return self.jump(way.map_or(other, |(_, edge)| edge));
        }
        let value = self.typed(value, ty)?;
        for (number, edge) in ways {
            let (target, args) = self.target(edge)?;
            let next = self.lowering.block();
            let builder = &mut self.lowering.builder;
            let is = builder.ins().icmp_imm_u(IntCC::Equal, value, *number);
            builder.ins().brif(is, target, &args, next, &[]);
            builder.switch_to_block(next);
        }
        let (target, args) = self.target(other)?;
        self.lowering.builder.ins().jump(target, &args);
        Ok(())
    }

    /// The block that an edge leads to, and what is passed to it.
    fn target(&mut self, edge: &Edge) -> Result<(Block, Vec<BlockArg>), &'static str> {
        let index = usize::from(edge.block);
        let target = &self.form.blocks[index];
        match target.end {
            End::Exit if target.insts.is_empty() => return Ok((self.lowering.exit_block(), vec![])),
            End::Error if target.insts.is_empty() => {
                return Ok((self.lowering.error_block(), vec![]));
            }
            _ => {}
        }
        let block = match self.state.blocks[index] {
            Some(block) => block,
            None => {
                let lowering = &mut *self.lowering;
                let block = if target.cold { lowering.cold_block() } else { lowering.block() };
                if !target.single {
                    for (value, ty) in &target.params {
                        let param = lowering.builder.append_block_param(block, clif_type(*ty));
                        self.state.known[usize::from(*value)] = Known::Value(param);
                    }
                }
                self.state.blocks[index] = Some(block);
                block
            }
        };
        if target.single {
            self.bind(edge)?;
            return Ok((block, vec![]));
        }
        let mut args = Vec::with_capacity(edge.args.len());
        for (arg, (_, ty)) in edge.args.iter().zip(&target.params) {
            args.push(self.typed(*arg, *ty)?.into());
        }
        Ok((block, args))
    }

    /// Gives the parameters of a block that only this edge leads to their values.
    fn bind(&mut self, edge: &Edge) -> Result<(), &'static str> {
        for (arg, (value, _)) in edge.args.iter().zip(&self.form.blocks[usize::from(edge.block)].params) {
            self.state.known[usize::from(*value)] = self.known(*arg)?;
            self.state.not_null[usize::from(*value)] = self.is_not_null(*arg);
        }
        Ok(())
    }

    /// Pops the inputs and pushes the outputs.
    fn next(
        &mut self,
        locals: Operand,
        sp: Operand,
        outputs: &[(Operand, bool)],
    ) -> Result<(), &'static str> {
        let frame = self.lowering.frame;
        if self.known(locals)? != Known::Place(frame.locals, 0) {
            return Err("another frame is the current one after it");
        }
        let distance = match self.known(sp)? {
            Known::Place(base, offset) if base == frame.sp => offset,
            _ => return Err("the stack's depth after it is not known"),
        };
        let depth = self.lowering.stack.len();
        let below = frame.base as i64 + distance / i64::from(layout::SLOT);
        let below = usize::try_from(below).map_err(|_| "it pops more than there is")?;
        if below + outputs.len() != depth - self.effect.pops() + self.effect.pushes() {
            return Err("its stack effect is not that of its row");
        }
        let first = depth - self.effect.inputs;
        let mut slots = Vec::with_capacity(outputs.len());
        for (index, (output, not_null)) in outputs.iter().enumerate() {
            slots.push(self.output(*output, *not_null, first, below + index)?);
        }
        let stack = &mut self.lowering.stack;
        if self.form.stack == StackUse::Uses {
            let lowest = depth - self.effect.reach();
            stack.truncate(lowest.min(below));
        }
        stack.truncate(below);
        stack.resize(below, Slot::clean(Held::Memory));
        stack.extend(slots);
        Ok(())
    }

    /// The slot at `place` that has an output. An input that stays where it is stays what it is.
    fn output(
        &mut self,
        output: Operand,
        not_null: bool,
        first: usize,
        place: usize,
    ) -> Result<Slot, &'static str> {
        let not_null = not_null || self.is_not_null(output);
        if let Operand::Value(value) = output
            && let Some(input) = value.checked_sub(Function::INPUTS)
            && input < self.form.inputs
        {
            let from = first + usize::from(input);
            let slot = self.state.before[from];
            let now = self.lowering.stack[from];
            let null = if not_null { Some(false) } else { slot.null };
            if from == place {
                return Ok(Slot { null, ..now });
            }
            let held = match now.held {
                Held::Memory => Held::Object(self.lowering.object(from)),
                held => held,
            };
            return Ok(Slot { held, dirty: true, null });
        }
        let null = not_null.then_some(false);
        let (held, null) = match self.known(output)? {
            Known::Truth(condition) => (Held::Truth(condition), Some(false)),
            Known::Constant(word) => (Held::Object(self.value(output)?), Some(word == 0)),
            Known::Place(base, _) if base == self.lowering.thread => {
                (Held::Object(self.value(output)?), Some(false))
            }
            _ => (Held::Object(self.value(output)?), null),
        };
        Ok(Slot { held, dirty: true, null })
    }

    fn known(&self, operand: Operand) -> Result<Known, &'static str> {
        match operand {
            Operand::Constant(constant) => Ok(Known::Constant(constant)),
            Operand::Value(value) => match self.state.known[usize::from(value)] {
                Known::Nothing => Err("a value is used before it is defined"),
                known => Ok(known),
            },
        }
    }

    fn is_not_null(&self, operand: Operand) -> bool {
        matches!(operand, Operand::Value(value) if self.state.not_null[usize::from(value)])
    }

    fn define(&mut self, out: form::Value, known: Known) {
        self.state.known[usize::from(out)] = known;
    }

    /// A word as a value.
    fn value(&mut self, operand: Operand) -> Result<Value, &'static str> {
        self.typed(operand, form::Type::I64)
    }

    /// A value; a constant becomes one of this type.
    fn typed(&mut self, operand: Operand, ty: form::Type) -> Result<Value, &'static str> {
        let known = self.known(operand)?;
        let lowering = &mut *self.lowering;
        Ok(match known {
            Known::Nothing => return Err("a value is used before it is defined"),
            Known::Value(value) => value,
            Known::Constant(bits) if ty == form::Type::F64 => {
                lowering.builder.ins().f64const(f64::from_bits(bits as u64))
            }
            Known::Constant(constant) => {
                let ty = clif_type(ty);
                let bits = ty.bits();
                let mask = if bits == 64 { -1 } else { (1 << bits) - 1 };
                lowering.builder.ins().iconst(ty, constant & mask)
            }
            Known::Place(base, offset) => lowering.offset(base, offset),
            Known::Truth(condition) => lowering.bool_object(condition),
            Known::Not(condition) => lowering.builder.ins().bxor_imm_u(condition, 1),
        })
    }

    /// A place in memory: an address, and the distance from there.
    fn place(&mut self, base: Operand, offset: i32) -> Result<(Value, i32), &'static str> {
        if let Known::Place(base, before) = self.known(base)?
            && let Ok(offset) = i32::try_from(before + i64::from(offset))
        {
            return Ok((base, offset));
        }
        Ok((self.value(base)?, offset))
    }

    fn inst(&mut self, inst: &Inst) -> Result<(), &'static str> {
        match *inst {
            Inst::Binary { out, op, ty, a, b } => {
                let known = self.binary(op, ty, a, b)?;
                self.define(out, known);
            }
            Inst::Unary { out, op, from, to, a } => {
                let known = self.unary(op, from, to, a)?;
                self.define(out, known);
            }
            Inst::Index { out, base, index, scale } => {
                let known = self.index(base, index, scale)?;
                self.define(out, known);
            }
            Inst::Compare { out, how, ty, a, b } => {
                let known = self.compare(how, ty, a, b)?;
                self.define(out, known);
            }
            Inst::FloatCompare { out, how, a, b } => {
                let a = self.typed(a, form::Type::F64)?;
                let b = self.typed(b, form::Type::F64)?;
                let value = self.lowering.builder.ins().fcmp(float_condition(how), a, b);
                self.define(out, Known::Value(value));
            }
            Inst::Select { out, ty, condition, a, b } => {
                let known = match self.known(condition)? {
                    Known::Constant(condition) => self.known(if condition != 0 { a } else { b })?,
                    _ => {
                        let condition = self.typed(condition, form::Type::Bool)?;
                        let (a, b) = (self.typed(a, ty)?, self.typed(b, ty)?);
                        Known::Value(self.lowering.builder.ins().select(condition, a, b))
                    }
                };
                self.define(out, known);
            }
            Inst::Load { out, ty, base, offset, region } => self.load(out, ty, base, offset, region)?,
            Inst::Store { ty, value, base, offset, region } => {
                let value = self.typed(value, ty)?;
                let (base, offset) = self.place(base, offset)?;
                let flags = self.flags(region);
                self.lowering.builder.ins().store(flags, value, base, offset);
            }
            Inst::Overflow { out, overflows, op, a, b } => {
                let (a, b) = (self.value(a)?, self.value(b)?);
                let ins = self.lowering.builder.ins();
                let (value, overflow) = match op {
                    Overflowing::Add => ins.sadd_overflow(a, b),
                    Overflowing::Sub => ins.ssub_overflow(a, b),
                    Overflowing::Mul => ins.smul_overflow(a, b),
                };
                self.define(out, Known::Value(value));
                self.define(overflows, Known::Value(overflow));
            }
            Inst::Truth { out, condition } => {
                let known = match self.known(condition)? {
                    Known::Constant(condition) => {
                        let offset = if condition != 0 { layout::THREAD_TRUE } else { layout::THREAD_FALSE };
                        Known::Place(self.lowering.thread, offset.into())
                    }
                    _ => Known::Truth(self.typed(condition, form::Type::Bool)?),
                };
                self.define(out, known);
            }
            Inst::IsTruth { out, object, truth } => {
                let known = self.is_truth(object, truth)?;
                self.define(out, known);
            }
            Inst::Call { out, helper, ref args } => {
                let mut words = Vec::with_capacity(args.len());
                for arg in args {
                    let word = self.value(*arg)?;
                    let is_word = self.lowering.builder.func.dfg.value_type(word) == types::I64;
                    words.push(match is_word {
                        true => word,
                        false => self.lowering.builder.ins().uextend(types::I64, word),
                    });
                }
                match out {
                    None => self.lowering.call_helper(helper, &words),
                    Some((out, form::Type::Bool)) => {
                        let result = self.lowering.call_for_bool(helper, &words);
                        self.define(out, Known::Value(result));
                    }
                    Some((out, _)) => {
                        let result = self.lowering.call_for(helper, &words);
                        self.define(out, Known::Value(result));
                    }
                }
            }
        }
        Ok(())
    }

    fn flags(&self, region: Region) -> MemFlagsData {
        region_flags(&self.lowering.flags, region)
    }

    fn load(
        &mut self,
        out: form::Value,
        ty: form::Type,
        base: Operand,
        offset: i32,
        region: Region,
    ) -> Result<(), &'static str> {
        let (base, offset) = self.place(base, offset)?;
        if region == Region::SharedThread {
            let value = self.lowering.shared_thread_field(offset);
            self.define(out, Known::Value(value));
            return Ok(());
        }
        if let Some(index) = self.slot(base, offset) {
            let slot = self.lowering.stack[index];
            self.state.not_null[usize::from(out)] = slot.null == Some(false);
            let known = match slot.held {
                _ if slot.null == Some(true) => Some(Known::Constant(0)),
                Held::Object(value) => Some(Known::Value(value)),
                // The first block comes before all others.
                _ if self.block == 0 => Some(Known::Value(self.lowering.object(index))),
                Held::Memory => None,
                Held::Truth(condition) => Some(Known::Value(self.lowering.bool_object(condition))),
            };
            if let Some(known) = known {
                self.define(out, known);
                return Ok(());
            }
        }
        let flags = self.flags(region);
        let value = self.lowering.builder.ins().load(clif_type(ty), flags, base, offset);
        self.define(out, Known::Value(value));
        Ok(())
    }

    /// The slot of the stack at a place, if the form only loads slots.
    fn slot(&self, base: Value, offset: i32) -> Option<usize> {
        let lowering = &*self.lowering;
        if self.form.stack == StackUse::Uses || base != lowering.frame.sp || offset % layout::SLOT != 0 {
            return None;
        }
        let index = lowering.frame.base as i64 + i64::from(offset / layout::SLOT);
        usize::try_from(index).ok().filter(|index| *index < lowering.stack.len())
    }

    fn index(&mut self, base: Operand, index: Operand, scale: i64) -> Result<Known, &'static str> {
        let base = match self.known(base)? {
            Known::Constant(_) | Known::Truth(_) | Known::Not(_) | Known::Nothing => {
                Known::Place(self.value(base)?, 0)
            }
            Known::Value(value) => Known::Place(value, 0),
            place @ Known::Place(..) => place,
        };
        let Known::Place(address, offset) = base else { return Err("no place") };
        if let Known::Constant(index) = self.known(index)? {
            return Ok(Known::Place(address, offset.wrapping_add(index.wrapping_mul(scale))));
        }
        let index = self.value(index)?;
        let ins = self.lowering.builder.ins();
        let distance = match scale {
            1 => index,
            _ if scale.count_ones() == 1 => ins.ishl_imm_u(index, i64::from(scale.trailing_zeros())),
            _ => ins.imul_imm_s(index, scale),
        };
        Ok(Known::Place(self.lowering.builder.ins().iadd(address, distance), offset))
    }

    fn is_truth(&mut self, object: Operand, truth: bool) -> Result<Known, &'static str> {
        let place = |truth| if truth { layout::THREAD_TRUE } else { layout::THREAD_FALSE };
        let thread = self.lowering.thread;
        Ok(match self.known(object)? {
            Known::Truth(condition) if truth => Known::Value(condition),
            Known::Truth(condition) => Known::Not(condition),
            Known::Place(base, offset) if base == thread => {
                Known::Constant((offset == i64::from(place(truth))).into())
            }
            _ => {
                let object = self.value(object)?;
                let other = self.lowering.offset(thread, place(truth).into());
                let ins = self.lowering.builder.ins();
                Known::Value(ins.icmp(IntCC::Equal, object, other))
            }
        })
    }

    fn compare(
        &mut self,
        how: Comparison,
        ty: form::Type,
        a: Operand,
        b: Operand,
    ) -> Result<Known, &'static str> {
        let (left, right) = (self.known(a)?, self.known(b)?);
        let (how, a, right) = match (left, right) {
            (Known::Constant(a), Known::Constant(b)) => {
                return Ok(Known::Constant(holds(how, ty, a, b).into()));
            }
            (Known::Constant(_), _) => (swapped(how), b, left),
            _ => (how, a, right),
        };
        let other = if let Known::Constant(_) = left { a } else { b };
        if let Known::Constant(0) = right
            && self.is_not_null(a)
            && matches!(how, Comparison::Equal | Comparison::NotEqual)
        {
            return Ok(Known::Constant((how == Comparison::NotEqual).into()));
        }
        let a = self.typed(a, ty)?;
        let condition = condition(how);
        Ok(Known::Value(match right {
            Known::Constant(b) => self.lowering.builder.ins().icmp_imm_s(condition, a, narrowed(ty, b)),
            _ => {
                let b = self.typed(other, ty)?;
                self.lowering.builder.ins().icmp(condition, a, b)
            }
        }))
    }

    fn unary(
        &mut self,
        op: Unary,
        from: form::Type,
        to: form::Type,
        a: Operand,
    ) -> Result<Known, &'static str> {
        if let Known::Constant(a) = self.known(a)? {
            match op {
                Unary::ZeroExtend => return Ok(Known::Constant(unsigned(from, a) as i64)),
                Unary::SignExtend => return Ok(Known::Constant(narrowed(from, a))),
                Unary::Truncate => return Ok(Known::Constant(unsigned(to, a) as i64)),
                Unary::Bits | Unary::FloatNegate | Unary::FloatFromInt => {}
            }
        }
        let a = self.typed(a, from)?;
        let (from, to, truth) = (clif_type(from), clif_type(to), to == form::Type::Bool);
        let ins = self.lowering.builder.ins();
        Ok(Known::Value(match op {
            Unary::Bits if from == to => a,
            Unary::Bits => ins.bitcast(to, MemFlagsData::new(), a),
            Unary::FloatNegate => ins.fneg(a),
            Unary::FloatFromInt => ins.fcvt_from_sint(to, a),
            Unary::Truncate if truth => {
                let bit = ins.band_imm_u(a, 1);
                match from == to {
                    true => bit,
                    false => self.lowering.builder.ins().ireduce(to, bit),
                }
            }
            _ if from == to => a,
            Unary::Truncate => ins.ireduce(to, a),
            Unary::ZeroExtend => ins.uextend(to, a),
            Unary::SignExtend => ins.sextend(to, a),
        }))
    }

    fn binary(
        &mut self,
        op: Binary,
        ty: form::Type,
        a: Operand,
        b: Operand,
    ) -> Result<Known, &'static str> {
        let (left, right) = (self.known(a)?, self.known(b)?);
        let constant = if let Known::Constant(b) = right { Some(b) } else { None };
        if let (Known::Constant(a), Some(b)) = (left, constant)
            && let Some(value) = folded(op, ty, a, b)
        {
            return Ok(Known::Constant(value));
        }
        match (op, constant, left) {
            (Binary::Add | Binary::Sub | Binary::Or | Binary::ShiftLeft, Some(0), known) => {
                return Ok(known);
            }
            (Binary::Xor, Some(1), Known::Value(condition)) if ty == form::Type::Bool => {
                return Ok(Known::Not(condition));
            }
            (Binary::Xor, Some(1), Known::Not(condition)) => return Ok(Known::Value(condition)),
            _ => {}
        }
        let a = self.typed(a, ty)?;
        if let Some(b) = constant {
            let ins = self.lowering.builder.ins();
            let b = narrowed(ty, b);
            let value = match op {
                Binary::Add => Some(ins.iadd_imm_s(a, b)),
                Binary::Sub => Some(ins.iadd_imm_s(a, b.wrapping_neg())),
                Binary::And => Some(ins.band_imm_s(a, b)),
                Binary::Or => Some(ins.bor_imm_s(a, b)),
                Binary::Xor => Some(ins.bxor_imm_s(a, b)),
                Binary::ShiftLeft => Some(ins.ishl_imm_u(a, b)),
                Binary::ShiftRight => Some(ins.ushr_imm_u(a, b)),
                Binary::ShiftRightSigned => Some(ins.sshr_imm_u(a, b)),
                _ => None,
            };
            if let Some(value) = value {
                return Ok(Known::Value(value));
            }
        }
        let b = self.typed(b, ty)?;
        let ins = self.lowering.builder.ins();
        Ok(Known::Value(match op {
            Binary::Add => ins.iadd(a, b),
            Binary::Sub => ins.isub(a, b),
            Binary::Mul => ins.imul(a, b),
            Binary::And => ins.band(a, b),
            Binary::Or => ins.bor(a, b),
            Binary::Xor => ins.bxor(a, b),
            Binary::ShiftLeft => ins.ishl(a, b),
            Binary::ShiftRight => ins.ushr(a, b),
            Binary::ShiftRightSigned => ins.sshr(a, b),
            Binary::DivideSigned => ins.sdiv(a, b),
            Binary::Divide => ins.udiv(a, b),
            Binary::RemainderSigned => ins.srem(a, b),
            Binary::Remainder => ins.urem(a, b),
            Binary::FloatAdd => ins.fadd(a, b),
            Binary::FloatSub => ins.fsub(a, b),
            Binary::FloatMul => ins.fmul(a, b),
            Binary::FloatDiv => ins.fdiv(a, b),
        }))
    }
}

fn clif_type(ty: form::Type) -> Type {
    match ty {
        form::Type::Bool | form::Type::I8 => types::I8,
        form::Type::I16 => types::I16,
        form::Type::I32 => types::I32,
        form::Type::I64 => types::I64,
        form::Type::F64 => types::F64,
    }
}

/// A constant as a signed number of the type's width.
fn narrowed(ty: form::Type, value: i64) -> i64 {
    let unused = 64 - clif_type(ty).bits();
    value << unused >> unused
}

/// A constant as an unsigned number of the type's width; a truth value has one bit.
fn unsigned(ty: form::Type, value: i64) -> u64 {
    let bits = if ty == form::Type::Bool { 1 } else { clif_type(ty).bits() };
    value as u64 & (u64::MAX >> (64 - bits))
}

/// The result of an operation on constants, if it is simple.
fn folded(op: Binary, ty: form::Type, a: i64, b: i64) -> Option<i64> {
    let value = match op {
        Binary::Add => a.wrapping_add(b),
        Binary::Sub => a.wrapping_sub(b),
        Binary::Mul => a.wrapping_mul(b),
        Binary::And => a & b,
        Binary::Or => a | b,
        Binary::Xor => a ^ b,
        Binary::ShiftLeft => a.wrapping_shl(b as u32),
        Binary::ShiftRight => unsigned(ty, a).wrapping_shr(b as u32) as i64,
        Binary::ShiftRightSigned => narrowed(ty, a).wrapping_shr(b as u32),
        _ => return None,
    };
    Some(unsigned(ty, value) as i64)
}

/// Whether two constants compare in this way.
fn holds(how: Comparison, ty: form::Type, a: i64, b: i64) -> bool {
    let (signed_a, signed_b) = (narrowed(ty, a), narrowed(ty, b));
    let (a, b) = (unsigned(ty, a), unsigned(ty, b));
    match how {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => a < b,
        Comparison::LessEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterEqual => a >= b,
        Comparison::SignedLess => signed_a < signed_b,
        Comparison::SignedLessEqual => signed_a <= signed_b,
        Comparison::SignedGreater => signed_a > signed_b,
        Comparison::SignedGreaterEqual => signed_a >= signed_b,
    }
}

/// The comparison that says the same with its operands in the other order.
fn swapped(how: Comparison) -> Comparison {
    match how {
        Comparison::Equal | Comparison::NotEqual => how,
        Comparison::Less => Comparison::Greater,
        Comparison::LessEqual => Comparison::GreaterEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterEqual => Comparison::LessEqual,
        Comparison::SignedLess => Comparison::SignedGreater,
        Comparison::SignedLessEqual => Comparison::SignedGreaterEqual,
        Comparison::SignedGreater => Comparison::SignedLess,
        Comparison::SignedGreaterEqual => Comparison::SignedLessEqual,
    }
}

fn condition(how: Comparison) -> IntCC {
    match how {
        Comparison::Equal => IntCC::Equal,
        Comparison::NotEqual => IntCC::NotEqual,
        Comparison::Less => IntCC::UnsignedLessThan,
        Comparison::LessEqual => IntCC::UnsignedLessThanOrEqual,
        Comparison::Greater => IntCC::UnsignedGreaterThan,
        Comparison::GreaterEqual => IntCC::UnsignedGreaterThanOrEqual,
        Comparison::SignedLess => IntCC::SignedLessThan,
        Comparison::SignedLessEqual => IntCC::SignedLessThanOrEqual,
        Comparison::SignedGreater => IntCC::SignedGreaterThan,
        Comparison::SignedGreaterEqual => IntCC::SignedGreaterThanOrEqual,
    }
}

fn float_condition(how: FloatComparison) -> FloatCC {
    match how {
        FloatComparison::Equal => FloatCC::Equal,
        FloatComparison::NotEqual => FloatCC::NotEqual,
        FloatComparison::Unordered => FloatCC::Unordered,
        FloatComparison::Less => FloatCC::LessThan,
        FloatComparison::LessEqual => FloatCC::LessThanOrEqual,
        FloatComparison::Greater => FloatCC::GreaterThan,
        FloatComparison::GreaterEqual => FloatCC::GreaterThanOrEqual,
    }
}
