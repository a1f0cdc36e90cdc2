//! Every uop at boundary values: all backends give the same result and leave the same heap.
//!
//! A case ([`Case`]) brings a uop's inputs onto the stack in one of several ways. It is built
//! in many layouts ([`Layout`]): with slots below, entered by a link, left by an unlinked exit or
//! by one that goes on. Each program then runs on every backend, with its machine code counting or
//! not, and what can be observed of the runs is compared ([`compare::Observed`]).

mod cases;
mod compact;
mod compare;
mod containers;
mod equivalents;
mod frames;
mod heap;
mod optimised;
mod shapes;
mod typed;

use backend_api::Backend;
use compare::Reached;
use conformance::case::{Case, End, Layout};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use uops::Op;

/// Layouts that each case gets, at least.
const LAYOUTS_OF_A_CASE: usize = 2;
/// Runs with other arguments that each program gets, at most.
const RUNS_OF_A_PROGRAM: usize = 24;
/// Differences that are told in full.
const DIFFERENCES_TOLD: usize = 3;

/// What the cases of a uop have shown.
struct Findings {
    op: Op,
    reached: Reached,
    differences: Vec<String>,
}

#[test]
fn every_uop_does_the_same_on_every_backend() {
    let cases = cases::all();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut backends = compare::backends();
        let mut findings = Vec::new();
        while let Some(&op) = Op::ALL.get(next.fetch_add(1, Ordering::Relaxed)) {
            let cases: Vec<&Case> = cases.iter().filter(|case| case.op == op).collect();
            findings.push(compare_uop(op, &cases, &mut backends));
        }
        findings
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let findings: Vec<Findings> = thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("sound cases")).collect()
    });
    let wrong = findings.iter().filter(|findings| !findings.differences.is_empty());
    let wrong: Vec<Op> = wrong.map(|findings| findings.op).collect();
    for difference in findings.iter().flat_map(|f| &f.differences).take(DIFFERENCES_TOLD) {
        println!("{difference}\n");
    }
    assert_eq!(wrong, [], "these differ between backends");
    let has_case = |op| cases.iter().any(|case| case.op == op);
    let missed = findings.iter().filter(|found| has_case(found.op));
    let missed: Vec<String> =
        missed.filter_map(|found| missed_by(found.op, found.reached)).collect();
    assert_eq!(missed, [""; 0], "what cases of these uops do not show");
}

/// Runs a uop's cases. Together they see every layout, and each of them several.
fn compare_uop(op: Op, cases: &[&Case], backends: &mut [Box<dyn Backend>]) -> Findings {
    let mut findings = Findings { op, reached: Reached::default(), differences: Vec::new() };
    for (number, case) in cases.iter().enumerate() {
        let layouts: Vec<Layout> =
            Layout::all().into_iter().filter(|layout| case.allows(layout)).collect();
        let share = cases.len().min(layouts.len() / LAYOUTS_OF_A_CASE);
        for (index, layout) in layouts.iter().skip(number % share).step_by(share).enumerate() {
            // Of many runs each layout takes a part, another one each.
            let parts = case.runs.len().div_ceil(RUNS_OF_A_PROGRAM);
            let runs: Vec<_> =
                case.runs.iter().skip(index % parts).step_by(parts).cloned().collect();
            for (turn, end) in [(index, End::Stop), (index + 1, End::Collect)] {
                let program =
                    compare::Variant { case, layout, end, count: (number + turn) % 2 == 1 };
                let backends = backends.iter_mut().filter(|b| takes_turn(b.info().id, turn));
                let reached = program.compare(&runs, backends, &mut findings.differences);
                findings.reached = findings.reached.or(reached);
            }
        }
    }
    findings
}

/// Whether a backend runs the program number `turn` of a case. Cranelift's configurations take
/// turns, because compiling is slow where the compiler itself is not optimised; the fast and the best
/// one see each case with both of its ends.
fn takes_turn(backend: &str, turn: usize) -> bool {
    match backend {
        "cranelift-fast" | "cranelift-derived-best" => turn.is_multiple_of(2),
        "cranelift-balanced" | "cranelift-derived-balanced" => turn % 4 == 1,
        "cranelift-jitmodule" => turn % 4 == 3,
        "cranelift-best" | "cranelift-derived-fast" => !turn.is_multiple_of(2),
        _ => true,
    }
}

/// What the cases of a uop have not shown: every side exit of a uop that its row names has to have been
/// taken, and no other.
fn missed_by(op: Op, reached: Reached) -> Option<String> {
    // These fail only for want of memory, or not at all.
    let never_fails =
        op.int_operator().is_some() || op.info().function == uops::Function::_CHECK_PERIODIC;
    let info = op.info();
    let goes_on = !(info.ends || info.returns);
    let expected = (info.exit, info.error && !never_fails, goes_on || reached.next);
    let shown = (reached.exit, reached.error, reached.next);
    (expected != shown)
        .then(|| format!("{op}: (exit, error, next) are {shown:?}, not {expected:?}"))
}

#[test]
fn every_uop_has_a_case() {
    let cases = cases::all();
    let in_programs = frames::uops_of_programs();
    let is_covered = |op: &Op| cases.iter().any(|case| case.op == *op) || in_programs.contains(op);
    let uncovered: Vec<&str> =
        Op::ALL.iter().filter(|op| !is_covered(op)).map(|op| op.symbol()).collect();
    assert!(uncovered.is_empty(), "{uncovered:?} have no case, and no program has them");
}
