//! Which traces of a program are in a loop.

use crate::program::{Program, Trace, TraceId};
use uops::Op;

/// The loops of a program, as a walk finds them that goes from each trace to those that it leads to, depth first.
pub(super) struct Loops {
    /// When the walk came to a trace, and when it left it.
    times: Vec<[usize; 2]>,
    /// Whether a trace leads back to itself.
    is_in_loop: Vec<bool>,
}

impl Loops {
    /// Finds the loops: Tarjan's strongly connected components (SIAM Journal on Computing 1, 1972).
    pub(super) fn of(program: &Program) -> Self {
        let count = program.traces.len();
        let targets: Vec<Vec<usize>> = (0..).zip(&program.traces).map(targets).collect();
        let mut found =
            Loops { times: vec![[usize::MAX; 2]; count], is_in_loop: vec![false; count] };
        // The earliest trace that a trace leads to, of those in `open`: their component is not complete yet.
        let mut earliest = vec![0; count];
        let (mut open, mut is_open, mut clock) = (Vec::new(), vec![false; count], 0);
        for start in 0..count {
            let mut path = vec![(start, 0)];
            while let Some((trace, next)) = path.pop() {
                if next > 0 {
                    let target = targets[trace][next - 1];
                    if is_open[target] {
                        earliest[trace] = earliest[trace].min(earliest[target]);
                    }
                } else if found.times[trace][0] != usize::MAX {
                    continue;
                } else {
                    (found.times[trace][0], earliest[trace]) = (clock, clock);
                    clock += 1;
                    open.push(trace);
                    is_open[trace] = true;
                }
                if let Some(&target) = targets[trace].get(next) {
                    path.extend([(trace, next + 1), (target, 0)]);
                    continue;
                }
                found.times[trace][1] = clock;
                if earliest[trace] == found.times[trace][0] {
                    let first = open.iter().rposition(|&other| other == trace).unwrap_or_default();
                    let is_loop = open.len() - first > 1 || targets[trace].contains(&trace);
                    for member in open.drain(first..) {
                        is_open[member] = false;
                        found.is_in_loop[member] = is_loop;
                    }
                }
            }
        }
        found
    }

    /// Whether a trace is in a loop.
    pub(super) fn contain(&self, id: TraceId) -> bool {
        self.is_in_loop[id.0 as usize]
    }

    /// Whether a way from one trace to another closes a loop: the walk came to the first one through the second one.
    pub(super) fn closes(&self, from: TraceId, to: TraceId) -> bool {
        let [[came, _], [start, end]] = [from, to].map(|id| self.times[id.0 as usize]);
        start <= came && came < end
    }
}

/// The traces that a trace leads to.
fn targets((index, trace): (usize, &Trace)) -> Vec<usize> {
    let again = trace.uops.iter().any(|uop| uop.op == Op::_JUMP_TO_TOP).then_some(index);
    let exits = trace.exits.iter().filter_map(|exit| Some(exit.target?.0 as usize));
    exits.chain(again).collect()
}
