//! Blocks of a region that can do without each other.
//!
//! A block that only goes on to another one is skipped: what led to it leads to the other one. This is jump threading. A
//! block that a single block ends with a link to, and to which nothing else leads, becomes the end of that block.

use crate::program::{Exit, ExitId, FrameWalk, Program, Trace, TraceId, Uop};
use std::collections::HashSet;
use uops::Op;

/// What has been merged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Merged {
    /// Blocks that are gone. With each there is one uop less.
    pub(crate) blocks: usize,
    /// Exits that lead elsewhere now.
    pub(crate) exits: usize,
}

impl Program {
    /// Skips blocks of regions that only go on, and appends those that only one block goes on to, if `may_append` says
    /// of a block and that which follows it that they may be one.
    pub(crate) fn merge_blocks(
        &mut self,
        may_append: impl Fn(&Program, TraceId, TraceId) -> bool,
    ) -> Merged {
        let mut merged = Merged::default();
        let mut is_gone = vec![false; self.traces.len()];
        self.skip(&mut is_gone, &mut merged);
        self.append(&mut is_gone, &mut merged, may_append);
        if merged.blocks > 0 {
            let kept: Vec<usize> = (0..is_gone.len()).filter(|&index| !is_gone[index]).collect();
            self.reorder(&kept);
        }
        merged
    }

    /// Leads exits past blocks that only go on.
    fn skip(&mut self, is_gone: &mut [bool], merged: &mut Merged) {
        let ways = self.ways_into_blocks();
        for index in 0..self.traces.len() {
            let id = TraceId(index as u32);
            let Some(target) = self.goes_on(id).filter(|_| self.traces[index].uops.len() == 1)
            else {
                continue;
            };
            if target == id || !ways[index].is_movable {
                continue;
            }
            let Trace { offset, .. } = *self.trace(target);
            for exit in self.traces.iter_mut().flat_map(|trace| &mut trace.exits) {
                if exit.target == Some(id) {
                    (exit.target, exit.offset) = (Some(target), offset);
                    merged.exits += 1;
                }
            }
            self.traces[index].uops.clear();
            self.traces[index].exits.clear();
            is_gone[index] = true;
            merged.blocks += 1;
        }
    }

    /// Appends blocks to the only one that goes on to them.
    fn append(
        &mut self,
        is_gone: &mut [bool],
        merged: &mut Merged,
        may_append: impl Fn(&Program, TraceId, TraceId) -> bool,
    ) {
        let ways = self.ways_into_blocks();
        for index in 0..self.traces.len() {
            let id = TraceId(index as u32);
            while !is_gone[index]
                && let Some(next) = self.goes_on(id)
                && ways[next.0 as usize].is_movable
                && ways[next.0 as usize].count == 1
                && may_append(self, id, next)
            {
                let end = &mut self.traces[next.0 as usize];
                let (uops, exits) = (std::mem::take(&mut end.uops), std::mem::take(&mut end.exits));
                self.traces[index].append(uops, exits);
                is_gone[next.0 as usize] = true;
                merged.blocks += 1;
            }
        }
    }

    /// The other block of its region that a block ends with a link to, in the frame that it starts in: a function that
    /// calls itself goes on in another one.
    fn goes_on(&self, id: TraceId) -> Option<TraceId> {
        let trace = self.trace(id);
        let last = trace.uops.last().filter(|uop| uop.op == Op::_EXIT_TRACE)?;
        let target = trace.exits[last.exit?.0 as usize].target?;
        let mut frames = FrameWalk::new(trace.function);
        trace.uops.iter().for_each(|uop| frames.step(uop));
        if !frames.is_outermost() {
            return None;
        }
        (target != id && self.executor_of(target) == self.executor_of(id)).then_some(target)
    }

    /// What leads to each trace.
    fn ways_into_blocks(&self) -> Vec<WaysIn> {
        let is_movable = |(id, trace): (TraceId, &Trace)| {
            self.executor_of(id) != id
                && trace.uops.first().is_some_and(|uop| uop.op != Op::_START_EXECUTOR)
        };
        let traces = (0..).map(TraceId).zip(&self.traces);
        let mut ways: Vec<WaysIn> =
            traces.map(|it| WaysIn { count: 0, is_movable: is_movable(it) }).collect();
        for target in self.landings() {
            ways[target.0 as usize].is_movable = false;
        }
        for (id, trace) in (0..).map(TraceId).zip(&self.traces) {
            for uop in &trace.uops {
                if uop.op == Op::_JUMP_TO_TOP {
                    ways[id.0 as usize].count += 1;
                }
                let target = uop.exit.and_then(|exit| trace.exits[exit.0 as usize].target);
                if let Some(target) = target {
                    let info = uop.op.info();
                    let ways = &mut ways[target.0 as usize];
                    ways.count += 1;
                    ways.is_movable &= !info.resumes && !info.follows;
                }
            }
        }
        ways
    }
}

/// What leads to a trace.
#[derive(Clone, Copy, Debug)]
struct WaysIn {
    /// How many uops do.
    count: usize,
    /// Nothing leads there by its address, and it is not what its region's executor starts with.
    is_movable: bool,
}

impl Trace {
    /// Goes on with the uops and exits of another block where it ends with a link to that block.
    fn append(&mut self, uops: Vec<Uop>, exits: Vec<Exit>) {
        if let Some(exit) = self.uops.pop().and_then(|uop| uop.exit) {
            self.exits.remove(exit.0 as usize);
            for later in self.uops.iter_mut().filter_map(|uop| uop.exit.as_mut()) {
                later.0 -= u32::from(later.0 > exit.0);
            }
        }
        let before = self.exits.len() as u32;
        let shifted = |exit: ExitId| ExitId(exit.0 + before);
        let uops = uops.into_iter();
        self.uops.extend(uops.map(|uop| Uop { exit: uop.exit.map(shifted), ..uop }));
        let mut taken: HashSet<String> = self.exits.iter().map(|exit| exit.name.clone()).collect();
        for exit in exits {
            let name = new_name(&exit.name, |name| taken.contains(name));
            taken.insert(name.clone());
            self.exits.push(Exit { name, ..exit });
        }
    }
}

/// `name`, or one like it, if it is taken.
pub(crate) fn new_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(name) {
        return name.to_owned();
    }
    let mut names = (2..).map(|number| format!("{name}_{number}"));
    names.find(|new| !is_taken(new)).unwrap_or_default()
}
