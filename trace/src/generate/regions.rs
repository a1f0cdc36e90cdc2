//! Chooses which traces become blocks of which region, begins blocks, and makes the regions in the end.

use super::homes::Home;
use super::maker::Maker;
use crate::program::{FunctionId, Operand, TraceId};
use uops::Op;

impl Maker<'_> {
    /// Whether traces become blocks of regions.
    pub(super) fn forms_regions(&self) -> bool {
        self.homes.forms_regions
    }

    /// Chooses whether the traces of each function are the blocks of a region.
    pub(super) fn settle(&mut self) {
        for function in (0..self.signatures.len() as u32).map(FunctionId) {
            let is_region = self.forms_regions() && !self.choices.one_in(4);
            let region = if is_region { self.homes.new_region() } else { None };
            self.homes.of_functions.push(Home { function, region });
        }
    }

    /// The home of a function's traces.
    pub(super) fn home_of_function(&self, function: FunctionId) -> Home {
        self.homes.of_functions[function.0 as usize]
    }

    /// The home of a trace.
    pub(super) fn home_of(&self, id: TraceId) -> Home {
        self.homes.of_traces[id.0 as usize]
    }

    /// The home of a loop in a line of traces, now and then one of its own.
    pub(super) fn home_of_loop(&mut self, line: Home) -> Home {
        match self.forms_regions() && self.choices.one_in(3) {
            true => Home { region: self.homes.new_region(), ..line },
            false => line,
        }
    }

    /// Notes that something else than a block of its region leads to a trace.
    pub(super) fn lead_from_outside(&mut self, id: TraceId) {
        self.homes.from_outside[id.0 as usize] = true;
    }

    /// Emits what the trace begins with. A block to which only its region leads may do without, since the thread has
    /// the region's executor.
    pub(super) fn emit_start(&mut self) {
        self.state.executor_set = !self.homes.from_outside[self.id.0 as usize];
        let choice = if self.state.executor_set { self.choices.below(4) } else { 0 };
        match choice {
            0 => self.emit(Op::_START_EXECUTOR, Operand::Nothing),
            1 if self.vocabulary.has(Op::_CHECK_VALIDITY) => {
                self.emit(Op::_CHECK_VALIDITY, Operand::Nothing);
            }
            _ => {}
        }
        self.note_offset();
    }

    /// Makes regions of the traces. Where the first trace is in one, all others are: some in one of their own.
    pub(super) fn form_regions(&mut self) {
        if !self.forms_regions() {
            return;
        }
        let mut homes = std::mem::take(&mut self.homes.of_traces);
        if homes.iter().all(|home| home.region.is_none()) {
            let region = self.homes.new_region();
            homes[0].region = region;
        }
        if homes[0].region.is_some() {
            for home in homes.iter_mut().filter(|home| home.region.is_none()) {
                home.region = self.homes.new_region();
            }
        }
        let regions: Vec<Option<u32>> = homes.iter().map(|home| home.region).collect();
        self.program.form_regions(&regions, |program, _| format!("r{}", program.regions.len()));
    }
}
