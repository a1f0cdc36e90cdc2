//! What crossings, exits and much code cost.

use super::tables::{NOTHING, Table};
use crate::format::estimate;
use crate::probe::{CROSSINGS, EXITS, PASSING_GUARD, Probe, ROUND_ROBIN, STRAIGHT_LOOP};
use crate::record::{Metric, Results};
use crate::rng::Rng;
use crate::stats::{Estimate, difference, median};

/// The seed of the intervals, so that the same results always have the same.
const SEED: u64 = 0x0075_6f70;

/// What the table says.
pub(super) const EXPLANATION: &str = "A loop whose traces pass it on to each other, compared with \
    the same loop in one trace: a crossing goes to another trace at the end of one, with the \
    iterator on the stack; an exit is that of a guard that does not hold, with three slots on the \
    stack. Both include the uop that enters a trace. The others say what a uop takes where each round \
    of the loop is in the next of so many traces: from some number on, they do not fit the \
    instruction cache.";

/// A row for each backend; `None` where probes were not measured.
pub(super) fn table(results: &Results) -> Option<Table> {
    if results.probes.is_empty() {
        return None;
    }
    let round_robin = [STRAIGHT_LOOP, ROUND_ROBIN[0], ROUND_ROBIN[1]];
    let header = ["backend", "crossing, ns", "taken exit, ns"].map(str::to_owned).into_iter();
    let header = header.chain(round_robin.map(|probe| match probe {
        STRAIGHT_LOOP => "uop in 1 trace, ns".to_owned(),
        Probe { name, .. } => format!("uop in {name}, ns"),
    }));
    let rows = results.backends.iter().map(|backend| {
        let id = backend.id.as_str();
        let costs = [
            added(results, id, CROSSINGS, STRAIGHT_LOOP),
            added(results, id, EXITS, PASSING_GUARD),
        ];
        let costs = costs.into_iter().chain(round_robin.map(|probe| per_uop(results, id, probe)));
        let cells = costs.map(|cost| cost.map_or(NOTHING.to_owned(), estimate));
        std::iter::once(id.to_owned()).chain(cells).collect()
    });
    Some(Table { header: header.collect(), rows: rows.collect() })
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
