//! What regions tell of a program and its traces.

use crate::program::{Program, Region, Trace, TraceId};
use crate::shape::Shape;
use std::collections::HashMap;
use uops::Op;

impl Program {
    /// The shape of its code.
    pub fn shape(&self) -> Shape {
        if self.regions.is_empty() { Shape::Trace } else { Shape::Region }
    }

    /// The region of which a trace is a block, by its index in [`Program::regions`].
    pub fn region_of(&self, id: TraceId) -> Option<usize> {
        self.regions.partition_point(|region| region.first <= id).checked_sub(1)
    }

    /// The trace as whose executor a trace runs: the first block of its region, or the trace itself.
    pub fn executor_of(&self, id: TraceId) -> TraceId {
        self.region_of(id).map_or(id, |region| self.regions[region].first)
    }

    /// Makes regions of traces: those with the same home become the blocks of one, and those without stay on their
    /// own. All traces of a home start in frames of the same function, and the first trace has a home unless none
    /// has. A region has the name that its first block gets.
    pub(crate) fn form_regions<H: Copy + Eq + std::hash::Hash>(
        &mut self,
        homes: &[Option<H>],
        name: impl Fn(&Program, &Trace) -> String,
    ) {
        let order = order(&self.traces, homes);
        self.reorder(&order);
        let mut last = None;
        for (index, &old) in (0..).zip(&order) {
            if homes[old] != last {
                let name = name(self, &self.traces[index as usize]);
                self.regions.push(Region { name, first: TraceId(index) });
                last = homes[old];
            }
        }
    }

    /// Removes all traces but some, to which others do not lead, and the handlers that go on in the others. The first
    /// trace stays.
    pub(crate) fn keep(&mut self, is_kept: &[bool]) {
        let kept: Vec<usize> = (0..is_kept.len()).filter(|&index| is_kept[index]).collect();
        if let Some(handlers) = &mut self.handlers {
            let goes_on = |target: TraceId| is_kept[target.0 as usize];
            handlers.rows.retain(|row| row.target.is_none_or(goes_on));
        }
        let ends = self.regions.iter().skip(1).map(|region| region.first.0 as usize);
        let ends: Vec<usize> = ends.chain([is_kept.len()]).collect();
        let mut ends = ends.into_iter();
        self.regions.retain_mut(|region| {
            let blocks = region.first.0 as usize..ends.next().unwrap_or_default();
            let first = blocks.into_iter().find(|&block| is_kept[block]);
            region.first = TraceId(first.unwrap_or_default() as u32);
            first.is_some()
        });
        self.reorder(&kept);
    }

    /// Puts the traces into another order, which names each of them once, but for traces that nothing leads to. The
    /// first block of a region stays, in front of the others.
    pub(crate) fn reorder(&mut self, order: &[usize]) {
        let mut numbers = vec![TraceId(0); self.traces.len()];
        for (new, &old) in (0..).zip(order) {
            numbers[old] = TraceId(new);
        }
        let mut traces: Vec<Option<Trace>> =
            std::mem::take(&mut self.traces).into_iter().map(Some).collect();
        self.traces = order.iter().filter_map(|&old| traces[old].take()).collect();
        for exit in self.traces.iter_mut().flat_map(|trace| &mut trace.exits) {
            exit.target = exit.target.map(|target| numbers[target.0 as usize]);
        }
        if let Some(handlers) = &mut self.handlers {
            handlers.start = numbers[handlers.start.0 as usize];
            for target in handlers.rows.iter_mut().filter_map(|row| row.target.as_mut()) {
                *target = numbers[target.0 as usize];
            }
        }
        for region in &mut self.regions {
            region.first = numbers[region.first.0 as usize];
        }
    }
}

/// The order of the blocks: traces without a home, then those of a home together. Each is followed by the block that
/// it ends with a link to, unless that has a place already. Blocks on the usual path were formed first, so they come
/// first.
fn order<H: Copy + Eq + std::hash::Hash>(traces: &[Trace], homes: &[Option<H>]) -> Vec<usize> {
    let next = |index: usize| {
        let last = traces[index].uops.last().filter(|uop| uop.op == Op::_EXIT_TRACE)?;
        let target = traces[index].exits[last.exit?.0 as usize].target?.0 as usize;
        (homes[target] == homes[index]).then_some(target)
    };
    let mut order_of_homes = vec![None];
    let mut blocks: HashMap<Option<H>, Vec<usize>> = HashMap::from([(None, Vec::new())]);
    let mut is_placed = vec![false; traces.len()];
    for (start, &home) in homes.iter().enumerate() {
        let of_home = blocks.entry(home).or_insert_with(|| {
            order_of_homes.push(home);
            Vec::new()
        });
        let mut block = Some(start);
        while let Some(index) = block.filter(|&index| !is_placed[index]) {
            is_placed[index] = true;
            of_home.push(index);
            block = next(index);
        }
    }
    order_of_homes.iter().flat_map(|home| &blocks[home]).copied().collect()
}
