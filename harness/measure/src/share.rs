//! How much of a program runs in traces that CPython's JIT made, and where the rest runs.

use crate::Error;
use inspect::profile;
use interpreter::Following;
use programs::{Inputs, Workload};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use trace::{TraceId, Uop};
use uops::Op;

/// The uops that a program executes, and those of them in traces that CPython's JIT made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// Uops in CPython's own traces.
    pub in_cpython: u64,
    /// All uops.
    pub all: u64,
    /// Where the others are executed, by the first instruction of their traces, and how many; most of them first.
    pub places: Vec<(Place, u64)>,
    /// What the others follow; most of them first.
    pub ways: Vec<(Way, Following)>,
}

/// An instruction of a recorded program.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// Name of the function.
    pub function: String,
    /// The source line.
    pub line: u32,
}

/// A way out of CPython's traces.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Way {
    /// The program has not come to the first of them yet.
    Start,
    /// An exit or the end of one, at which CPython has no other: its interpreter goes on there.
    Exit(Place),
    /// One leaves a frame for another that does not go on where CPython has seen it, or that the import does not know.
    Frame,
}

impl Share {
    /// Runs a program once; nothing if it has no trace of CPython's JIT.
    pub fn of(workload: &Workload, inputs: &Inputs) -> Result<Option<Self>, Error> {
        let within: Vec<bool> = workload.executors.iter().map(Option::is_some).collect();
        if !within.contains(&true) {
            return Ok(None);
        }
        let profiled = profile(workload, inputs, &within)?;
        let (mut in_cpython, mut all) = (0, 0);
        let mut places = BTreeMap::new();
        for (id, (visits, is_within)) in (0..).zip(profiled.visits().iter().zip(&within)) {
            let executed: u64 = visits.iter().sum();
            all += executed;
            match is_within {
                true => in_cpython += executed,
                false => *places.entry(place(workload, TraceId(id))).or_default() += executed,
            }
        }
        let mut ways = BTreeMap::from([(Way::Start, profiled.preceding())]);
        for (id, following) in (0..).zip(profiled.following()) {
            for (uop, following) in following.into_iter().enumerate() {
                if following.times > 0 {
                    let sum: &mut Following =
                        ways.entry(way(workload, TraceId(id), uop)).or_default();
                    sum.times += following.times;
                    sum.uops += following.uops;
                }
            }
        }
        let mut places: Vec<_> = places.into_iter().filter(|&(_, uops)| uops > 0).collect();
        places.sort_by_key(|&(_, uops)| Reverse(uops));
        let mut ways: Vec<_> =
            ways.into_iter().filter(|(_, following)| following.uops > 0).collect();
        ways.sort_by_key(|(_, following)| Reverse(following.uops));
        Ok(Some(Share { in_cpython, all, places, ways }))
    }

    /// The part in CPython's own traces.
    pub fn fraction(&self) -> f64 {
        self.in_cpython as f64 / self.all.max(1) as f64
    }

    /// Uops outside of CPython's own traces.
    pub fn others(&self) -> u64 {
        self.all - self.in_cpython
    }
}

/// Where a trace begins.
fn place(workload: &Workload, id: TraceId) -> Place {
    let program = workload.program.program();
    let function = program.function_name(program.trace(id).function).to_owned();
    Place { function, line: workload.lines.get(id.0 as usize).copied().unwrap_or_default() }
}

/// How a uop of one of CPython's traces leaves it.
fn way(workload: &Workload, id: TraceId, uop: usize) -> Way {
    let trace = workload.program.program().trace(id);
    let leaves_for_frame = |uop: &&Uop| uop.op == Op::_DYNAMIC_EXIT || uop.op.info().follows;
    let Some(uop) = trace.uops.get(uop).filter(|uop| !leaves_for_frame(uop)) else {
        return Way::Frame;
    };
    let target = uop.exit.and_then(|exit| trace.exits.get(exit.0 as usize)?.target);
    target.map_or(Way::Frame, |target| Way::Exit(place(workload, target)))
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.function, self.line)
    }
}
