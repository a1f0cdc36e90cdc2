//! The state of lowering a group of traces: values, stack, frames, the block that is being built.

use super::exits::Exits;
use super::join::Join;
use super::known::Inlining;
use super::memory::Flags;
use super::slot::{FrameValues, Slot};
use super::snapshot::Snapshot;
use crate::forms::Forms;
use crate::group::Group;
use crate::location::Location;
use crate::part::Part;
use crate::runtime_call::Callees;
use backend_api::{CompileOptions, Role};
use cranelift_codegen::ir::{Block, InstBuilder, StackSlot, Value};
use cranelift_frontend::FunctionBuilder;
use std::collections::HashMap;
use trace::{LoadedProgram, LoadedTrace, TraceId};

/// A frame that the trace has entered another frame from. Memory holds its stack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller {
    /// `None` if an earlier part of the trace has entered the other frame.
    pub(super) frame: Option<FrameValues>,
    /// The depth of its stack.
    pub(super) depth: usize,
}

/// Where the evaluation stack is between uops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum StackForm {
    /// In SSA values.
    Values,
    /// In memory.
    #[cfg(feature = "reference")]
    Memory,
}

/// What is lowered, and how.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) program: &'a LoadedProgram,
    pub(crate) group: &'a Group,
    pub(crate) options: CompileOptions,
    pub(crate) stack: StackForm,
    /// The forms that are inlined.
    pub(crate) forms: &'a Forms,
    /// Whether the form is taken where a lowering by hand is only faster.
    pub(crate) prefers_forms: bool,
    /// Whether computed floats are stored before a uop that may leave, as they are where Cranelift's optimiser runs.
    pub(crate) stores_computed: bool,
}

/// The state of lowering a group, and of the part of a trace in it that is being lowered.
pub(crate) struct Lowering<'a> {
    pub(super) builder: FunctionBuilder<'a>,
    pub(super) program: &'a LoadedProgram,
    pub(super) trace: &'a LoadedTrace,
    pub(super) id: TraceId,
    pub(super) part: &'a Part,
    /// The number of the trace's first uop in the group.
    pub(super) first: u32,
    /// Where the traces of the group start to which others of them lead.
    pub(super) joins: HashMap<TraceId, Join>,
    pub(super) options: CompileOptions,
    pub(super) callees: Callees<'a>,
    pub(super) flags: Flags,
    pub(super) thread: Value,
    pub(super) frame: FrameValues,
    pub(super) stack: Vec<Slot>,
    /// The stack as it was before the current uop.
    pub(super) before: Snapshot,
    /// The frames below the current one, as far as the trace has entered it from them.
    pub(super) callers: Vec<Caller>,
    /// Whether a frame may return to another frame than the host's.
    pub(super) calls: bool,
    /// Where `_JUMP_TO_TOP` goes.
    pub(super) top: Option<Join>,
    pub(super) stack_form: StackForm,
    pub(super) forms: &'a Forms,
    /// Whether the form is taken where a lowering by hand is only faster.
    pub(super) prefers_forms: bool,
    pub(super) inlining: Inlining,
    /// Whether computed floats are stored before a uop that may leave, as they are where Cranelift's optimiser runs.
    pub(super) stores_computed: bool,
    /// Whether registers may hold floats.
    pub(super) floats: bool,
    /// Index of the uop that is being lowered.
    pub(super) uop: u32,
    /// Whether the code that is being lowered belongs in the cold section.
    pub(super) cold: bool,
    pub(super) exits: Exits,
    /// The record that functions called out of line work on.
    pub(super) vm_slot: Option<StackSlot>,
}

/// A trace that the lowering does not understand; the verifier lets none through.
#[derive(Debug)]
pub(crate) struct Malformed(pub(crate) String);

impl Lowering<'_> {
    /// Whether the block that was being lowered has its last instruction.
    pub(super) fn ended(&self) -> bool {
        let block = self.builder.current_block();
        let last = block.and_then(|block| self.builder.func.layout.last_inst(block));
        last.is_some_and(|inst| self.builder.func.dfg.insts[inst].opcode().is_terminator())
    }

    /// A new block, which is in the cold section if the current code is.
    pub(super) fn block(&mut self) -> Block {
        let block = self.builder.create_block();
        if self.cold {
            self.builder.set_cold_block(block);
        }
        block
    }

    /// A new block in the cold section.
    pub(super) fn cold_block(&mut self) -> Block {
        let block = self.builder.create_block();
        self.builder.set_cold_block(block);
        block
    }

    /// Lowers `body` into `block`, a block in the cold section. `body` ends the block, and the caller
    /// says where to go on.
    pub(super) fn in_cold(&mut self, block: Block, body: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.cold, true);
        self.locate_uop();
        self.builder.switch_to_block(block);
        body(self);
        self.cold = outer;
        self.locate_uop();
    }

    /// As [`Lowering::in_cold`], and goes on in the block that was current before.
    pub(super) fn aside(&mut self, block: Block, body: impl FnOnce(&mut Self)) {
        let next = self.builder.current_block();
        self.in_cold(block, body);
        if let Some(next) = next {
            self.builder.switch_to_block(next);
        }
    }

    /// Notes that the instructions that follow belong to the current uop.
    pub(super) fn locate_uop(&mut self) {
        let (trace, uop) = (self.id, self.uop);
        self.locate(if self.cold { Role::Cold { trace, uop } } else { Role::Hot { trace, uop } });
    }

    /// Notes what the instructions that follow are for.
    pub(super) fn locate(&mut self, role: Role) {
        self.builder.set_srcloc(match role {
            _ if self.options.map => Location::new(role, self.first).to_srcloc(),
            Role::Cold { .. } | Role::Exit { .. } => Location::OFF_HOT_PATH.to_srcloc(),
            _ => Location::HOT_PATH.to_srcloc(),
        });
    }

    /// Goes on in a new block unless `condition` holds, in which case `other` is next.
    pub(super) fn branch_away(&mut self, condition: Value, other: Block) {
        let next = self.block();
        self.builder.ins().brif(condition, other, &[], next, &[]);
        self.builder.switch_to_block(next);
    }

    /// Goes on in a new block if `condition` holds; otherwise `other` is next.
    pub(super) fn branch_unless(&mut self, condition: Value, other: Block) {
        let next = self.block();
        self.builder.ins().brif(condition, next, &[], other, &[]);
        self.builder.switch_to_block(next);
    }

    pub(super) fn jump(&mut self, block: Block) {
        self.builder.ins().jump(block, &[]);
    }

    pub(super) fn jump_with(&mut self, block: Block, value: Value) {
        self.builder.ins().jump(block, &[value.into()]);
    }
}
