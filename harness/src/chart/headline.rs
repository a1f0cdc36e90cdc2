//! The headline: what compile time, run time and code size each backend trades.

use super::axis::Axis;
use super::drawing::{Anchor, Colour, Drawing, FAINT_INK, INK, WIDTH};
use super::legend::look;
use crate::backends::CEILING;
use crate::format::{nanoseconds, significant};
use crate::stats::Estimate;
use crate::summary::Summary;

/// The chart's title.
pub const TITLE: &str = "What does it cost, and what does it bring?";

const LEFT: f64 = 70.0;
const RIGHT: f64 = WIDTH - 40.0;
const TOP: f64 = 100.0;
const BOTTOM: f64 = 500.0;

/// A backend that has both coordinates.
struct Mark {
    id: String,
    compile: Estimate,
    run: Estimate,
    code: Option<Estimate>,
    colour: Colour,
}

/// Draws it.
pub fn draw(summary: &Summary) -> Option<Drawing> {
    let results = summary.results;
    let marks: Vec<Mark> = summary
        .backends
        .iter()
        .filter_map(|s| {
            Some(Mark {
                compile: s.compile_per_uop?,
                run: s.run_ratio?,
                code: s.code_per_uop,
                colour: look(results, &s.id).colour,
                id: s.id.clone(),
            })
        })
        .collect();
    if marks.is_empty() {
        return None;
    }
    let subtitle = format!(
        "Geometric means over {} workloads, 95 % intervals. Lower left is better.",
        results.workloads.len()
    );
    let mut drawing = Drawing::titled(570.0, TITLE, &subtitle);
    let x = Axis::log(marks.iter().map(|m| m.compile.value), (LEFT + 40.0, RIGHT - 90.0));
    let y = Axis::from_zero(marks.iter().map(|m| m.run.hi), (BOTTOM, TOP + 20.0));
    drawing.text((LEFT - 46.0, TOP - 18.0), "run time relative to interp-match", Anchor::Start);
    let middle = f64::midpoint(LEFT, RIGHT);
    drawing.text((middle, BOTTOM + 36.0), "compile time per uop, ns (log scale)", Anchor::Middle);
    y.draw_left(&mut drawing, LEFT, RIGHT);
    x.draw_below(&mut drawing, TOP, BOTTOM);
    drawing.line((LEFT, BOTTOM), (RIGHT, BOTTOM), INK, 1.0);
    size_legend(&mut drawing);

    if let Some(ceiling) = marks.iter().find(|mark| mark.id == CEILING) {
        let level = y.place(ceiling.run.value);
        drawing.line((LEFT, level), (RIGHT, level), ceiling.colour, 1.0);
    }
    let mut labels = Labels::default();
    let mut discs = Vec::new();
    for mark in &marks {
        let at = (x.place(mark.compile.value), y.place(mark.run.value));
        let radius = match mark.code {
            Some(code) => {
                drawing.disc(at, radius(code.value), mark.colour, 0.35);
                radius(code.value)
            }
            None => 9.0,
        };
        drawing.ring(at, radius, mark.colour);
        let ends = (x.place(mark.compile.lo), x.place(mark.compile.hi));
        drawing.line((ends.0, at.1), (ends.1, at.1), mark.colour, 2.0);
        let ends = (y.place(mark.run.lo), y.place(mark.run.hi));
        drawing.line((at.0, ends.0), (at.0, ends.1), mark.colour, 2.0);
        drawing.disc(at, 2.5, INK, 1.0);
        discs.push((at, radius));
        labels.add(at, radius, mark);
    }
    labels.draw(&mut drawing, &discs);
    Some(drawing)
}

/// The radius of a circle whose area tells `bytes` per uop.
fn radius(bytes: f64) -> f64 {
    (bytes.max(0.0).sqrt() * 4.4).min(80.0)
}

