//! The cost of crossings, exits and large code.

use crate::document::{Block, Cell, Section, Table};
use crate::subject::Report;
use programs::probe::{CROSSINGS, EXITS, PASSING_GUARD, Probe, ROUND_ROBIN, STRAIGHT_LOOP};
use results::{Metric, Results, SEED};
use stats::{Estimate, difference, median};
use text::estimate;
use trace::rng::Rng;

const EXPLANATION: &str = "Each probe is a loop that several traces run by turns, compared with \
     the same loop in one trace. A crossing is a jump from the end of one trace to another, with \
     the iterator on the stack. A taken exit is the exit of a guard that fails, with three slots \
     on the stack. Both include the uop that enters a trace. The other columns show the time per \
     uop if each round of the loop runs in the next of 1, 16 or 512 traces: many traces do not \
     fit the instruction cache.";

/// The section; `None` where probes were not measured.
pub(super) fn section(report: &Report) -> Option<Section> {
    let results = report.summary.results;
    if results.probes.is_empty() {
        return None;
    }
    let header = [
        "backend",
        "crossing, ns",
        "taken exit, ns",
        "uop in 1 trace, ns",
        "uop in 16 traces, ns",
        "uop in 512 traces, ns",
    ];
    let mut table =
        Table::new("Costs of crossings and exits, and of code that outgrows the cache", &header);
    for backend in &results.backends {
        let id = backend.id.as_str();
        let costs = [
            added(results, id, CROSSINGS, STRAIGHT_LOOP),
            added(results, id, EXITS, PASSING_GUARD),
            per_uop(results, id, STRAIGHT_LOOP),
            per_uop(results, id, ROUND_ROBIN[0]),
            per_uop(results, id, ROUND_ROBIN[1]),
        ];
        let show = |cost: Estimate| Cell::number(cost.value, estimate(cost));
        let cells = costs.map(|cost| cost.map_or(Cell::nothing(), show));
        table.rows.push(std::iter::once(Cell::text(id)).chain(cells).collect());
    }
    Some(Section {
        id: "probes",
        label: "Crossings and exits",
        title: "What do jumps between traces, exits and large code cost?",
        asked: None,
        blocks: vec![Block::Text(EXPLANATION.to_owned()), Block::Table(table)],
    })
}

/// What a round of one probe takes longer than one of another, in ns.
fn added(results: &Results, backend: &str, probe: Probe, other: Probe) -> Option<Estimate> {
    let medians = |probe: Probe| -> Option<Vec<f64>> {
        let record = results.probes.iter().find(|record| record.name == probe.name)?;
        let rounds: f64 = record.args.first()?.parse().ok()?;
        let steady = results.get(probe.name, backend, Metric::RunNs)?.steady();
        Some(steady.iter().map(|samples| median(samples) / rounds).collect())
    };
    difference(&medians(probe)?, &medians(other)?, &mut Rng::new(SEED))
}

/// What a uop takes, in ns.
fn per_uop(results: &Results, backend: &str, probe: Probe) -> Option<Estimate> {
    let uops = results.get(probe.name, backend, Metric::UopsExecuted)?.median;
    let run = results.get(probe.name, backend, Metric::RunNs)?;
    Some(Estimate { value: run.median / uops, lo: run.lo / uops, hi: run.hi / uops })
}
