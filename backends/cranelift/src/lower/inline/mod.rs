//! Inlines the form of a uop's function: what LLVM made of the uop's one definition.
//!
//! The stack stays in SSA values. Arguments that are known when a trace is compiled are constants, so that
//! much of a form folds away: addresses become displacements, and branches on an oparg disappear.
//!
//! | module | what it has |
//! |---|---|
//! | `constant` | types, and arithmetic on constants |
//! | `value` | what is known of the form's values, and Cranelift's values for them |
//! | `arithmetic`, `memory` | instructions that compute, and those that load and store |
//! | `control` | the ends of blocks, and the stack after the uop |

mod arithmetic;
mod constant;
mod control;
mod memory;
mod value;

use super::known::{Inlining, Known};
use super::layout;
use super::lowering::{Lowering, Malformed};
use super::slot::Held;
use cranelift_codegen::ir::{InstBuilder, types};
use form::{End, Function, Inst, StackUse};
use uops::StackEffect;

impl Lowering<'_> {
    /// Inlines the form of a function, for a uop with this stack effect and these operands.
    pub(super) fn inline(
        &mut self,
        form: &Function,
        effect: StackEffect,
        oparg: u16,
        operand: u64,
    ) -> Result<(), Malformed> {
        let mut state = std::mem::take(&mut self.inlining);
        state.known.clear();
        state.known.resize(form.values, Known::Nothing);
        state.not_null.clear();
        state.not_null.resize(form.values, false);
        state.blocks.clear();
        state.blocks.resize(form.blocks.len(), None);
        let cold = self.cold;
        let mut inliner = Inliner { lowering: self, form, effect, state, block: 0, cold };
        let result = inliner.run(oparg, operand);
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
    /// Whether the uop itself belongs in the cold section.
    cold: bool,
}

impl Inliner<'_, '_, '_> {
    fn run(&mut self, oparg: u16, operand: u64) -> Result<(), &'static str> {
        self.bind_arguments(oparg, operand);
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
        match next {
            Some(index) => self.lower(index, &self.form.blocks[index])?,
            None => self.never_next(),
        }
        Ok(())
    }

    fn bind_arguments(&mut self, oparg: u16, operand: u64) {
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
            (Function::OPARG, Known::Constant(oparg.into())),
            (Function::OPERAND, Known::Constant(operand as i64)),
        ] {
            self.state.known[usize::from(value)] = known;
        }
        self.state.before.clear();
        self.state.before.extend_from_slice(&lowering.stack);
    }

    fn lower(&mut self, index: usize, block: &form::Block) -> Result<(), &'static str> {
        self.block = index;
        if let Some(code) = self.state.blocks[index] {
            if self.lowering.builder.current_block() != Some(code) {
                self.lowering.builder.switch_to_block(code);
            }
            self.mark(self.cold || block.cold);
        }
        for inst in &block.insts {
            self.inst(inst)?;
        }
        self.end(&block.end)?;
        self.mark(self.cold);
        Ok(())
    }

    /// Notes whether the code that follows is rarely executed.
    fn mark(&mut self, cold: bool) {
        if self.lowering.cold != cold {
            self.lowering.cold = cold;
            self.lowering.locate_uop();
        }
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
                let known = self.float_compare(how, a, b)?;
                self.define(out, known);
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
            Inst::Load { out, ty, base, offset, region, unwritten } => {
                self.load(out, ty, base, offset, region, unwritten)?
            }
            Inst::Store { ty, value, base, offset, region } => {
                let value = self.typed(value, ty)?;
                let (base, offset) = self.place(base, offset)?;
                let flags = self.flags(region);
                self.lowering.builder.ins().store(flags, value, base, offset);
            }
            Inst::Overflow { out, overflows, op, a, b } => {
                let [value, overflow] = self.overflowing(op, a, b)?;
                self.define(out, value);
                self.define(overflows, overflow);
            }
            Inst::Local { out, bytes } => {
                let known = self.local(bytes);
                self.define(out, known);
            }
            Inst::Truth { out, condition } => {
                let known = match self.known(condition)? {
                    Known::Constant(condition) => {
                        let offset =
                            if condition != 0 { layout::THREAD_TRUE } else { layout::THREAD_FALSE };
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
}
