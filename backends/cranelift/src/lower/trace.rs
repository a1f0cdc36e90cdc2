//! Lowers a part of a trace, uop by uop.

use super::exits::Exits;
use super::known::Inlining;
use super::layout;
use super::lowering::{Caller, Input, Lowering, Malformed, StackForm, Top};
use super::memory::Flags;
use super::slot::{FrameValues, Held, Slot};
use super::snapshot::Snapshot;
use crate::runtime_call::Callees;
use backend_api::Role;
use cranelift_codegen::ir::{BlockArg, Function, InstBuilder, Value, types};
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use uops::{Inst, Kind, Op};

/// Lowers a part of a trace into `func`, whose signature is set. No callee is declared in it yet.
pub(crate) fn lower<'a>(
    func: &'a mut Function,
    context: &'a mut FunctionBuilderContext,
    config: TargetFrontendConfig,
    callees: Callees<'a>,
    input: Input<'a>,
) -> Result<(), Malformed> {
    let Input {
        program,
        id,
        part,
        options,
        stack: stack_form,
        forms,
        prefers_forms,
        stores_computed,
    } = input;
    let Some(trace) = program.traces().get(id.0 as usize) else {
        return Err(Malformed("there is no such trace".to_string()));
    };
    let flags = Flags::new(func);
    let mut builder = FunctionBuilder::new(func, context);
    let entry = builder.create_block();
    builder.append_block_params_for_function_params(entry);
    builder.switch_to_block(entry);
    let &[thread, locals, sp] = builder.block_params(entry) else {
        return Err(Malformed("a trace's function has three parameters".to_string()));
    };
    let depth = trace.depths.get(part.uops.start).map_or(0, |&depth| depth as usize);
    let frame = FrameValues { locals, sp, base: depth };
    let mut lowering = Lowering {
        builder,
        program,
        trace,
        id,
        part,
        options,
        callees,
        flags,
        thread,
        frame,
        stack: vec![Slot::clean(Held::Memory); depth],
        before: Snapshot::empty(frame),
        callers: part.callers.iter().map(|&depth| Caller { frame: None, depth }).collect(),
        calls: !program.continuations().is_empty(),
        top: None,
        stack_form,
        forms,
        prefers_forms,
        inlining: Inlining::default(),
        stores_computed,
        floats: trace.insts[part.uops.clone()].iter().filter_map(op_of).any(has_floats),
        uop: 0,
        cold: false,
        exits: Exits::default(),
        vm_slot: None,
    };
    lowering.locate(Role::Entry { trace: id });
    let top = lowering.top_index();
    for (index, inst) in trace.insts.iter().enumerate().take(part.uops.end).skip(part.uops.start) {
        if top == Some(index) {
            lowering.enter_loop(index);
        }
        lowering.uop(index, inst)?;
    }
    match (part.uops.end == trace.insts.len(), lowering.ended()) {
        (_, true) => {}
        (false, false) => lowering.enter_part(part.number + 1),
        (true, false) => return Err(Malformed("the trace's last uop does not end it".to_string())),
    }
    lowering.emit_exits();
    lowering.builder.seal_all_blocks();
    lowering.builder.finalize(config);
    Ok(())
}

impl Lowering<'_> {
    /// Where `_JUMP_TO_TOP` goes back to, if the trace is a loop in one part.
    fn top_index(&self) -> Option<usize> {
        let last = self.trace.insts.last().and_then(op_of);
        let jumps = last.is_some_and(|op| op.info().function == uops::Function::_JUMP_TO_TOP);
        let is_whole = self.part.uops.len() == self.trace.insts.len();
        (jumps && is_whole).then(|| self.trace.top())
    }

    /// Loads what the loop that starts at a uop reaches of the stack, and begins its first block.
    fn enter_loop(&mut self, start: usize) {
        let depths = self.trace.depths.iter().map(|&depth| depth as usize);
        let lowest = (self.trace.insts.iter().zip(depths).skip(start))
            .filter_map(|(inst, depth)| {
                let effect = op_of(inst)?.info().stack_effect(inst.oparg);
                Some(depth.saturating_sub(effect.reach()))
            })
            .min()
            .unwrap_or(0)
            .min(self.stack.len());
        // At the top memory holds all slots, however it is reached.
        self.flush(0);
        let mut args: Vec<BlockArg> = vec![self.frame.locals.into(), self.frame.sp.into()];
        for index in lowest..self.stack.len() {
            args.push(self.object(index).into());
        }
        // A parameter that every iteration passes on as it is (an iterator, say) costs nothing:
        // Cranelift removes it.
        let top = self.builder.create_block();
        let params: Vec<Value> =
            args.iter().map(|_| self.builder.append_block_param(top, types::I64)).collect();
        self.builder.ins().jump(top, &args);
        self.builder.switch_to_block(top);
        self.frame = FrameValues { locals: params[0], sp: params[1], base: self.stack.len() };
        for (index, &param) in (lowest..self.stack.len()).zip(&params[2..]) {
            self.stack[index] = Slot::clean(Held::Object(param));
        }
        self.top = Some(Top { block: top, lowest, depth: self.stack.len() });
    }

    fn uop(&mut self, index: usize, inst: &Inst) -> Result<(), Malformed> {
        let op = op_of(inst).ok_or_else(|| Malformed(format!("no uop {}", inst.opcode)))?;
        if self.ended() {
            let before = index.checked_sub(1).and_then(|before| op_of(&self.trace.insts[before]));
            if before.is_none_or(|before| before.info().ends) {
                return Err(Malformed(format!("uop {index}, {op}: the trace has ended before")));
            }
            // A guard turned out to leave the trace whatever happens, so nothing comes here.
            return Ok(());
        }
        let depth = self.trace.depths.get(index).map(|&depth| depth as usize);
        if depth != Some(self.stack.len())
            || self.stack.len() < op.info().stack_effect(inst.oparg).reach()
        {
            return Err(Malformed(format!(
                "uop {index}, {op}: the stack's depth is not as it says"
            )));
        }
        self.uop = index as u32;
        self.locate_uop();
        if self.stores_computed && (op.info().exit || op.info().error) {
            self.store_computed();
        }
        self.before.take(self.frame, &self.stack);
        self.exits.next_uop();
        if self.options.count {
            self.count(layout::THREAD_UOPS_EXECUTED);
        }
        self.lower_uop(op, inst)?;
        self.before.clear();
        match self.stack_form {
            StackForm::Values => {}
            #[cfg(feature = "reference")]
            StackForm::Memory if self.ended() => {}
            #[cfg(feature = "reference")]
            StackForm::Memory => self.forget_values(),
        }
        Ok(())
    }
}

fn op_of(inst: &Inst) -> Option<Op> {
    Op::from_number(inst.opcode)
}

/// Whether the lowering of a uop may take the value of a float out of its box.
fn has_floats(op: Op) -> bool {
    let info = op.info();
    let kinds = info.inputs.iter().chain(info.outputs).map(|slot| slot.kind);
    kinds.into_iter().any(|kind| matches!(kind, Kind::Float | Kind::BorrowedFloat | Kind::Unboxed))
}
