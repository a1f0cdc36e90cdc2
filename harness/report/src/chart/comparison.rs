//! The ratios of a comparison, one below the other.

use super::axis::Axis;
use super::drawing::{Anchor, Colour, Drawing, FAINT_INK, Form, GRID, INK, Layout};
use super::font::text_width;
use results::Metric;
use results::comparison::{Compared, Ratio, Row};
use stats::Verdict;

const TOP: f64 = 110.0;
const LINE: f64 = 16.0;
/// The longest names take so much; of longer ones the start is not seen.
const LONGEST: f64 = 500.0;

/// How a verdict looks: colours that the colour-blind can tell apart, and a form for each.
fn look(verdict: Verdict) -> (Colour, Form) {
    match verdict {
        Verdict::Faster => (Colour(0x00, 0x72, 0xb2), Form::Triangle),
        Verdict::Slower => (Colour(0xd5, 0x5e, 0x00), Form::Square),
        Verdict::Equivalent => (INK, Form::Circle),
        Verdict::Inconclusive => (Colour(0x99, 0x99, 0x99), Form::Diamond),
    }
}

/// Draws the rows of one metric; `None` where there are none.
pub fn draw(compared: &Compared, metric: Metric) -> Option<Drawing> {
    let of_metric = |rows: &[Row]| -> Vec<(Row, Ratio)> {
        let rows = rows.iter().filter(|row| row.metric == metric);
        rows.filter_map(|row| Some((row.clone(), row.ratio?))).collect()
    };
    let mut rows = of_metric(&compared.rows);
    rows.extend(of_metric(&compared.means));
    if rows.is_empty() {
        return None;
    }
    let name = |row: &Row| format!("{}  {}", row.workload, row.backend);
    let longest =
        rows.iter().map(|(row, _)| text_width(&name(row), 12.0, false)).fold(0.0, f64::max);
    let (left, right) = (longest.min(LONGEST) + 36.0, Layout::Wide.width() - 40.0);
    let bottom = TOP + LINE * rows.len() as f64;
    let floor = compared.floors.get(metric.name()).map_or(0.0, |floor| floor.floor);
    let title = format!("{}: second file relative to first", metric.name());
    let subtitle = format!(
        "Ratios with 95 % intervals. Less is faster. Differences within the grey band of {:.1} % \
         are noise.",
        floor * 100.0
    );
    let mut drawing = Drawing::titled(Layout::Wide, bottom + 60.0, &title, &subtitle);
    let mut x = left;
    for verdict in Verdict::ALL {
        let (colour, form) = look(verdict);
        drawing.mark((x, TOP - 26.0), form, colour);
        drawing.text((x + 12.0, TOP - 26.0), verdict.name(), Anchor::Start);
        x += 130.0;
    }
    let ends = rows.iter().flat_map(|(_, ratio)| [ratio.lo, ratio.hi]);
    let axis = Axis::log(ends.chain([1.0 / (1.1 + floor), 1.1 + floor]), (left, right));
    let band = [1.0 / (1.0 + floor), 1.0 + floor].map(|ratio| axis.place(ratio));
    drawing.rectangle((band[0], TOP), (band[1], bottom), GRID);
    axis.draw_below(&mut drawing, TOP, bottom);
    drawing.line((axis.place(1.0), TOP), (axis.place(1.0), bottom), FAINT_INK, 1.5);
    for (i, (row, ratio)) in rows.iter().enumerate() {
        let y = TOP + LINE * (i as f64 + 0.5);
        let (colour, form) = look(row.verdict);
        drawing.styled_text((left - 12.0, y), &name(row), 12.0, false, INK, Anchor::End);
        let [lo, hi] = [ratio.lo, ratio.hi].map(|ratio| axis.place(ratio));
        drawing.line((lo, y), (hi, y), colour, 2.0);
        drawing.mark((axis.place(ratio.ratio), y), form, colour);
    }
    let unit = "ratio (log scale)";
    drawing.text((f64::midpoint(left, right), bottom + 38.0), unit, Anchor::Middle);
    Some(drawing)
}
