//! Splits long traces into parts.
//!
//! Some of Cranelift's work takes a time that grows with the square of a function's length: single-
//! pass register allocation from about two thousand uops on, and dominators if cold blocks at the end
//! are far from the code that they belong to. So a long trace becomes several functions. Each
//! continues in the next one, with the evaluation stack in memory.

use std::ops::Range;
use trace::LoadedTrace;
use uops::Op;

/// How many uops a part of a long trace has.
pub(crate) const LENGTH: usize = 1_000;

/// A part of a trace: all of it, unless that is long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    /// Its place among the parts.
    pub(crate) number: u32,
    pub(crate) uops: Range<usize>,
    /// Depths of the stacks of the frames that earlier parts have entered frames from.
    pub(crate) callers: Vec<usize>,
}

/// The parts of a trace, which are about `length` uops each.
pub(crate) fn parts(trace: &LoadedTrace, length: usize) -> Vec<Part> {
    let end = trace.insts.len();
    if end <= length + length / 2 {
        return vec![Part { number: 0, uops: 0..end, callers: Vec::new() }];
    }
    // All about as long as each other. A loop goes back to the start of a part.
    let step = end.div_ceil(end.div_ceil(length.max(1)));
    let first = (trace.top() > 0).then_some(0);
    let starts: Vec<usize> = first.into_iter().chain((trace.top()..end).step_by(step)).collect();
    let ends = starts.iter().skip(1).copied().chain([end]);
    let mut callers = Vec::new();
    let mut parts = Vec::with_capacity(starts.len());
    for (number, (&start, end)) in starts.iter().zip(ends).enumerate() {
        parts.push(Part { number: number as u32, uops: start..end, callers: callers.clone() });
        for (inst, &depth) in trace.insts.iter().zip(&trace.depths).take(end).skip(start) {
            match Op::from_number(inst.opcode).map(Op::info) {
                // The frame is on the stack until it is entered.
                Some(info) if info.enters => callers.push((depth as usize).saturating_sub(1)),
                Some(info) if info.returns => _ = callers.pop(),
                _ => {}
            }
        }
    }
    parts
}
