//! Where blocks lead, and the stack after the uop.

use super::Inliner;
use super::constant::clif_type;
use crate::lower::known::Known;
use crate::lower::layout;
use crate::lower::slot::{Held, Slot};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, TrapCode, Value};
use form::{Edge, End, Function, Operand, StackUse};

impl Inliner<'_, '_, '_> {
    pub(super) fn end(&mut self, end: &End) -> Result<(), &'static str> {
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
                let code = TrapCode::unwrap_user(1);
                self.lowering.builder.ins().trap(code);
                Ok(())
            }
        }
    }

    pub(super) fn branch(
        &mut self,
        condition: Value,
        then: &Edge,
        or: &Edge,
    ) -> Result<(), &'static str> {
        let (then, then_args) = self.target(then)?;
        let (or, or_args) = self.target(or)?;
        if self.lowering.leads_inside(or) {
            let condition = self.lowering.negate(condition);
            self.lowering.builder.ins().brif(condition, or, &or_args, then, &then_args);
        } else {
            self.lowering.builder.ins().brif(condition, then, &then_args, or, &or_args);
        }
        Ok(())
    }

    pub(super) fn jump(&mut self, edge: &Edge) -> Result<(), &'static str> {
        let index = usize::from(edge.block);
        let target = &self.form.blocks[index];
        let rest = self.state.blocks.get(self.block + 1..).unwrap_or_default();
        let is_last = matches!(target.end, End::Next { .. });
        let pending = |(block, code): (usize, &Option<Block>)| {
            code.is_some() && (is_last || block + self.block + 1 < index)
        };
        let leaves = matches!(target.end, End::Exit | End::Error);
        if target.single && !leaves && !rest.iter().enumerate().any(pending) {
            // The block is the next one, and no other edge leads there, so its code follows right here.
            self.bind(edge)?;
            self.state.blocks[index] = self.lowering.builder.current_block();
            return Ok(());
        }
        let (block, args) = self.target(edge)?;
        self.lowering.builder.ins().jump(block, &args);
        Ok(())
    }

    pub(super) fn switch(
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
    pub(super) fn target(&mut self, edge: &Edge) -> Result<(Block, Vec<BlockArg>), &'static str> {
        let index = usize::from(edge.block);
        let target = &self.form.blocks[index];
        match target.end {
            End::Exit if target.insts.is_empty() => {
                return Ok((self.lowering.exit_block(), vec![]));
            }
            End::Error if target.insts.is_empty() => {
                return Ok((self.lowering.error_block(), vec![]));
            }
            _ => {}
        }
        let block = match self.state.blocks[index] {
            Some(block) => block,
            None => {
                let cold = target.cold || self.cold;
                let lowering = &mut *self.lowering;
                // Whether the code that leads here first is rarely executed does not matter.
                let block = match cold {
                    true => lowering.cold_block(),
                    false => lowering.builder.create_block(),
                };
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
    pub(super) fn bind(&mut self, edge: &Edge) -> Result<(), &'static str> {
        for (arg, (value, _)) in
            edge.args.iter().zip(&self.form.blocks[usize::from(edge.block)].params)
        {
            self.state.known[usize::from(*value)] = self.known(*arg)?;
            self.state.not_null[usize::from(*value)] = self.is_not_null(*arg);
        }
        Ok(())
    }

    /// Pops the inputs and pushes the outputs.
    pub(super) fn next(
        &mut self,
        locals: Operand,
        sp: Operand,
        outputs: &[(Operand, bool)],
    ) -> Result<(), &'static str> {
        let frame = self.lowering.frame;
        if self.known(locals)? != Known::Place(frame.locals, 0) {
            return Err("another frame is the current one after it");
        }
        let depth = self.lowering.stack.len();
        let below = depth - self.effect.pops() + self.effect.pushes() - outputs.len();
        // Where a loop has pushed, only the row says how much.
        if let Known::Place(base, offset) = self.known(sp)?
            && base == frame.sp
            && frame.base as i64 + offset / i64::from(layout::SLOT) != below as i64
        {
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

    /// Nothing leads to the next uop: given what is known of the operands, the uop always leaves. The code
    /// after the uop is never executed, but it has to have a block, and a stack of the right depth.
    pub(super) fn never_next(&mut self) {
        let has_next = |block: &form::Block| matches!(block.end, End::Next { .. });
        if !self.form.blocks.iter().any(has_next) {
            return;
        }
        let block = self.lowering.cold_block();
        self.lowering.builder.switch_to_block(block);
        let stack = &mut self.lowering.stack;
        let below = stack.len() - self.effect.pops();
        stack.truncate(below);
        stack.resize(below + self.effect.pushes(), Slot::clean(Held::Memory));
    }

    /// The slot at `place` that has an output. An input that stays where it is stays what it is.
    pub(super) fn output(
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
}
