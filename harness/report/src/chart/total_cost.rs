//! The total cost of a number of runs, compiling included.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, FAINT_INK, INK, Layout};
use super::font::text_width;
use super::legend::{self, Look, look};
use results::Metric;
use results::Summary;
use stats::Cost;
use text::significant;

/// The chart's title.
pub const TITLE: &str = "Total time by number of runs";

const LEFT: f64 = 76.0;
const TOP: f64 = 140.0;
const BOTTOM: f64 = 540.0;
/// The fewest and the most runs. Fewer than one run shows what a shorter program would cost.
const RUNS: (f64, f64) = (0.000_01, 1000.0);
/// How far the texts below the curves are apart.
const LINE: f64 = 18.0;
/// Places on a curve.
const STEPS: usize = 240;

/// Draws it.
pub fn draw(summary: &Summary, layout: Layout) -> Option<Drawing> {
    let right = layout.width() - layout.either(40.0, 24.0);
    let results = summary.results;
    let costs = costs(summary);
    let envelope = envelope(summary)?;
    let (base, base_cost) = costs.first()?;
    let relative = |cost: &Cost, runs: f64| cost.total(runs) / base_cost.total(runs);
    let step = |i: usize| RUNS.0 * (RUNS.1 / RUNS.0).powf(i as f64 / STEPS as f64);
    let runs: Vec<f64> = (0..=STEPS).map(step).collect();
    let cheapest: Vec<usize> = runs.iter().map(|&runs| cheapest(&costs, runs)).collect();

    let subtitle = format!(
        "Time to compile {} workloads once and run each of them, relative to {base}. The thick \
         line is the least time.",
        results.workloads.len()
    );
    let mut drawing = Drawing::titled(layout, BOTTOM + 60.0, TITLE, &subtitle);
    let ids: Vec<&str> = costs.iter().map(|(id, _)| *id).collect();
    legend::draw(&mut drawing, results, &ids, LEFT, TOP - 44.0);
    let x = Axis::log(runs.iter().copied(), (LEFT, right));
    let ends = costs.iter().flat_map(|(_, cost)| [RUNS.0, RUNS.1].map(|runs| relative(cost, runs)));
    let changes: Vec<&Step> = envelope.iter().filter(|step| step.from > RUNS.0).collect();
    // Below the curves there is nothing but what is said of the changes.
    let y = Axis::log(ends, (BOTTOM - 26.0 - LINE * changes.len() as f64, TOP));
    x.draw_below(&mut drawing, TOP, BOTTOM);
    y.draw_left(&mut drawing, LEFT, right);
    let title = format!("total time relative to {base} (log scale)");
    drawing.text((LEFT - 52.0, TOP - 18.0), &title, Anchor::Start);
    let unit = "runs of each workload (log scale)";
    drawing.text((f64::midpoint(LEFT, right), BOTTOM + 38.0), unit, Anchor::Middle);
    for (i, (id, cost)) in costs.iter().enumerate() {
        let at = |runs: f64| (x.place(runs), y.place(relative(cost, runs)));
        let Look { colour, form } = look(results, id);
        drawing.path(runs.iter().map(|&runs| at(runs)).collect(), colour, 1.5);
        let least: Vec<(f64, f64)> =
            (0..=STEPS).filter(|step| cheapest[*step] == i).map(|step| at(runs[step])).collect();
        if least.len() > 1 {
            drawing.path(least, colour, 5.0);
        }
        // Lines differ not only in colour.
        for runs in [runs[i * 9 + 6], runs[STEPS - i * 9 - 6]] {
            drawing.mark(at(runs), form, colour);
        }
    }
    // The last change's text is uppermost, so that no line crosses a text.
    for (above, step) in changes.iter().rev().enumerate() {
        let (_, cost) = costs.iter().find(|(id, _)| *id == step.backend)?;
        let at = (x.place(step.from), y.place(relative(cost, step.from)));
        drawing.ring(at, 6.0, INK);
        let mut label = format!("{} from {} runs", step.backend, significant(step.from));
        if let (Layout::Wide, Some(executions)) = (layout, step.executions) {
            label += &format!(", each uop executed {}×", significant(executions));
        }
        let level = BOTTOM - 18.0 - LINE * (changes.len() - 1 - above) as f64;
        let fits = at.0 + 8.0 + text_width(&label, 12.0, false) <= layout.width();
        let (side, anchor) = if fits { (1.0, Anchor::Start) } else { (-1.0, Anchor::End) };
        drawing.line((at.0, at.1 + 6.0), (at.0, level), FAINT_INK, 1.0);
        drawing.line((at.0, level), (at.0 + 5.0 * side, level), FAINT_INK, 1.0);
        let place = (at.0 + 8.0 * side, level);
        drawing.styled_text(place, &label, 12.0, false, INK, anchor);
    }
    drawing.line((LEFT, BOTTOM), (right, BOTTOM), INK, 1.0);
    Some(drawing)
}

