//! The headline chart: compile time, run time and code size of each backend.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, FAINT_INK, INK, Layout};
use super::font::text_width;
use super::legend::{self, Look, look};
use results::{CEILING, Summary, is_peer};
use stats::Estimate;
use text::{nanoseconds, significant};

/// The chart's title.
pub const TITLE: &str = "Compile time, run time and code size";

const LEFT: f64 = 70.0;
const TOP: f64 = 100.0;
const BOTTOM: f64 = 500.0;

/// A backend that has both coordinates.
struct Mark {
    id: String,
    compile: Estimate,
    run: Estimate,
    code: Option<Estimate>,
    look: Look,
}

/// A peer, whose compile time and code size are not known.
struct Level<'a> {
    id: &'a str,
    run: Estimate,
    look: Look,
}

/// The peers that have run times, the slowest first.
fn levels<'a>(summary: &'a Summary) -> Vec<Level<'a>> {
    let results = summary.results;
    let peers = summary.backends.iter().filter(|s| is_peer(&s.id));
    let mut levels: Vec<Level<'a>> = peers
        .filter_map(|s| Some(Level { id: &s.id, run: s.run_ratio?, look: look(results, &s.id) }))
        .collect();
    levels.sort_by(|one, other| other.run.value.total_cmp(&one.run.value));
    levels
}

/// Draws it.
pub fn draw(summary: &Summary, layout: Layout) -> Option<Drawing> {
    let results = summary.results;
    let marks: Vec<Mark> = summary
        .backends
        .iter()
        .filter_map(|s| {
            Some(Mark {
                compile: s.compile_per_uop?,
                run: s.run_ratio?,
                code: s.code_per_uop,
                look: look(results, &s.id),
                id: s.id.clone(),
            })
        })
        .collect();
    if marks.is_empty() {
        return None;
    }
    let levels = levels(summary);
    let subtitle = format!(
        "Geometric means over {} workloads, 95 % intervals. Lower left is better.",
        results.workloads.len()
    );
    let right = layout.width() - layout.either(40.0, 24.0);
    let mut drawing = Drawing::titled(layout, layout.either(570.0, 610.0), TITLE, &subtitle);
    if layout == Layout::Narrow {
        let marks = marks.iter().map(|mark| mark.id.as_str());
        let ids: Vec<&str> = marks.chain(levels.iter().map(|level| level.id)).collect();
        drawing.make_room(36.0);
        legend::draw(&mut drawing, results, &ids, LEFT, TOP - 40.0);
    }
    let ends = (LEFT + layout.either(40.0, 24.0), right - layout.either(90.0, 24.0));
    let x = Axis::log(marks.iter().map(|m| m.compile.value), ends);
    let runs = marks.iter().map(|m| m.run.hi).chain(levels.iter().map(|level| level.run.hi));
    let y = Axis::from_zero(runs, (BOTTOM, TOP + 20.0));
    drawing.text((LEFT - 46.0, TOP - 18.0), "run time relative to interp-match", Anchor::Start);
    let middle = f64::midpoint(LEFT, right);
    drawing.text((middle, BOTTOM + 36.0), "compile time per uop, ns (log scale)", Anchor::Middle);
    y.draw_left(&mut drawing, LEFT, right);
    x.draw_below(&mut drawing, TOP, BOTTOM);
    drawing.line((LEFT, BOTTOM), (right, BOTTOM), INK, 1.0);
    let scale = layout.either(4.4, 2.4);
    let size_at = layout.either(44.0, BOTTOM + 74.0);
    size_legend(&mut drawing, (right - 146.0, size_at), scale);

    if let Some(ceiling) = marks.iter().find(|mark| mark.id == CEILING) {
        let level = y.place(ceiling.run.value);
        drawing.line((LEFT, level), (right, level), ceiling.look.colour, 1.0);
    }
    for level in &levels {
        let height = y.place(level.run.value);
        drawing.line((LEFT, height), (right, height), level.look.colour, 1.5);
    }
    let mut labelled = Vec::new();
    for mark in &marks {
        let at = (x.place(mark.compile.value), y.place(mark.run.value));
        let radius = match mark.code {
            Some(code) => {
                drawing.disc(at, radius(code.value, scale), mark.look.colour, 0.35);
                radius(code.value, scale)
            }
            None => 9.0,
        };
        drawing.ring(at, radius, mark.look.colour);
        let ends = (x.place(mark.compile.lo), x.place(mark.compile.hi));
        drawing.line((ends.0, at.1), (ends.1, at.1), mark.look.colour, 2.0);
        let ends = (y.place(mark.run.lo), y.place(mark.run.hi));
        drawing.line((at.0, ends.0), (at.0, ends.1), mark.look.colour, 2.0);
        match layout {
            Layout::Wide => drawing.disc(at, 2.5, INK, 1.0),
            Layout::Narrow => drawing.mark(at, mark.look.form, mark.look.colour),
        }
        labelled.push(Labelled::new(at, radius, mark));
    }
    // There is no room for texts between the circles of a narrow one, which has a legend.
    if layout == Layout::Narrow {
        return Some(drawing);
    }
    let heights = levels.iter().map(|level| (level, y.place(level.run.value)));
    let taken = draw_levels(&mut drawing, heights, right);
    draw_labels(&mut drawing, &labelled, taken);
    Some(drawing)
}

