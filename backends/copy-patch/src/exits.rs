//! Exits that lead to other traces, and exits with code of their own.

use crate::assembler::{Assembler, UopIndex};
use crate::hole::{WrittenHole, exits};
use crate::isa;
use crate::links::{Link, LinkTarget, LinkableExit, Linking};
use crate::observer::Observer;
use crate::packed::PackedStencil;
use trace::TraceId;

impl<O: Observer> Assembler<'_, O> {
    /// Appends the stencil of a uop whose exit leads to a trace; `exit_stub` is where it leads if it is
    /// linked later.
    pub fn push_exiting(
        &mut self,
        index: UopIndex,
        stencil: PackedStencil<'_>,
        target: TraceId,
        exit_stub: usize,
    ) {
        match self.linking {
            Linking::Now => self.push_linked(index, stencil, target),
            Linking::Later(_) => self.push_linkable(index, stencil, target, exit_stub),
        }
    }

    /// Appends the stencil of a uop whose exit leads straight into the other trace if that takes the
    /// same number of slots in registers, else through a link stub.
    fn push_linked(&mut self, index: UopIndex, stencil: PackedStencil<'_>, target: TraceId) {
        let later = stencil.exit().and_then(|depth| self.link(index, usize::from(depth), target));
        let parts = self.push_uop(index, stencil);
        if let Some(to) = later {
            exits(stencil, parts, |hole| self.buffers.links.push(Link { hole, to }));
        }
    }

    /// Sets where an exit to a trace leads, or returns what is to be filled in later.
    fn link(&mut self, index: UopIndex, depth: usize, target: TraceId) -> Option<LinkTarget> {
        let placed = &self.buffers.traces[target.0 as usize];
        if !self.observer.counts() {
            if usize::from(placed.depth) == depth {
                self.buffers.values.uop.exit = placed.body as u64;
                return (placed.entry == 0).then_some(LinkTarget { trace: target, to_body: true });
            }
            if placed.stubs[depth] != 0 {
                self.buffers.values.uop.exit = placed.stubs[depth] as u64;
                return None;
            }
        }
        let entry = placed.entry;
        let end = self.code.cursor.cold();
        self.buffers.values.uop.target = entry as u64;
        let link = self.stencils.stencil(self.glue.link[depth]);
        let mut stub = self.code.cursor.push_below(link, &self.buffers.values);
        if entry == 0 {
            let to = LinkTarget { trace: target, to_body: false };
            exits(link, [stub; 2], |hole| self.buffers.links.push(Link { hole, to }));
        }
        if self.observer.counts() {
            self.buffers.values.uop.next = stub as u64;
            stub = self.push_glue_below(self.glue.count_exit);
        }
        self.note_exit(index, end);
        self.buffers.traces[target.0 as usize].stubs[depth] = stub;
        self.buffers.values.uop.exit = stub as u64;
        None
    }

    /// Appends the stencil of a uop whose exit is linked later: until then it leads to `exit_stub`.
    fn push_linkable(
        &mut self,
        index: UopIndex,
        stencil: PackedStencil<'_>,
        target: TraceId,
        exit_stub: usize,
    ) {
        let depth = stencil.exit();
        let is_straight = depth == Some(self.buffers.traces[target.0 as usize].depth);
        let link_stub = depth.filter(|_| !is_straight).and_then(|depth| {
            let link = self.stencils.stencil(self.glue.link[usize::from(depth)]);
            let stub = self.code.cursor.push_below(link, &self.buffers.values);
            let mut hole = None;
            exits(link, [stub; 2], |found| hole = Some(found));
            hole
        });
        let parts = self.push_uop(index, stencil);
        if let (Some(_), Linking::Later(linkable)) = (depth, &mut self.linking) {
            let mut holes: Vec<WrittenHole> = Vec::new();
            exits(stencil, parts, |hole| holes.push(hole));
            let uop = index.uop as u32;
            linkable.push(LinkableExit { uop, target, holes, exit_stub, link_stub });
        }
    }

    /// Makes exits with code of their own for a uop, instead of its exit stubs at `stub`, and says where
    /// its exit and its error lead. An exit that is linked gets none.
    pub fn copy_exits(
        &mut self,
        index: UopIndex,
        stencil: PackedStencil<'_>,
        stub: usize,
        is_linked: bool,
    ) -> [usize; 2] {
        let number = self.number(index);
        let exit = match stencil.exit().filter(|_| !is_linked) {
            Some(depth) => self.copied_exit(index, depth, number),
            None => stub,
        };
        let error = match stencil.error() {
            Some(depth) => self.copied_exit(index, depth, number + 1),
            None => stub + isa::exit_stubs::SIZE,
        };
        [exit, error]
    }

    /// Makes the code of side exit `number`, and says where it is.
    pub fn copied_exit(&mut self, index: UopIndex, depth: u8, number: usize) -> usize {
        let end = self.code.cursor.cold();
        self.buffers.values.uop.operand = number as u64 + 1;
        let start = self.push_glue_below(self.glue.copy[usize::from(depth)]);
        self.note_exit(index, end);
        start
    }
}
