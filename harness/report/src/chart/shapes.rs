//! What the same programs cost as traces and as regions.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, FAINT_INK, INK, Layout};
use super::legend::look;
use crate::Others;
use crate::pairs::{mean, mean_first_result};
use results::pairs::{Pair, shapes};
use results::{Metric, Results, Summary, is_peer};
use stats::Estimate;
use text::significant;

/// The chart's title.
pub const TITLE: &str = "What regions cost, compared with traces";

const TOP: f64 = 96.0;
const LINE: f64 = 24.0;
/// Between one cost and the next.
const GAP: f64 = 30.0;
/// How far a text is below the middle of its mark, so that its letters are beside the mark.
const DROP: f64 = 4.0;

/// A cost, and the geometric mean of what programs cost as regions by what they cost as traces.
type Cost = (&'static str, fn(&[Pair], &str) -> Option<Estimate>);

const COSTS: [Cost; 4] = [
    ("run time", |pairs, backend| mean(pairs, backend, Metric::RunNs, 1.0)),
    ("compile time", |pairs, backend| mean(pairs, backend, Metric::CompileNs, 1.0)),
    ("machine code", |pairs, backend| mean(pairs, backend, Metric::CodeBytes, 1.0)),
    ("time to the first result", mean_first_result),
];

/// A cost on the backends that have it.
type Group<'a> = (&'static str, Vec<(&'a str, Estimate)>);

/// Draws it; `None` where no results in the other shape are there.
pub fn draw(summary: &Summary, others: Others, layout: Layout) -> Option<Drawing> {
    let results = summary.results;
    let pairs = shapes(results, others.levels.iter().map(|other| other.results));
    let groups: Vec<Group<'_>> = COSTS
        .into_iter()
        .map(|(name, cost)| (name, on_backends(&pairs, results, cost)))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    if pairs.is_empty() || groups.is_empty() {
        return None;
    }
    let rows: usize = groups.iter().map(|(_, rows)| rows.len()).sum();
    let bottom = TOP + LINE * rows as f64 + GAP * groups.len() as f64;
    let subtitle = format!(
        "What the same {} programs cost as regions, as a multiple of their cost as traces. Geometric means \
         with 95 % intervals. Less is in favour of regions.",
        pairs.len()
    );
    let mut drawing = Drawing::titled(layout, bottom + 60.0, TITLE, &subtitle);
    let (left, right) = (layout.either(210.0, 128.0), layout.width() - layout.either(90.0, 62.0));
    let numbers = groups.iter().flat_map(|(_, rows)| rows).flat_map(|(_, it)| [it.lo, it.hi]);
    let axis = Axis::from_zero(numbers.chain([1.0]), (left, right));
    axis.draw_below(&mut drawing, TOP, bottom);
    drawing.line((axis.place(1.0), TOP), (axis.place(1.0), bottom), FAINT_INK, 1.5);
    let mut y = TOP;
    for (name, rows) in &groups {
        let heading = (24.0, y + GAP / 2.0 + 4.0);
        drawing.styled_text(heading, name, 13.0, true, INK, Anchor::Start);
        y += GAP;
        for (backend, cost) in rows {
            let middle = y + LINE / 2.0;
            let look = look(results, backend);
            let at = (left - 12.0, middle + DROP);
            drawing.styled_text(at, backend, 12.0, false, INK, Anchor::End);
            let [lo, hi] = [cost.lo, cost.hi].map(|number| axis.place(number));
            drawing.line((lo, middle), (hi, middle), look.colour, 2.0);
            drawing.mark((axis.place(cost.value), middle), look.form, look.colour);
            let at = (right + 10.0, middle + DROP);
            drawing.styled_text(at, &significant(cost.value), 12.0, false, INK, Anchor::Start);
            y += LINE;
        }
    }
    let unit = "cost as regions by cost as traces";
    drawing.text((f64::midpoint(left, right), bottom + 38.0), unit, Anchor::Middle);
    Some(drawing)
}

/// A cost on each backend of this project that has it.
fn on_backends<'a>(
    pairs: &[Pair],
    results: &'a Results,
    cost: fn(&[Pair], &str) -> Option<Estimate>,
) -> Vec<(&'a str, Estimate)> {
    let ids = results.backends.iter().map(|backend| backend.id.as_str());
    ids.filter(|id| !is_peer(id)).filter_map(|id| Some((id, cost(pairs, id)?))).collect()
}
