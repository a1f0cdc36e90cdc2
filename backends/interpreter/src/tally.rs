//! What is counted of a run.

use std::cell::Cell;
use std::ops::Range;
use trace::LoadedProgram;

/// What follows a uop outside of the traces that are asked for, before the next uop within them.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Following {
    /// How often something follows.
    pub times: u64,
    /// How many uops follow, altogether.
    pub uops: u64,
}

/// How often each record of a program is executed, and what follows some of its traces.
#[derive(Default, Debug)]
pub(crate) struct Tally {
    /// By record.
    visits: Vec<Cell<u64>>,
    /// Whether a record is in one of the traces that are asked for; of no record if none are.
    within: Vec<bool>,
    /// What follows each record of those traces, and last what precedes all of them.
    following: Vec<Cell<Following>>,
    /// The record within those traces that was executed last.
    last: Cell<usize>,
    /// Whether no record outside of them was executed since.
    is_within: Cell<bool>,
}

impl Tally {
    /// Counts the records of a program; `within` says which of its traces are asked for, if any.
    pub(crate) fn new(program: &LoadedProgram, within: &[bool]) -> Self {
        let lengths = || program.traces().iter().map(|trace| trace.insts.len());
        let records: usize = lengths().sum();
        let asked = lengths().zip(within);
        Tally {
            visits: vec![Cell::new(0); records],
            within: asked.flat_map(|(length, &is)| std::iter::repeat_n(is, length)).collect(),
            following: vec![Cell::default(); if within.is_empty() { 0 } else { records + 1 }],
            last: Cell::new(records),
            is_within: Cell::new(true),
        }
    }

    /// Notes that a record is executed.
    ///
    /// # Safety
    /// It is one of the program's, and the tally was made of that.
    #[inline(always)]
    pub(crate) unsafe fn note(&self, record: usize) {
        // SAFETY: there is a count of each record.
        unsafe { self.visits.get_unchecked(record) }.update(|visits| visits + 1);
        match self.within.get(record) {
            Some(true) => {
                self.last.set(record);
                self.is_within.set(true);
            }
            Some(false) => {
                let times = u64::from(self.is_within.replace(false));
                if let Some(following) = self.following.get(self.last.get()) {
                    following.update(|Following { times: before, uops }| Following {
                        times: before + times,
                        uops: uops + 1,
                    });
                }
            }
            None => {}
        }
    }

    /// How often each record of a trace was executed; nothing where that is not counted.
    pub(crate) fn visits(&self, trace: Range<usize>) -> Vec<u64> {
        values(&self.visits, trace)
    }

    /// What follows each record of a trace.
    pub(crate) fn following(&self, trace: Range<usize>) -> Vec<Following> {
        values(&self.following, trace)
    }

    /// What precedes all records of the traces that are asked for.
    pub(crate) fn preceding(&self) -> Following {
        self.following.last().map(Cell::get).unwrap_or_default()
    }
}

fn values<T: Copy>(cells: &[Cell<T>], trace: Range<usize>) -> Vec<T> {
    cells.get(trace).unwrap_or_default().iter().map(Cell::get).collect()
}
