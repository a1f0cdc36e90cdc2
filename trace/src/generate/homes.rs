//! The regions of a program in the making: which traces become blocks of which.

use crate::program::FunctionId;

/// Whose frame a trace starts in, and the number of the region that it becomes a block of, if any.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Home {
    pub(super) function: FunctionId,
    pub(super) region: Option<u32>,
}

/// The homes of all traces.
pub(super) struct Homes {
    /// Whether there are regions at all.
    pub(super) forms_regions: bool,
    /// How many regions have a number.
    count: u32,
    /// That of each function's traces, but for loops that have one of their own.
    pub(super) of_functions: Vec<Home>,
    /// That of each trace.
    pub(super) of_traces: Vec<Home>,
    /// Whether something else than a block of its region leads to a trace.
    pub(super) from_outside: Vec<bool>,
}

impl Homes {
    pub(super) fn new(forms_regions: bool) -> Self {
        Homes {
            forms_regions,
            count: 0,
            of_functions: Vec::new(),
            of_traces: Vec::new(),
            from_outside: Vec::new(),
        }
    }

    /// Notes where the trace starts that is allocated next.
    pub(super) fn add(&mut self, home: Home) {
        self.of_traces.push(home);
        self.from_outside.push(home.region.is_none());
    }

    /// A region that has no block yet.
    pub(super) fn new_region(&mut self) -> Option<u32> {
        self.count += 1;
        Some(self.count - 1)
    }
}
