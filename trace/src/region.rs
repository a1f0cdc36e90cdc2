//! What regions tell of a program and its traces.

use crate::program::{Program, TraceId};
use crate::shape::Shape;

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
}
