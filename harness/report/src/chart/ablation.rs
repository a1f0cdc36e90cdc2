//! The chart of the effect of each choice of the copy-and-patch backend.

use super::axis::Axis;
use super::drawing::{Anchor, Colour, Drawing, FAINT_INK, INK, Layout};
use results::ablation::Configuration;
use text::significant;

/// The chart's title.
pub const TITLE: &str = "Effect of each choice of copy-and-patch";

const BAR: Colour = Colour(0x2a, 0x78, 0xb5);
const TOP: f64 = 120.0;
const LINE: f64 = 34.0;
/// Where names end and the panels lie, from left to right.
const NAMES: f64 = 190.0;
const PANELS: [(f64, f64); 3] =
    [(205.0, 410.0), (455.0, 640.0), (685.0, Layout::Wide.width() - 55.0)];

/// A column: what it shows, and of which row how much.
type Column = (&'static str, fn(&Configuration) -> f64);

/// Draws it: a line for each configuration, the default first.
pub fn draw(rows: &[Configuration]) -> Drawing {
    let columns: [Column; 3] = [
        ("run time, multiple of the default's", |row| row.run),
        ("bytes per uop", |row| row.all_bytes),
        ("compile and publish, ns/uop", |row| row.compile_ns),
    ];
    let bottom = TOP + LINE * rows.len() as f64;
    let subtitle =
        "Configurations of copy-patch, each with one difference from the default. Less is better.";
    let mut drawing = Drawing::titled(Layout::Wide, bottom + 60.0, TITLE, subtitle);
    for ((title, value), (left, right)) in columns.into_iter().zip(PANELS) {
        let axis = Axis::from_zero(rows.iter().map(value), (left, right));
        axis.draw_below(&mut drawing, TOP, bottom);
        drawing.styled_text((left, TOP - 14.0), title, 12.0, true, INK, Anchor::Start);
        for (index, row) in rows.iter().enumerate() {
            let y = TOP + LINE * index as f64;
            let x = axis.place(value(row));
            drawing.rectangle((left, y + 7.0), (x, y + LINE - 7.0), BAR);
            let at = (x + 6.0, y + LINE / 2.0 + 4.0);
            drawing.styled_text(at, &significant(value(row)), 12.0, false, INK, Anchor::Start);
        }
        drawing.line((left, TOP), (left, bottom), FAINT_INK, 1.0);
    }
    for (index, row) in rows.iter().enumerate() {
        let y = TOP + LINE * index as f64 + LINE / 2.0 + 4.0;
        drawing.styled_text((NAMES, y), row.id, 12.0, false, INK, Anchor::End);
    }
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::svg;

    #[test]
    fn every_configuration_is_drawn() {
        let row = |id, run| Configuration {
            id,
            description: "",
            hot_bytes: 20.0,
            all_bytes: 30.0,
            compile_ns: 10.0,
            run,
            run_range: (run, run),
        };
        let text = svg(&draw(&[row("default", 1.0), row("other", 1.25)]));
        for expected in ["default", "other", "1.25"] {
            assert!(text.contains(expected), "{expected} is missing");
        }
    }
}
