//! How large the stencils are.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, FAINT_INK, INK, Layout};
use super::legend::look;
use results::Summary;
use stats::median;
use text::{count, significant};

/// The chart's title.
pub const TITLE: &str = "Stencil sizes";

const LEFT: f64 = 70.0;
const TOP: f64 = 100.0;
const BOTTOM: f64 = 400.0;

/// How many bytes a bar spans.
const BIN: usize = 16;
/// The last bar has everything from here on.
const LAST: usize = 320;

/// Draws it.
pub fn draw(summary: &Summary, layout: Layout) -> Option<Drawing> {
    let results = summary.results;
    let sizes: Vec<usize> = results.stencils.iter().map(|s| s.code_bytes + s.cold_bytes).collect();
    let total = count(sizes.iter().map(|size| *size as u64).sum());
    let middle = median(&sizes.iter().map(|size| *size as f64).collect::<Vec<_>>());
    let largest = results.stencils.iter().max_by_key(|s| s.code_bytes + s.cold_bytes)?;
    let subtitle = format!(
        "{} stencils, {total} bytes in all, median {}. Largest: {} at depth {}, {} bytes.",
        count(sizes.len() as u64),
        significant(middle),
        largest.name,
        largest.depth,
        count((largest.code_bytes + largest.cold_bytes) as u64),
    );
    let mut drawing = Drawing::titled(layout, BOTTOM + 60.0, TITLE, &subtitle);
    let right = layout.width() - layout.either(40.0, 24.0);
    let mut bins = [0_usize; LAST / BIN + 1];
    for size in sizes {
        bins[size.min(LAST) / BIN] += 1;
    }
    let y = Axis::from_zero(bins.iter().map(|n| *n as f64), (BOTTOM, TOP));
    drawing.text((LEFT - 46.0, TOP - 18.0), "number of stencils", Anchor::Start);
    y.draw_left(&mut drawing, LEFT, right);
    let width = (right - LEFT) / bins.len() as f64;
    let colour = look(results, "copy-patch").colour;
    for (i, n) in bins.iter().enumerate() {
        let x = LEFT + width * i as f64;
        if *n > 0 {
            drawing.rectangle((x + 2.0, y.place(*n as f64)), (x + width - 2.0, BOTTOM), colour);
        }
        let label = if i * BIN == LAST { format!("≥ {LAST}") } else { (i * BIN).to_string() };
        if i % layout.either(2.0, 4.0) as usize == 0 {
            let at = (x, BOTTOM + 13.0);
            drawing.styled_text(at, &label, 12.0, false, FAINT_INK, Anchor::Middle);
        }
    }
    drawing.line((LEFT, BOTTOM), (right, BOTTOM), INK, 1.0);
    let unit = format!("bytes, hot and cold; each bar covers {BIN}");
    drawing.text((f64::midpoint(LEFT, right), BOTTOM + 38.0), &unit, Anchor::Middle);
    Some(drawing)
}
