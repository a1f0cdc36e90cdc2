//! Appends stencils to the code that is being made, and keeps the values that fill their holes.

use crate::code::Code;
use crate::config::Config;
use crate::exit_stubs;
use crate::hole_values::HoleValues;
use crate::isa;
use crate::links::{Link, Linking, PlacedTrace, UopIndex};
use crate::observer::Observer;
use crate::shared::{Glue, Shared};
use crate::stencil_table::StencilTable;
use backend_api::Role;

/// What is kept from program to program.
#[derive(Debug)]
pub struct Buffers {
    /// The shared code of the segment that was written to last.
    pub shared: Shared,
    /// The values that fill holes of code that is no uop's.
    pub values: HoleValues,
    /// The program's traces.
    pub traces: Vec<PlacedTrace>,
    /// Exits that lead to traces.
    pub links: Vec<Link>,
    /// Where frames go on after calls, by the continuation's number less one.
    pub returns: Vec<usize>,
    /// The address of the exit stubs that the program uses.
    pub exit_stubs: usize,
}

/// Makes the code of one program, or of one trace of it.
pub struct Assembler<'a, O> {
    /// How code is made.
    pub config: &'a Config,
    /// The stencils.
    pub stencils: &'a StencilTable,
    /// The stencils that belong to no uop.
    pub glue: &'a Glue,
    /// What is kept from program to program.
    pub buffers: &'a mut Buffers,
    /// The code.
    pub code: Code,
    /// What is told of the purpose of each piece of code.
    pub observer: O,
    /// When exits to other traces are linked.
    pub linking: Linking,
}

impl<O: Observer> Assembler<'_, O> {
    /// Appends a stencil that is no uop's to the hot code.
    pub fn push_glue(&mut self, index: usize) {
        self.code.cursor.push(self.stencils.stencil(index), &mut self.buffers.values);
    }

    /// Puts a stencil that is no uop's before the cold code, and says where it is.
    pub fn push_glue_below(&mut self, index: usize) -> usize {
        self.code.cursor.push_below(self.stencils.stencil(index), &self.buffers.values)
    }

    /// Moves slots to registers or to memory, so that `to` of them are in registers instead of `from`.
    pub fn move_slots(&mut self, from: usize, to: usize) {
        for depth in (to + 1..=from).rev() {
            self.push_glue(self.glue.spill[depth]);
        }
        for depth in from + 1..=to {
            self.push_glue(self.glue.reload[depth]);
        }
    }

    /// The number of a uop's side exit.
    pub fn number(&self, index: UopIndex) -> usize {
        exit_stubs::exit(self.buffers.traces[index.trace.0 as usize].before + index.uop)
    }

    /// The address of the exit stub of a uop's side exit.
    pub fn exit_stub(&self, index: UopIndex) -> usize {
        self.buffers.exit_stubs + isa::exit_stubs::offset(self.number(index))
    }

    /// Tells the observer that the cold code before `end` is a uop's exit.
    pub fn note_exit(&mut self, index: UopIndex, end: usize) {
        let role = Role::Exit { trace: index.trace, uop: index.uop as u32 };
        self.observer.piece(self.code.cursor.cold()..end, role);
    }

    /// Chooses the exit stubs of a program of `uops` uops: the shared ones, if there are enough of
    /// them, else stubs of its own.
    pub fn place_exit_stubs(&mut self, uops: usize) {
        self.buffers.exit_stubs = self.buffers.shared.exit_stubs;
        let count = exit_stubs::count(uops);
        if count > exit_stubs::SHARED {
            let leave = self.buffers.shared.values.leave;
            let len = isa::exit_stubs::len(count);
            if self.code.has_next_window() {
                let Some(start) = self.code.take(len) else { return };
                self.code.write_new(start, &isa::exit_stubs::code(count, start, leave));
                self.buffers.exit_stubs = start;
                self.observer.piece(start..start + len, Role::Shared);
                return;
            }
            let Some(start) = self.code.cursor.cold().checked_sub(len) else { return };
            let stubs = isa::exit_stubs::code(count, start, leave);
            let start = self.code.push_bytes(&stubs, isa::exit_stubs::SIZE);
            self.buffers.exit_stubs = start;
            self.observer.piece(start..start + len, Role::Shared);
        }
    }
}
