//! Exits that lead to other traces, and exits with code of their own.

use crate::assembler::{Assembler, Chosen, UopIndex};
use crate::hole::{WrittenHole, exits};
use crate::isa;
use crate::links::{Link, LinkTarget, LinkableExit, Linking};
use crate::observer::Observer;
use trace::TraceId;

impl<O: Observer> Assembler<'_, O> {
    /// Whether a uop's exit to a trace leads to a place that is known already.
    #[inline]
    pub fn is_placed(&self, chosen: &Chosen<'_>, target: TraceId) -> bool {
        let Some(depth) = chosen.stencil.exit() else { return true };
        let placed = &self.buffers.traces[target.0 as usize];
        let has_place = match placed.depth == depth {
            true => placed.entry != 0,
            false => placed.stubs[usize::from(depth)] != 0,
        };
        has_place && matches!(self.linking, Linking::Now) && !self.observer.counts()
    }

    /// Makes the exit of the uop that is written next lead to a trace, if [`Assembler::is_placed`] says so.
    #[inline]
    pub fn link_placed(&mut self, chosen: &mut Chosen<'_>, target: TraceId) {
        let Some(depth) = chosen.stencil.exit() else { return };
        let placed = &self.buffers.traces[target.0 as usize];
        chosen.values.exit = match placed.depth == depth {
            true => placed.body,
            false => placed.stubs[usize::from(depth)],
        } as u64;
    }

    /// Makes the exit of the uop that is written next lead to a trace: straight into the trace if that takes the
    /// same number of slots in registers, else to a link stub. Nothing is written between this and the uop.
    pub fn link(&mut self, index: UopIndex, chosen: &mut Chosen<'_>, target: TraceId) {
        let Chosen { stencil, values } = chosen;
        let Some(depth) = stencil.exit() else { return };
        let is_straight = self.buffers.traces[target.0 as usize].depth == depth;
        let stub = match is_straight && !self.observer.counts() {
            true => None,
            false => Some(self.link_stub(index, depth, target)),
        };
        let cursor = self.code.cursor;
        let parts = [cursor.hot(), cursor.cold() - stencil.cold_len()];
        match (&mut self.linking, stub) {
            (Linking::Now, Some((stub, _))) => {
                self.buffers.traces[target.0 as usize].stubs[usize::from(depth)] = stub;
                values.exit = stub as u64;
            }
            (Linking::Now, None) => {
                let to = LinkTarget { trace: target, to_body: true };
                exits(*stencil, parts, |hole| self.buffers.links.push(Link { hole, to }));
            }
            (Linking::Later(linkable), stub) => {
                let mut holes = Vec::new();
                exits(*stencil, parts, |hole| holes.push(hole));
                let (uop, exit_stub) = (index.uop as u32, values.exit as usize);
                let link_stub = stub.and_then(|(_, hole)| hole);
                linkable.push(LinkableExit { uop, target, holes, exit_stub, link_stub });
            }
        }
    }

    /// Makes a link stub: where it is, and its hole if that is filled later.
    fn link_stub(
        &mut self,
        index: UopIndex,
        depth: u8,
        target: TraceId,
    ) -> (usize, Option<WrittenHole>) {
        let end = self.code.cursor.cold();
        let entry = self.buffers.traces[target.0 as usize].entry;
        self.buffers.values.target = entry as u64;
        let link = self.stencils.stencil(self.glue.link[usize::from(depth)]);
        let mut stub = self.code.cursor.push_below(link, &self.buffers.values);
        let mut later = None;
        if entry == 0 {
            let to = LinkTarget { trace: target, to_body: false };
            exits(link, [stub; 2], |hole| {
                later = Some(hole);
                self.buffers.links.push(Link { hole, to });
            });
        }
        if self.observer.counts() {
            stub = self.push_glue_below(self.glue.count_exit);
        }
        self.note_exit(index, end);
        (stub, later)
    }

    /// Makes exits with code of their own for a uop, instead of its exit stubs. An exit that is linked gets none.
    pub fn copy_exits(&mut self, index: UopIndex, chosen: &mut Chosen<'_>, is_linked: bool) {
        let number = self.number(index);
        if let Some(depth) = chosen.stencil.exit().filter(|_| !is_linked) {
            chosen.values.exit = self.copied_exit(index, depth, number) as u64;
        }
        if let Some(depth) = chosen.stencil.error() {
            let exit = self.copied_exit(index, depth, number + 1);
            chosen.values.stub = (exit - isa::exit_stubs::SIZE) as u64;
        }
    }

    /// Makes the code of side exit `number`, and says where it is.
    pub fn copied_exit(&mut self, index: UopIndex, depth: u8, number: usize) -> usize {
        let end = self.code.cursor.cold();
        self.buffers.values.operand = number as u64 + 1;
        let start = self.push_glue_below(self.glue.copy[usize::from(depth)]);
        self.note_exit(index, end);
        start
    }
}
