//! Exits that lead to other traces, and exits with code of their own.

use crate::assembler::Assembler;
use crate::code::Cursor;
use crate::hole::{WrittenHole, exits};
use crate::isa;
use crate::links::{Link, LinkableExit, UopIndex};
use crate::observer::Observer;
use crate::packed::PackedStencil;
use trace::TraceId;

/// Where the exits of a uop lead.
#[derive(Clone, Copy, Debug)]
pub struct ExitTargets {
    /// The address of its exit.
    pub exit: usize,
    /// The address of its exit when an exception is set.
    pub error: usize,
}

impl ExitTargets {
    /// The exit stubs of a uop, of which the first is at `stub`.
    pub fn stubs(stub: usize) -> Self {
        ExitTargets { exit: stub, error: stub + isa::exit_stubs::SIZE }
    }
}

impl<O: Observer> Assembler<'_, O> {
    /// Notes that the exit of the uop that was written last, up to `cursor`, leads to a trace.
    #[inline]
    pub fn note_link(
        &mut self,
        uop: UopIndex,
        stencil: PackedStencil<'_>,
        cursor: &Cursor,
        target: TraceId,
    ) {
        let Some(depth) = stencil.exit() else { return };
        let parts = [cursor.hot() - stencil.hot_len(), cursor.cold()];
        let stencil = self.stencils.place(stencil);
        self.buffers.links.push(Link { uop, stencil, depth, parts, target });
    }

    /// Makes all exits that were noted lead to their traces, which are placed: straight into the trace if that takes
    /// the same number of slots in registers, else to a link stub.
    pub fn link(&mut self) {
        if self.code.cursor.is_full() {
            return;
        }
        let links = std::mem::take(&mut self.buffers.links);
        for link in &links {
            let target = match self.is_straight(link) && !self.observer.counts() {
                true => self.buffers.traces[link.target.0 as usize].body,
                false => self.shared_link_stub(link),
            };
            exits(self.stencils.at(link.stencil), link.parts, |hole| self.code.link(hole, target));
        }
        self.buffers.links = links;
    }

    /// The exits that were noted, to be linked later.
    pub fn linkable_exits(&mut self) -> Vec<LinkableExit> {
        let links = std::mem::take(&mut self.buffers.links);
        let exits = links.iter().map(|link| LinkableExit {
            uop: link.uop.uop as u32,
            target: link.target,
            holes: holes(self.stencils.at(link.stencil), link.parts),
            exit_stub: self.exit_stub(link.uop),
            link_stub: (!self.is_straight(link)).then(|| self.linkable_stub(link)).flatten(),
        });
        let exits = exits.collect();
        self.buffers.links = links;
        exits
    }

    fn is_straight(&self, link: &Link) -> bool {
        self.buffers.traces[link.target.0 as usize].depth == link.depth
    }

    /// The address of a link stub that exits share, unless they are counted.
    fn shared_link_stub(&mut self, link: &Link) -> usize {
        let (target, depth) = (link.target.0 as usize, usize::from(link.depth));
        let known = self.buffers.traces[target].stubs[depth];
        if known != 0 && !self.observer.counts() {
            return known;
        }
        if self.code.has_next_window() {
            // Behind all hot code, nothing runs on into another window.
            _ = self.code.make_room(0, 2);
        }
        let end = self.code.cursor.cold();
        let mut stub = self.link_stub(link);
        if self.observer.counts() {
            stub = self.push_glue_below(self.glue.count_exit);
        }
        self.note_exit(link.uop, end);
        self.buffers.traces[target].stubs[depth] = stub;
        stub
    }

    /// Makes a link stub.
    fn link_stub(&mut self, link: &Link) -> usize {
        self.buffers.values.target = self.buffers.traces[link.target.0 as usize].entry as u64;
        self.push_glue_below(self.glue.link[usize::from(link.depth)])
    }

    /// Makes a link stub, and says which hole of it leads to the trace.
    fn linkable_stub(&mut self, link: &Link) -> Option<WrittenHole> {
        let stencil = self.stencils.stencil(self.glue.link[usize::from(link.depth)]);
        let stub = self.link_stub(link);
        holes(stencil, [stub; 2]).pop()
    }

    /// Makes exits with code of their own for a uop, instead of its exit stubs. An exit that is linked gets none.
    pub fn copy_exits(
        &mut self,
        index: UopIndex,
        stencil: PackedStencil<'_>,
        is_linked: bool,
    ) -> ExitTargets {
        let number = self.number(index);
        let mut targets = ExitTargets::stubs(self.exit_stub(index));
        if let Some(depth) = stencil.exit().filter(|_| !is_linked) {
            targets.exit = self.copied_exit(index, depth, number);
        }
        if let Some(depth) = stencil.error() {
            targets.error = self.copied_exit(index, depth, number + 1);
        }
        targets
    }

    /// Makes the code of side exit `number`, and says where it is.
    pub fn copied_exit(&mut self, index: UopIndex, depth: u8, number: usize) -> usize {
        let end = self.code.cursor.cold();
        self.buffers.values.immediates.operand = number as u64 + 1;
        let start = self.push_glue_below(self.glue.copy[usize::from(depth)]);
        self.note_exit(index, end);
        start
    }
}

fn holes(stencil: PackedStencil<'_>, parts: [usize; 2]) -> Vec<WrittenHole> {
    let mut holes = Vec::new();
    exits(stencil, parts, |hole| holes.push(hole));
    holes
}
