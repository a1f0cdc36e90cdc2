//! Which phase of compiling takes which share of the time.

use super::drawing::{Anchor, Colour, Drawing, FAINT_INK, INK, PAPER, WIDTH};
use results::Summary;
use text::nanoseconds;

/// The chart's title.
pub const TITLE: &str = "Phases of compilation";

const LEFT: f64 = 170.0;
const RIGHT: f64 = WIDTH - 130.0;
const TOP: f64 = 78.0;
/// Distance of two bars, and how thick they are.
const ROW: f64 = 62.0;
const BAR: f64 = 26.0;
/// The narrowest part that has a name.
const NAMED: f64 = 0.07;

/// Parts take turns, so that neighbours differ: dark, light.
const COLOURS: [Colour; 6] = [
    Colour(0x00, 0x72, 0xb2),
    Colour(0xe6, 0x9f, 0x00),
    Colour(0x00, 0x9e, 0x73),
    Colour(0xcc, 0x79, 0xa7),
    Colour(0x56, 0xb4, 0xe9),
    Colour(0xd5, 0x5e, 0x00),
];

/// Draws it.
pub fn draw(summary: &Summary) -> Option<Drawing> {
    let ids = summary.results.backends.iter().map(|backend| backend.id.as_str());
    let rows: Vec<_> =
        ids.map(|id| (id, summary.phases(id))).filter(|(_, phases)| !phases.is_empty()).collect();
    if rows.is_empty() {
        return None;
    }
    let subtitle = "Shares of the time to compile and publish all workloads, and the whole time \
         per uop. Parts that are too narrow for a name are in the table.";
    let mut drawing = Drawing::titled(TOP + ROW * rows.len() as f64, TITLE, subtitle);
    for (row, (id, phases)) in rows.iter().enumerate() {
        let top = TOP + ROW * row as f64;
        let middle = top + BAR / 2.0;
        let total: f64 = phases.iter().map(|(_, time)| time).sum();
        drawing.text((LEFT - 12.0, middle), id, Anchor::End);
        let mut left = LEFT;
        for (part, (name, time)) in phases.iter().enumerate() {
            let share = if total > 0.0 { time / total } else { 0.0 };
            let right = left + share * (RIGHT - LEFT);
            drawing.rectangle((left, top), (right, top + BAR), COLOURS[part % COLOURS.len()]);
            drawing.line((right, top), (right, top + BAR), PAPER, 1.0);
            if share >= NAMED {
                let centre = f64::midpoint(left, right);
                let label = format!("{:.0} %", share * 100.0);
                let below = top + BAR + 12.0;
                drawing.styled_text((centre, below), name, 11.0, false, FAINT_INK, Anchor::Middle);
                drawing.styled_text((centre, middle), &label, 12.0, true, INK, Anchor::Middle);
            }
            left = right;
        }
        drawing.text((RIGHT + 12.0, middle), &nanoseconds(total), Anchor::Start);
    }
    Some(drawing)
}
