//! Exits that lead to other traces, and exits with code of their own.

use crate::assembler::{Assembler, Chosen, UopIndex};
use crate::hole::{WrittenHole, exits};
use crate::isa;
use crate::links::{Link, LinkTarget, LinkableExit, Linking};
use crate::observer::Observer;
use trace::TraceId;

impl<O: Observer> Assembler<'_, O> {
    /// Makes the exit of a uop that is about to be written lead to a trace: straight into the trace if that takes
    /// the same number of slots in registers, else to a link stub. Says whether that is still to be done, by
    /// [`Assembler::link`], since the trace is not placed yet or is linked later.
    #[inline]
    pub fn lead(&mut self, index: UopIndex, chosen: &mut Chosen<'_>, target: TraceId) -> bool {
        let Some(depth) = chosen.stencil.exit() else { return false };
        let placed = &self.buffers.traces[target.0 as usize];
        let is_straight = placed.depth == depth && !self.observer.counts();
        match &mut self.linking {
            Linking::Now if is_straight => {
                chosen.values.exit = placed.body as u64;
                placed.entry == 0
            }
            Linking::Now => {
                let known = placed.stubs[usize::from(depth)];
                let stub = match known != 0 && !self.observer.counts() {
                    true => known,
                    false => self.link_stub(index, depth, target).0,
                };
                self.buffers.traces[target.0 as usize].stubs[usize::from(depth)] = stub;
                chosen.values.exit = stub as u64;
                false
            }
            Linking::Later(_) => {
                let stub = (!is_straight).then(|| self.link_stub(index, depth, target));
                let link_stub = stub.and_then(|(_, hole)| hole);
                let (uop, exit_stub) = (index.uop as u32, chosen.values.exit as usize);
                let exit = LinkableExit { uop, target, holes: Vec::new(), exit_stub, link_stub };
                if let Linking::Later(linkable) = &mut self.linking {
                    linkable.push(exit);
                }
                true
            }
        }
    }

    /// Notes the holes of a uop that was written, which lead to a trace once that is placed, or later.
    pub fn link(&mut self, index: UopIndex, chosen: &Chosen<'_>, target: TraceId) {
        let parts = [chosen.values.hot as usize, chosen.values.cold as usize];
        match &mut self.linking {
            Linking::Now => {
                let to = LinkTarget { trace: target, to_body: true };
                exits(chosen.stencil, parts, |hole| self.buffers.links.push(Link { hole, to }));
            }
            Linking::Later(linkable) => {
                let exit = linkable.iter_mut().rfind(|exit| exit.uop as usize == index.uop);
                let Some(exit) = exit else { return };
                exits(chosen.stencil, parts, |hole| exit.holes.push(hole));
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