fn size_legend(drawing: &mut Drawing) {
    let y = 44.0;
    let mut x = RIGHT - 146.0;
    drawing.styled_text((x - 6.0, y), "bytes per uop:", 12.0, false, FAINT_INK, Anchor::End);
    for bytes in [10.0, 50.0] {
        let r = radius(bytes);
        drawing.ring((x + r, y), r, FAINT_INK);
        x += 2.0 * r + 4.0;
        let label = significant(bytes).replace(".00", "").replace(".0", "");
        drawing.styled_text((x, y), &label, 12.0, false, FAINT_INK, Anchor::Start);
        x += 26.0;
    }
}

/// Labels beside the marks, moved up or down so that none covers another.
#[derive(Default)]
struct Labels(Vec<Label>);

struct Label {
    at: (f64, f64),
    anchor: Anchor,
    lines: [String; 2],
    /// Middle and radius of its circle.
    disc: ((f64, f64), f64),
}

const LINE_HEIGHT: f64 = 17.0;
const LABEL_HEIGHT: f64 = 2.0 * LINE_HEIGHT + 6.0;

impl Labels {
    fn add(&mut self, (x, y): (f64, f64), radius: f64, mark: &Mark) {
        let size = match mark.code {
            Some(code) => format!("{} bytes", significant(code.value)),
            None => "no machine code".to_owned(),
        };
        let lines = [
            mark.id.clone(),
            format!(
                "{}/uop, {}×, {size}",
                nanoseconds(mark.compile.value),
                significant(mark.run.value)
            ),
        ];
        // On whichever side there is room for some 30 characters.
        let disc = ((x, y), radius);
        let right = x + radius + 8.0 + 260.0 < WIDTH;
        let (x, anchor) = match right {
            true => (x + radius + 8.0, Anchor::Start),
            false => (x - radius - 8.0, Anchor::End),
        };
        self.0.push(Label { at: (x, y), anchor, lines, disc });
    }

    /// Draws them beside the circles, given as middle and radius.
    fn draw(mut self, drawing: &mut Drawing, discs: &[((f64, f64), f64)]) {
        self.0.sort_by(|a, b| a.at.1.total_cmp(&b.at.1));
        for i in 1..self.0.len() {
            let (above, below) = self.0.split_at_mut(i);
            let label = &mut below[0];
            for other in above {
                if other.overlaps_sideways(label) {
                    label.at.1 = label.at.1.max(other.at.1 + LABEL_HEIGHT);
                }
            }
            // One at the right of its circle that would end up far from it goes right below it.
            let ((x, y), radius) = label.disc;
            let is_far = label.at.1 > y + radius + LABEL_HEIGHT;
            if is_far && matches!(label.anchor, Anchor::Start) {
                let (start, end) = label.span();
                label.at = (x - (end - start) / 2.0, y + radius + LINE_HEIGHT);
            }
        }
        for Label { at: (x, y), anchor, lines, .. } in self.0 {
            // One that was moved may be beside another circle.
            let beside = |disc: &&((f64, f64), f64)| (disc.0.1 - y).abs() < disc.1 + LINE_HEIGHT;
            let x = match anchor {
                Anchor::End => {
                    let discs = discs.iter().filter(beside).filter(|((left, _), _)| *left > x);
                    discs.map(|((middle, _), radius)| middle - radius - 8.0).fold(x, f64::min)
                }
                _ => x,
            };
            let [name, numbers] = &lines;
            drawing.styled_text((x, y - LINE_HEIGHT / 2.0), name, 14.0, true, INK, anchor);
            drawing.text((x, y + LINE_HEIGHT / 2.0), numbers, anchor);
        }
    }
}

impl Label {
    /// Where it begins and ends, roughly.
    fn span(&self) -> (f64, f64) {
        let width = self.lines.iter().map(|l| l.chars().count()).max().unwrap_or(0) as f64 * 7.2;
        match self.anchor {
            Anchor::End => (self.at.0 - width, self.at.0),
            _ => (self.at.0, self.at.0 + width),
        }
    }

    fn overlaps_sideways(&self, other: &Label) -> bool {
        let ((a, b), (c, d)) = (self.span(), other.span());
        a < d && c < b
    }
}
