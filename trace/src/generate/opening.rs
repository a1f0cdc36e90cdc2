//! Begins the first trace of a function, and chooses what the program returns of the values that were
//! made there.

use super::maker::Maker;
use crate::program::FunctionId;

impl Maker<'_> {
    /// How many uops the first trace of a function begins with.
    pub(super) fn opening_uops(&self, function: FunctionId) -> usize {
        let instances = match function {
            FunctionId::MAIN => self.instance_uops(),
            _ => 0,
        };
        self.cell_uops(function) + instances
    }

    /// Begins the first trace of a function.
    pub(super) fn open(&mut self, function: FunctionId) {
        self.make_cell();
        if function == FunctionId::MAIN && self.instance_uops() > 0 {
            self.make_instances();
        }
    }

    /// How many uops it takes to push what the program returns besides its locals.
    pub(super) fn other_results(&self) -> usize {
        self.cell_uops(FunctionId::MAIN) + self.attribute_uops()
    }

    /// Pushes what the program returns besides its locals.
    pub(super) fn load_other_results(&mut self) {
        if self.cell_uops(FunctionId::MAIN) > 0 {
            self.load_cell();
        }
        if self.attribute_uops() > 0 {
            self.load_attributes();
        }
    }
}
