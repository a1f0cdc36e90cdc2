//! How compile time grows with the length of a program.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, INK, WIDTH};
use super::legend::backend_look;
use results::Summary;
use results::growth::{Growth, Point};
use text::estimate;

/// The chart's title.
pub const TITLE: &str = "Compile time by program length";

const LEFT: f64 = 90.0;
/// Behind the lines are their names.
const RIGHT: f64 = WIDTH - 250.0;
const TOP: f64 = 100.0;
const BOTTOM: f64 = 520.0;
/// How far names are apart at least.
const LINE: f64 = 18.0;

/// Draws it from results; `None` where they lack it.
pub(super) fn of_results(summary: &Summary) -> Option<Drawing> {
    let all = &summary.results.scaling;
    all.iter().any(|growth| !growth.points.is_empty()).then(|| draw(all))
}

/// Draws it: a line for each backend that has times.
pub fn draw(all: &[Growth]) -> Drawing {
    let subtitle = "Generated programs. With a slope of 1, compile time per uop does not depend \
         on length.";
    let mut drawing = Drawing::titled(BOTTOM + 60.0, TITLE, subtitle);
    let points = || all.iter().flat_map(|growth| &growth.points);
    let x = Axis::log(points().map(|point| point.uops as f64), (LEFT, RIGHT));
    let y = Axis::log(points().map(|point| point.compile_ns / 1000.0), (BOTTOM, TOP));
    x.draw_below(&mut drawing, TOP, BOTTOM);
    y.draw_left(&mut drawing, LEFT, RIGHT);
    drawing.text(
        (LEFT - 66.0, TOP - 18.0),
        "compile time of a program, µs (log scale)",
        Anchor::Start,
    );
    let unit = "uops in the program (log scale)";
    drawing.text((f64::midpoint(LEFT, RIGHT), BOTTOM + 38.0), unit, Anchor::Middle);
    let at = |point: &Point| (x.place(point.uops as f64), y.place(point.compile_ns / 1000.0));
    let mut names = Vec::new();
    for (index, growth) in all.iter().enumerate() {
        let look = backend_look(&growth.backend, index);
        for pair in growth.points.windows(2) {
            drawing.line(at(&pair[0]), at(&pair[1]), look.colour, 2.0);
        }
        for point in &growth.points {
            drawing.mark(at(point), look.form, look.colour);
        }
        let Some(last) = growth.points.last() else { continue };
        let slope = growth.slope.map_or(String::new(), |slope| format!(": {}", estimate(slope)));
        names.push((at(last), format!("{}{slope}", growth.backend)));
    }
    names.sort_by(|((_, one), _), ((_, other), _)| one.total_cmp(other));
    let mut least = TOP;
    for ((x, y), name) in names {
        let y = y.max(least);
        drawing.styled_text((x + 10.0, y + 4.0), &name, 12.0, false, INK, Anchor::Start);
        least = y + LINE;
    }
    drawing.line((LEFT, BOTTOM), (RIGHT, BOTTOM), INK, 1.0);
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
        let text = svg(&draw(&all)).expect("it is drawn");
        for expected in ["one: 1.07", "other", "100"] {
            assert!(text.contains(expected), "{expected} is missing");
        }
    }
}