/// What all workloads together cost on each backend.
fn costs<'a>(summary: &Summary<'a>) -> Vec<(&'a str, Cost)> {
    let backends = summary.results.backends.iter();
    let cost = |id: &'a str| Some((id, summary.cost_of_all(id)?));
    backends.filter_map(|backend| cost(&backend.id)).collect()
}

/// A backend that costs least from some number of runs on.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// The backend.
    pub backend: String,
    /// From how many runs of every workload on; 0 of the first.
    pub from: f64,
    /// What these runs have cost in all, compiling included, in ns.
    pub total: f64,
    /// How often each uop of the programs is executed by then, on average.
    pub executions: Option<f64>,
}

/// Which backends cost least, in the order in which they do: the lower envelope of straight lines.
pub fn envelope(summary: &Summary) -> Option<Vec<Step>> {
    let results = summary.results;
    let costs = costs(summary);
    let executed = |backend: &str, metric| {
        let of = |workload: &str| Some(results.get(workload, backend, metric)?.median);
        results.workloads.iter().map(|workload| of(&workload.name)).sum::<Option<f64>>()
    };
    let mut steps: Vec<Step> = Vec::new();
    let (mut from, mut current) = (0.0, cheapest(&costs, 0.0));
    loop {
        let (id, cost) = costs.get(current)?;
        let per_run = executed(id, Metric::UopsExecuted)
            .zip(executed(id, Metric::UopsStatic))
            .map(|(executed, uops)| executed / uops);
        steps.push(Step {
            backend: (*id).to_owned(),
            from,
            total: cost.total(from),
            executions: per_run.map(|per_run| per_run * from),
        });
        let run = |cost: &Cost| cost.total(1.0) - cost.total(0.0);
        let crossing = |i: usize| {
            let (_, other) = &costs[i];
            let saved = run(cost) - run(other);
            let at = (other.total(0.0) - cost.total(0.0)) / saved;
            (saved > 0.0 && at > from).then_some((at, i))
        };
        let next = (0..costs.len()).filter_map(crossing).min_by(|a, b| a.0.total_cmp(&b.0));
        match next {
            Some((at, i)) => (from, current) = (at, i),
            None => return Some(steps),
        }
    }
}

/// The backend with the least total cost for this number of runs.
fn cheapest(costs: &[(&str, Cost)], runs: f64) -> usize {
    let total = |i: &usize| costs[*i].1.total(runs);
    (0..costs.len()).min_by(|a, b| total(a).total_cmp(&total(b))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheapest_changes_with_the_number_of_runs() {
        let cost = |once: f64, run: f64| Cost { once: vec![once], run: vec![run] };
        let costs = [("a", cost(1.0, 10.0)), ("b", cost(100.0, 1.0)), ("c", cost(200.0, 5.0))];
        assert_eq!([1.0, 10.0, 11.0, 12.0].map(|runs| cheapest(&costs, runs)), [0, 0, 0, 1]);
    }
}
