//! What a number of runs costs in all, compiling included.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, FAINT_INK, INK, WIDTH};
use super::legend::{self, look};
use crate::format::{count, nanoseconds};
use crate::summary::Summary;

/// The chart's title.
pub const TITLE: &str = "Total cost";

const LEFT: f64 = 90.0;
const RIGHT: f64 = WIDTH - 40.0;
const TOP: f64 = 120.0;
const BOTTOM: f64 = 520.0;
/// The most runs.
const MOST: f64 = 100_000.0;
/// Places on a curve.
const STEPS: usize = 120;

/// Draws it.
pub fn draw(summary: &Summary) -> Option<Drawing> {
    let results = summary.results;
    let costs: Vec<_> = results
        .backends
        .iter()
        .filter_map(|b| Some((&b.id, summary.cost_of_all(&b.id)?)))
        .collect();
    if costs.is_empty() {
        return None;
    }
    let runs: Vec<f64> = (0..=STEPS).map(|i| MOST.powf(i as f64 / STEPS as f64)).collect();
    let cheapest: Vec<usize> = runs
        .iter()
        .map(|&runs| {
            let total = |i: &usize| costs[*i].1.total(runs);
            (0..costs.len()).min_by(|a, b| total(a).total_cmp(&total(b))).unwrap_or(0)
        })
        .collect();
    let subtitle = format!(
        "Compiling {} workloads once and running each so many times. The thick line is the least of \
         all.",
        results.workloads.len()
    );
    let mut drawing = Drawing::titled(BOTTOM + 60.0, TITLE, &subtitle);
    let ids: Vec<&str> = costs.iter().map(|(id, _)| id.as_str()).collect();
    legend::draw(&mut drawing, results, &ids, LEFT, TOP - 44.0);
    let x = Axis::log(runs.iter().copied(), (LEFT, RIGHT));
    let ends = costs.iter().flat_map(|(_, cost)| [cost.total(1.0), cost.total(MOST)]);
    let y = Axis::log(ends.map(|ns| ns / 1e6), (BOTTOM, TOP));
    x.draw_below(&mut drawing, TOP, BOTTOM);
    y.draw_left(&mut drawing, LEFT, RIGHT);
    drawing.text((LEFT - 66.0, TOP - 18.0), "ms in all (log scale)", Anchor::Start);
    let unit = "runs of each workload (log scale)";
    drawing.text((f64::midpoint(LEFT, RIGHT), BOTTOM + 38.0), unit, Anchor::Middle);
    for (i, (id, cost)) in costs.iter().enumerate() {
        let at = |runs: f64| (x.place(runs), y.place(cost.total(runs) / 1e6));
        let colour = look(results, id).colour;
        for (step, pair) in runs.windows(2).enumerate() {
            let thick = cheapest[step] == i && cheapest[step + 1] == i;
            drawing.line(at(pair[0]), at(pair[1]), colour, if thick { 5.0 } else { 1.5 });
        }
    }
    for step in 1..=STEPS {
        let (before, after) = (cheapest[step - 1], cheapest[step]);
        if before == after {
            continue;
        }
        let (id, cost) = &costs[after];
        let at = (x.place(runs[step]), y.place(cost.total(runs[step]) / 1e6));
        drawing.ring(at, 5.0, INK);
        let label = format!(
            "{id} from {} runs, {}",
            count(runs[step].round() as u64),
            nanoseconds(cost.total(runs[step]))
        );
        let place = (at.0 + 10.0, at.1 + 14.0);
        drawing.styled_text(place, &label, 12.0, false, FAINT_INK, Anchor::Start);
    }
    drawing.line((LEFT, BOTTOM), (RIGHT, BOTTOM), INK, 1.0);
    Some(drawing)
}
