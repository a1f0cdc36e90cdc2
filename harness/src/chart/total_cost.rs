//! What a number of runs costs in all, compiling included.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, FAINT_INK, INK, WIDTH};
use super::legend::{self, look};
use crate::format::{nanoseconds, significant};
use crate::stats::Cost;
use crate::summary::Summary;

/// The chart's title.
pub const TITLE: &str = "Total cost";

const LEFT: f64 = 70.0;
const RIGHT: f64 = WIDTH - 40.0;
const TOP: f64 = 120.0;
const BOTTOM: f64 = 520.0;
/// The fewest and the most runs. A part of a run shows what a shorter program would cost.
const RUNS: (f64, f64) = (0.000_01, 1000.0);
/// Places on a curve.
const STEPS: usize = 240;

/// Draws it.
pub fn draw(summary: &Summary) -> Option<Drawing> {
    let results = summary.results;
    let costs: Vec<(&str, Cost)> = results
        .backends
        .iter()
        .filter_map(|backend| Some((backend.id.as_str(), summary.cost_of_all(&backend.id)?)))
        .collect();
    let (base, base_cost) = costs.first()?;
    let relative = |cost: &Cost, runs: f64| cost.total(runs) / base_cost.total(runs);
    let step = |i: usize| RUNS.0 * (RUNS.1 / RUNS.0).powf(i as f64 / STEPS as f64);
    let runs: Vec<f64> = (0..=STEPS).map(step).collect();
    let cheapest: Vec<usize> = runs.iter().map(|&runs| cheapest(&costs, runs)).collect();

    let subtitle = format!(
        "Compiling {} workloads once and running each so many times, relative to {base}. The thick \
         line is the least of all.",
        results.workloads.len()
    );
    let mut drawing = Drawing::titled(BOTTOM + 60.0, TITLE, &subtitle);
    let ids: Vec<&str> = costs.iter().map(|(id, _)| *id).collect();
    legend::draw(&mut drawing, results, &ids, LEFT, TOP - 44.0);
    let x = Axis::log(runs.iter().copied(), (LEFT, RIGHT));
    let ends = costs.iter().flat_map(|(_, cost)| [RUNS.0, RUNS.1].map(|runs| relative(cost, runs)));
    let y = Axis::log(ends, (BOTTOM, TOP));
    x.draw_below(&mut drawing, TOP, BOTTOM);
    y.draw_left(&mut drawing, LEFT, RIGHT);
    let title = format!("total time relative to {base} (log scale)");
    drawing.text((LEFT - 46.0, TOP - 18.0), &title, Anchor::Start);
    let unit = "runs of each workload (log scale)";
    drawing.text((f64::midpoint(LEFT, RIGHT), BOTTOM + 38.0), unit, Anchor::Middle);
    for (i, (id, cost)) in costs.iter().enumerate() {
        let at = |runs: f64| (x.place(runs), y.place(relative(cost, runs)));
        let colour = look(results, id).colour;
        for (step, pair) in runs.windows(2).enumerate() {
            let thick = cheapest[step] == i && cheapest[step + 1] == i;
            drawing.line(at(pair[0]), at(pair[1]), colour, if thick { 5.0 } else { 1.5 });
        }
    }
    for (pair, &runs) in cheapest.windows(2).zip(&runs[1..]) {
        let (id, cost) = &costs[pair[1]];
        if pair[0] != pair[1] {
            let at = (x.place(runs), y.place(relative(cost, runs)));
            drawing.ring(at, 5.0, INK);
            let total = nanoseconds(cost.total(runs));
            let label = format!("{id} from {} runs, {total}", significant(runs));
            let place = (at.0 + 6.0, at.1 - 14.0);
            drawing.styled_text(place, &label, 12.0, false, FAINT_INK, Anchor::Start);
        }
    }
    drawing.line((LEFT, BOTTOM), (RIGHT, BOTTOM), INK, 1.0);
    Some(drawing)
}

/// Which backend costs least in all for so many runs.
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