/// Names the lines of the peers at their right ends, each label above the line where there is room for it.
fn draw_levels<'l>(
    drawing: &mut Drawing,
    levels: impl Iterator<Item = (&'l Level<'l>, f64)>,
    right: f64,
) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for (level, height) in levels {
        let text = format!("{} (peer), {}×", level.id, significant(level.run.value));
        let taken = areas.last().map_or(TOP - LINE_HEIGHT, |area| area.bottom);
        let y = (height - LINE_HEIGHT / 2.0).max(taken + LINE_HEIGHT / 2.0);
        let left = right - text_width(&text, 12.0, false);
        areas.push(Area { left, top: y - LINE_HEIGHT / 2.0, right, bottom: y + LINE_HEIGHT / 2.0 });
        drawing.styled_text((right, y), &text, 12.0, false, INK, Anchor::End);
    }
    areas
}

/// The radius of a circle whose area stands for `bytes` per uop.
fn radius(bytes: f64, scale: f64) -> f64 {
    (bytes.max(0.0).sqrt() * scale).min(80.0)
}

fn size_legend(drawing: &mut Drawing, (mut x, y): (f64, f64), scale: f64) {
    drawing.styled_text((x - 6.0, y), "bytes per uop:", 12.0, false, FAINT_INK, Anchor::End);
    for bytes in [10.0, 50.0] {
        let r = radius(bytes, scale);
        drawing.ring((x + r, y), r, FAINT_INK);
        x += 2.0 * r + 4.0;
        let label = significant(bytes).replace(".00", "").replace(".0", "");
        drawing.styled_text((x, y), &label, 12.0, false, FAINT_INK, Anchor::Start);
        x += 26.0;
    }
}

/// A circle, and what is written beside it.
struct Labelled {
    middle: (f64, f64),
    radius: f64,
    lines: [String; 2],
}

const LINE_HEIGHT: f64 = 17.0;
/// From a circle to its label.
const GAP: f64 = 8.0;
/// A label that is farther from its circle than this is connected to the circle by a line.
const FAR: f64 = 24.0;

/// A rectangle.
#[derive(Clone, Copy, Debug)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    /// How much of it two areas share.
    fn shared(&self, other: &Area) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    }

    /// How far the nearest points of two areas are apart.
    fn distance(&self, other: &Area) -> f64 {
        let beside = (self.left - other.right).max(other.left - self.right).max(0.0);
        let below = (self.top - other.bottom).max(other.top - self.bottom).max(0.0);
        beside.hypot(below)
    }
}

