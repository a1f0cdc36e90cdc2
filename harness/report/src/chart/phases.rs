//! Which phase of compiling takes which share of the time.

use super::drawing::{Anchor, Colour, Drawing, FAINT_INK, Layout, PAPER};
use super::font::text_width;
use results::Summary;
use text::nanoseconds;

/// The chart's title.
pub const TITLE: &str = "Phases of compilation";

const TOP: f64 = 78.0;
/// Distance of two bars, and how thick they are.
const ROW: f64 = 62.0;
const BAR: f64 = 26.0;
/// How far a name may reach beyond its part at each end.
const BEYOND: f64 = 4.0;

/// Parts take turns, so that neighbours differ: dark, light.
const COLOURS: [Colour; 6] = [
    Colour(0x00, 0x72, 0xb2),
    Colour(0xe6, 0x9f, 0x00),
    Colour(0x00, 0x9e, 0x73),
    Colour(0xcc, 0x79, 0xa7),
    Colour(0x56, 0xb4, 0xe9),
    Colour(0xd5, 0x5e, 0x00),
];

/// What is written on the parts, on dark paper, too.
const ON_BAR: Colour = Colour(0x11, 0x11, 0x11);

/// Draws it.
pub fn draw(summary: &Summary, layout: Layout) -> Option<Drawing> {
    let ids = summary.results.backends.iter().map(|backend| backend.id.as_str());
    let rows: Vec<_> =
        ids.map(|id| (id, summary.phases(id))).filter(|(_, phases)| !phases.is_empty()).collect();
    if rows.is_empty() {
        return None;
    }
    let subtitle = "Shares of the time to compile and publish all workloads, and the whole time \
         per uop.";
    // Names of backends are beside the bars or above them.
    let (left, right) = (layout.either(170.0, 24.0), layout.width() - layout.either(130.0, 80.0));
    let above = layout.either(0.0, 20.0);
    let row_height = ROW + above;
    let mut drawing =
        Drawing::titled(layout, TOP + row_height * rows.len() as f64, TITLE, subtitle);
    for (row, (id, phases)) in rows.iter().enumerate() {
        let top = TOP + row_height * row as f64 + above;
        let middle = top + BAR / 2.0;
        let total: f64 = phases.iter().map(|(_, time)| time).sum();
        match layout {
            Layout::Wide => drawing.text((left - 12.0, middle), id, Anchor::End),
            Layout::Narrow => drawing.text((left, top - 12.0), id, Anchor::Start),
        }
        let (mut from, mut taken) = (left, 0.0);
        for (part, (name, time)) in phases.iter().enumerate() {
            let share = if total > 0.0 { time / total } else { 0.0 };
            let to = from + share * (right - left);
            drawing.rectangle((from, top), (to, top + BAR), COLOURS[part % COLOURS.len()]);
            drawing.line((to, top), (to, top + BAR), PAPER, 1.0);
            let centre = f64::midpoint(from, to);
            let half = text_width(name, 11.0, false) / 2.0;
            let fits = half <= (to - from) / 2.0 + BEYOND && centre - half > taken;
            if fits {
                let below = top + BAR + 12.0;
                drawing.styled_text((centre, below), name, 11.0, false, FAINT_INK, Anchor::Middle);
                taken = centre + half + BEYOND;
            }
            let label = format!("{:.0} %", share * 100.0);
            if text_width(&label, 12.0, true) <= to - from {
                drawing.styled_text((centre, middle), &label, 12.0, true, ON_BAR, Anchor::Middle);
            }
            from = to;
        }
        drawing.text((right + 12.0, middle), &nanoseconds(total), Anchor::Start);
    }
    Some(drawing)
}
