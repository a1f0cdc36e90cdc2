//! How compile time grows with the length of a program.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, INK, Layout};
use super::font::text_width;
use super::legend::backend_look;
use results::Summary;
use results::growth::{Growth, Point};
use text::estimate;

/// The chart's title.
pub const TITLE: &str = "Compile time by program length";

const LEFT: f64 = 90.0;
const TOP: f64 = 100.0;
const BOTTOM: f64 = 520.0;
/// How far names are apart at least.
const LINE: f64 = 18.0;

/// Draws it from results; `None` where they lack it.
pub(super) fn of_results(summary: &Summary, layout: Layout) -> Option<Drawing> {
    let all = &summary.results.scaling;
    all.iter().any(|growth| !growth.points.is_empty()).then(|| draw(all, layout))
}

/// Draws it: a line for each backend that has times.
pub fn draw(all: &[Growth], layout: Layout) -> Drawing {
    let subtitle = "Generated programs. With a slope of 1, compile time per uop does not depend \
         on length.";
    let named: Vec<(&Growth, String)> = all
        .iter()
        .map(|growth| {
            let slope =
                growth.slope.map_or(String::new(), |slope| format!(": {}", estimate(slope)));
            (growth, format!("{}{slope}", growth.backend))
        })
        .collect();
    // Names are at the right of the lines, or above the chart.
    let longest = named.iter().map(|(_, name)| text_width(name, 12.0, false)).fold(0.0, f64::max);
    let right = layout.width() - layout.either(longest + 34.0, 24.0);
    let mut drawing = Drawing::titled(layout, BOTTOM + 60.0, TITLE, subtitle);
    if layout == Layout::Narrow {
        for (index, (growth, name)) in named.iter().enumerate() {
            let look = backend_look(&growth.backend, index);
            drawing.mark((30.0, TOP - 26.0), look.form, look.colour);
            drawing.text((42.0, TOP - 26.0), name, Anchor::Start);
            drawing.make_room(LINE);
        }
    }
    let points = || all.iter().flat_map(|growth| &growth.points);
    let x = Axis::log(points().map(|point| point.uops as f64), (LEFT, right));
    let y = Axis::log(points().map(|point| point.compile_ns / 1000.0), (BOTTOM, TOP));
    x.draw_below(&mut drawing, TOP, BOTTOM);
    y.draw_left(&mut drawing, LEFT, right);
    drawing.text(
        (LEFT - 66.0, TOP - 18.0),
        "compile time of a program, µs (log scale)",
        Anchor::Start,
    );
    let unit = "uops in the program (log scale)";
    drawing.text((f64::midpoint(LEFT, right), BOTTOM + 38.0), unit, Anchor::Middle);
    let at = |point: &Point| (x.place(point.uops as f64), y.place(point.compile_ns / 1000.0));
    let mut names = Vec::new();
    for (index, (growth, name)) in named.iter().enumerate() {
        let look = backend_look(&growth.backend, index);
        for pair in growth.points.windows(2) {
            drawing.line(at(&pair[0]), at(&pair[1]), look.colour, 2.0);
        }
        for point in &growth.points {
            drawing.mark(at(point), look.form, look.colour);
        }
        let Some(last) = growth.points.last() else { continue };
        if layout == Layout::Wide {
            names.push((at(last), name));
        }
    }
    names.sort_by(|((_, one), _), ((_, other), _)| one.total_cmp(other));
    let mut least = TOP;
    for ((x, y), name) in names {
        let y = y.max(least);
        drawing.styled_text((x + 10.0, y + 4.0), name, 12.0, false, INK, Anchor::Start);
        least = y + LINE;
    }
    drawing.line((LEFT, BOTTOM), (right, BOTTOM), INK, 1.0);
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::svg;
    use stats::Estimate;
    use trace::Dialect;

    #[test]
    fn every_backend_is_drawn_with_its_slope() {
        let growth = |backend: &str, factor: f64, slope| Growth {
            dialect: Dialect::default(),
            backend: backend.to_owned(),
            points: vec![
                Point { uops: 10, compile_ns: factor },
                Point { uops: 100, compile_ns: 10.0 * factor },
            ],
            slope,
            ended: None,
        };
        let slope = Estimate { value: 1.07, lo: 1.0, hi: 1.14 };
        let all = [growth("one", 5.0, Some(slope)), growth("other", 5.0, None)];
        let text = svg(&draw(&all, Layout::Wide));
        for expected in ["one: 1.07", "other", "100"] {
            assert!(text.contains(expected), "{expected} is missing");
        }
    }
}
