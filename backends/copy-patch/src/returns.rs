//! The table of addresses at which frames continue after calls.

use crate::assembler::Assembler;
use crate::code::Code;
use crate::config::Config;
use crate::links::UopIndex;
use crate::observer::Observer;
use std::ops::Range;
use trace::{Continuation, LoadedProgram};

impl<O: Observer> Assembler<'_, O> {
    /// Makes a table of where frames go on after calls, with the end of the program as number 0, and
    /// says where it is, and where all of it lies.
    pub fn place_returns(&mut self) -> (usize, Range<usize>) {
        let place = |code: &mut Code, target: usize| {
            code.push_bytes(&target.to_ne_bytes(), size_of::<usize>())
        };
        _ = self.code.make_room((self.buffers.returns.len() + 1) * size_of::<usize>(), 0);
        let end = self.code.cursor.cold();
        // The table grows downwards, as all that is not hot.
        for &target in self.buffers.returns.iter().rev() {
            place(&mut self.code, target);
        }
        let table = place(&mut self.code, self.buffers.shared.returned);
        (table, self.code.cursor.cold()..end)
    }

    /// Works out where frames go on after calls.
    pub fn find_returns(&mut self, program: &LoadedProgram) {
        let mut returns = std::mem::take(&mut self.buffers.returns);
        returns.clear();
        returns.extend(program.continuations().iter().map(|continuation| {
            let &Continuation { trace, uop, target } = continuation;
            if let Some(target) = target {
                return self.buffers.traces[target.0 as usize].entry;
            }
            // The uop has no exit of its own, so its side exit is free for this.
            let index = UopIndex { trace, uop: uop as usize };
            let stub = self.exit_stub(index);
            match self.config {
                Config { copied_exits: true, .. } => self.copied_exit(index, 0, self.number(index)),
                Config { landings: true, .. } => self.landing_exit(index, stub),
                _ => stub,
            }
        }));
        self.buffers.returns = returns;
    }

    /// Makes an exit that is reached through a register, where such places are marked.
    fn landing_exit(&mut self, index: UopIndex, stub: usize) -> usize {
        let end = self.code.cursor.cold();
        self.buffers.values.target = stub as u64;
        for glue in [self.glue.link[0], self.glue.landing] {
            self.push_glue_below(glue);
        }
        self.note_exit(index, end);
        self.code.cursor.cold()
    }
}