impl Labelled {
    fn new(middle: (f64, f64), radius: f64, mark: &Mark) -> Self {
        let size = match mark.code {
            Some(code) => format!("{} bytes", significant(code.value)),
            None => "no machine code".to_owned(),
        };
        let time = nanoseconds(mark.compile.value);
        let numbers = format!("{time}/uop, {}×, {size}", significant(mark.run.value));
        Labelled { middle, radius, lines: [mark.id.clone(), numbers] }
    }

    /// The circle's own area.
    fn disc(&self) -> Area {
        let ((x, y), r) = (self.middle, self.radius);
        Area { left: x - r, top: y - r, right: x + r, bottom: y + r }
    }

    /// Where the label could be: the nearest places first, at the right before the left.
    fn places(&self) -> Vec<Area> {
        let ((x, y), r) = (self.middle, self.radius);
        let letters = self.lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let (width, height) = (letters as f64 * 7.2, 2.0 * LINE_HEIGHT + 6.0);
        let at = |left: f64, middle: f64| Area {
            left,
            top: middle - height / 2.0,
            right: left + width,
            bottom: middle + height / 2.0,
        };
        let beside = r + GAP;
        let mut places = Vec::new();
        for step in 0..12 {
            let away = f64::from(step) * LINE_HEIGHT / 2.0;
            for y in [y + away, y - away] {
                places.push(at(x + beside, y));
                let further = (0..7).map(|step| 25.0 * f64::from(step));
                places.extend(further.map(|more| at(x - beside - width - more, y)));
            }
            let below = beside + height / 2.0 + away;
            for y in [y + below, y - below] {
                places.extend([0.5, 0.25, 0.75].map(|share| at(x - width * share, y)));
            }
        }
        places
    }
}

/// Draws all labels, each where it covers least of the circles and of what is taken.
fn draw_labels(drawing: &mut Drawing, all: &[Labelled], mut taken: Vec<Area>) {
    let discs: Vec<Area> = all.iter().map(Labelled::disc).collect();
    // Those at the right have least room.
    let mut order: Vec<&Labelled> = all.iter().collect();
    order.sort_by(|one, other| other.middle.0.total_cmp(&one.middle.0));
    for labelled in order {
        // Nothing is worse than to leave the chart; to cover a label or a circle is worse than to
        // be far away.
        let badness = |(nth, place): &(usize, Area)| {
            let beside =
                (LEFT - place.left).max(0.0) + (place.right - Layout::Wide.width() + 10.0).max(0.0);
            let below = (place.bottom - BOTTOM).max(0.0) + (TOP - place.top).max(0.0);
            let covered = |areas: &[Area]| areas.iter().map(|area| place.shared(area)).sum::<f64>();
            1000.0 * (beside + below)
                + 2.0 * covered(&taken)
                + 3.0 * covered(&discs)
                + 6.0 * place.distance(&labelled.disc())
                + 0.1 * *nth as f64
        };
        let places = labelled.places().into_iter().enumerate();
        let best = places.min_by(|one, other| badness(one).total_cmp(&badness(other)));
        let Some((_, place)) = best else { continue };
        // The next label begins a word further.
        taken.push(Area { left: place.left - 8.0, right: place.right + 8.0, ..place });
        if place.distance(&labelled.disc()) > FAR {
            // From the label's nearest corner, so that the label is not read as that of another circle.
            let (x, y) = labelled.middle;
            let corner = (x.clamp(place.left, place.right), y.clamp(place.top, place.bottom));
            drawing.line(corner, labelled.middle, FAINT_INK, 1.0);
        }
        let [name, numbers] = &labelled.lines;
        let leftwards = place.right < labelled.middle.0;
        let (x, anchor) = match leftwards {
            true => (place.right, Anchor::End),
            false => (place.left, Anchor::Start),
        };
        let y = f64::midpoint(place.top, place.bottom);
        drawing.styled_text((x, y - LINE_HEIGHT / 2.0), name, 14.0, true, INK, anchor);
        drawing.text((x, y + LINE_HEIGHT / 2.0), numbers, anchor);
    }
}
