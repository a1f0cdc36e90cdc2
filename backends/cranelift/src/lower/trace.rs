//! Lowers the traces of a group, uop by uop.

use super::exits::Exits;
use super::join::Join;
use super::known::Inlining;
use super::layout;
use super::lowering::{Caller, Input, Lowering, Malformed, StackForm};
use super::memory::Flags;
use super::slot::{FrameValues, Held, Slot};
use super::snapshot::Snapshot;
use crate::group::{Group, Member};
use crate::runtime_call::Callees;
use backend_api::Role;
use cranelift_codegen::ir::{Function, types};
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use std::collections::HashMap;
use trace::{LoadedProgram, LoadedTrace, TraceId};
use uops::{Inst, Kind, Op};

/// Lowers a group into `func`, whose signature is set. No callee is declared in it yet.
pub(crate) fn lower<'a>(
    func: &'a mut Function,
    context: &'a mut FunctionBuilderContext,
    config: TargetFrontendConfig,
    callees: Callees<'a>,
    input: Input<'a>,
) -> Result<(), Malformed> {
    let Input { program, group, options, stack: stack_form, forms, prefers_forms, stores_computed } =
        input;
    let Member { id, ref part, first } = group.root;
    let trace = trace_of(program, id)?;
    let mut floats = false;
    for member in group.members() {
        let uops = &trace_of(program, member.id)?.insts[member.part.uops.clone()];
        floats |= uops.iter().filter_map(op_of).any(has_floats);
    }
    let flags = Flags::new(func);
    let mut builder = FunctionBuilder::new(func, context);
    let entry = builder.create_block();
    builder.append_block_params_for_function_params(entry);
    builder.switch_to_block(entry);
    let &[thread, locals, sp] = builder.block_params(entry) else {
        return Err(Malformed("a trace's function has three parameters".to_string()));
    };
    let frame = FrameValues { locals, sp, base: depth_at(trace, part.uops.start) };
    let mut lowering = Lowering {
        builder,
        program,
        trace,
        id,
        part,
        first,
        joins: HashMap::new(),
        options,
        callees,
        flags,
        thread,
        frame,
        stack: Vec::new(),
        before: Snapshot::empty(frame),
        callers: Vec::new(),
        calls: !program.continuations().is_empty(),
        top: None,
        stack_form,
        forms,
        prefers_forms,
        inlining: Inlining::default(),
        stores_computed,
        floats,
        uop: 0,
        cold: false,
        exits: Exits::default(),
        vm_slot: None,
    };
    lowering.make_joins(group);
    for member in group.members() {
        let named = |Malformed(message)| Malformed(format!("trace {}: {message}", member.id.0));
        lowering.member(member).map_err(named)?;
    }
    lowering.builder.seal_all_blocks();
    lowering.builder.finalize(config);
    Ok(())
}

impl<'a> Lowering<'a> {
    /// Makes a block for the start of each trace of a group to which others of the group lead.
    fn make_joins(&mut self, group: &Group) {
        let base = self.frame.base;
        for member in group.members() {
            for exit in &self.program.traces()[member.id.0 as usize].linked_exits {
                if group.has(exit.target) && !self.joins.contains_key(&exit.target) {
                    let trace = &self.program.traces()[exit.target.0 as usize];
                    // The stack is where it is at the root's start, in most groups. There the pointer is the same
                    // value wherever ways come from, and Cranelift removes the parameter.
                    let join = self.new_join(trace, 0, base);
                    self.joins.insert(exit.target, join);
                }
            }
        }
    }

    /// Lowers a part of a trace.
    fn member(&mut self, member: &'a Member) -> Result<(), Malformed> {
        let Member { id, part, first } = member;
        (self.id, self.part, self.first) = (*id, part, *first);
        self.trace = trace_of(self.program, *id)?;
        let trace = self.trace;
        self.locate(Role::Entry { trace: self.id });
        let depth = depth_at(trace, part.uops.start);
        self.stack.clear();
        self.stack.resize(depth, Slot::clean(Held::Memory));
        self.callers.clear();
        self.callers.extend(part.callers.iter().map(|&depth| Caller { frame: None, depth }));
        self.top = None;
        self.exits = Exits::default();
        // Of all traces the root alone follows what comes before it, the function's entry.
        match (self.joins.get(id).copied(), self.ended()) {
            (Some(join), is_other) => {
                if !is_other {
                    self.enter_join(join);
                }
                self.begin_at(join);
            }
            (None, false) => {}
            (None, true) => return Err(Malformed("nothing leads to it".to_string())),
        }
        let top = self.top_index();
        for (index, inst) in
            trace.insts.iter().enumerate().take(part.uops.end).skip(part.uops.start)
        {
            if top == Some(index) {
                self.enter_loop(index);
            }
            self.uop(index, inst)?;
        }
        match (part.uops.end == trace.insts.len(), self.ended()) {
            (_, true) => {}
            (false, false) => self.enter_part(part.number + 1),
            (true, false) => {
                return Err(Malformed("the trace's last uop does not end it".to_string()));
            }
        }
        self.emit_exits();
        Ok(())
    }

    /// Where `_JUMP_TO_TOP` goes back to, if the trace is a loop in one part.
    fn top_index(&self) -> Option<usize> {
        let last = self.trace.insts.last().and_then(op_of);
        let jumps = last.is_some_and(|op| op.info().function == uops::Function::_JUMP_TO_TOP);
        let is_whole = self.part.uops.len() == self.trace.insts.len();
        (jumps && is_whole).then(|| self.trace.top())
    }

    /// Loads what the loop that starts at a uop reaches of the stack, and begins its first block.
    fn enter_loop(&mut self, start: usize) {
        self.flush(0);
        let top = self.new_join(self.trace, start, self.frame.base);
        self.enter_join(top);
        self.begin_at(top);
        self.top = Some(top);
    }

    /// A block at which ways join before a uop of a trace. What the uops from there on reach of the stack is passed
    /// to it. A parameter that is the same wherever ways come from (an iterator in a loop, say) costs nothing:
    /// Cranelift removes it.
    fn new_join(&mut self, trace: &LoadedTrace, start: usize, base: usize) -> Join {
        let depth = depth_at(trace, start);
        let depths = trace.depths.iter().map(|&depth| depth as usize);
        let lowest = (trace.insts.iter().zip(depths).skip(start))
            .filter_map(|(inst, depth)| {
                let effect = op_of(inst)?.info().stack_effect(inst.oparg);
                Some(depth.saturating_sub(effect.reach()))
            })
            .min()
            .unwrap_or(0)
            .min(depth);
        let block = self.builder.create_block();
        for _ in 0..2 + depth - lowest {
            self.builder.append_block_param(block, types::I64);
        }
        Join { block, base, lowest, depth }
    }

    /// Goes on lowering where ways join.
    fn begin_at(&mut self, join: Join) {
        self.builder.switch_to_block(join.block);
        let params = self.builder.block_params(join.block);
        self.frame = FrameValues { locals: params[0], sp: params[1], base: join.base };
        for (slot, &param) in self.stack[join.lowest..].iter_mut().zip(&params[2..]) {
            *slot = Slot::clean(Held::Object(param));
        }
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

fn trace_of(program: &LoadedProgram, id: TraceId) -> Result<&LoadedTrace, Malformed> {
    let trace = program.traces().get(id.0 as usize);
    trace.ok_or_else(|| Malformed(format!("there is no trace {}", id.0)))
}

/// The depth of the stack before a uop.
fn depth_at(trace: &LoadedTrace, uop: usize) -> usize {
    trace.depths.get(uop).map_or(0, |&depth| depth as usize)
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
