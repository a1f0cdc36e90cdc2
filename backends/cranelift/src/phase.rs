//! Measures the phases of a compilation.
//!
//! Cranelift calls a profiler when a pass begins and when it ends. The profiler here reads the clock
//! only while [`measure`] runs; at all other times a pass costs it a few instructions.

use backend_api::{Phase, Phases};
use cranelift_codegen::timing::{self, Pass, Profiler};
use std::any::Any;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// The phases that there are here.
const PHASES: [Phase; 5] =
    [Phase::Frontend, Phase::Optimise, Phase::Lower, Phase::Allocate, Phase::Emit];

/// Times by phase.
type Times = [Duration; Phase::ALL.len()];

/// The times of the passes of the compilation that is being measured.
#[derive(Clone, Copy)]
struct Stopwatch {
    phase: Phase,
    since: Instant,
    times: Times,
}

impl Stopwatch {
    /// Goes on with another phase.
    fn switch(&mut self, phase: Phase) {
        let now = Instant::now();
        self.times[self.phase as usize] += now - self.since;
        (self.phase, self.since) = (phase, now);
    }
}

thread_local! {
    static STOPWATCH: Cell<Option<Stopwatch>> = const { Cell::new(None) };
}

/// Ends a phase when it is dropped.
pub(crate) struct Entered(Option<Phase>);

impl Drop for Entered {
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            switch(before);
        }
    }
}

fn switch(phase: Phase) -> Option<Phase> {
    STOPWATCH.with(|stopwatch| {
        let mut running = stopwatch.get()?;
        let before = running.phase;
        running.switch(phase);
        stopwatch.set(Some(running));
        Some(before)
    })
}

/// Begins a phase within the current one.
pub(crate) fn enter(phase: Phase) -> Entered {
    Entered(switch(phase))
}

/// Tells the stopwatch of Cranelift's passes.
struct Passes;

impl Profiler for Passes {
    fn start_pass(&self, pass: Pass) -> Box<dyn Any> {
        let phase = match pass {
            Pass::compile => Phase::Optimise,
            Pass::vcode_lower => Phase::Lower,
            Pass::regalloc => Phase::Allocate,
            Pass::vcode_emit | Pass::vcode_emit_finish => Phase::Emit,
            // These are parts of others.
            _ => return Box::new(()),
        };
        match switch(phase) {
            None => Box::new(()),
            before => Box::new(Entered(before)),
        }
    }
}

/// Keeps Cranelift's own profiler, which always looks at the clock, from this thread.
pub(crate) fn install() {
    timing::set_thread_profiler(Box::new(Passes));
}

/// Runs `work`, and says how long each phase of it took. What belongs to no other is emitting.
pub(crate) fn measure<T>(work: impl FnOnce() -> T) -> (T, Phases) {
    let times = Times::default();
    STOPWATCH.set(Some(Stopwatch { phase: Phase::Emit, since: Instant::now(), times }));
    let result = work();
    switch(Phase::Emit);
    let stopwatch = STOPWATCH.take();
    let times = stopwatch.map_or(times, |stopwatch| stopwatch.times);
    (result, PHASES.map(|phase| (phase, times[phase as usize])).to_vec())
}
