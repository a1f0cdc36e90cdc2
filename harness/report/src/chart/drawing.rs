//! A chart as plain shapes.

use super::font::wrapped;

/// A colour: red, green, blue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour(pub u8, pub u8, pub u8);

/// Text and axes.
pub const INK: Colour = Colour(0x22, 0x22, 0x22);
/// The colour of less important text.
pub const FAINT_INK: Colour = Colour(0x5c, 0x5c, 0x5c);
/// The colour of lines that are not to distract, such as grid lines.
pub const GRID: Colour = Colour(0xdd, 0xdd, 0xdd);
/// What a chart is drawn on.
pub const PAPER: Colour = Colour(0xff, 0xff, 0xff);

/// How much room a chart has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// A desk, paper, or a file of its own.
    Wide,
    /// A phone.
    Narrow,
}

impl Layout {
    /// How wide a chart is.
    pub const fn width(self) -> f64 {
        match self {
            Layout::Wide => 900.0,
            Layout::Narrow => 380.0,
        }
    }

    /// One number or another.
    pub const fn either(self, wide: f64, narrow: f64) -> f64 {
        match self {
            Layout::Wide => wide,
            Layout::Narrow => narrow,
        }
    }
}

/// Where titles begin.
const MARGIN: f64 = 24.0;
/// How far lines of a subtitle are apart.
const LINE: f64 = 17.0;

/// Which end of a text its place is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The left end.
    Start,
    /// The middle.
    Middle,
    /// The right end.
    End,
}

/// The form of a mark: a second way to tell series apart, beside colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// ●
    Circle,
    /// ■
    Square,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
}

impl Form {
    /// The corners about the middle; a circle has none.
    pub fn corners(self) -> Option<&'static [(f64, f64)]> {
        match self {
            Form::Circle => None,
            Form::Square => Some(&[(-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)]),
            Form::Triangle => Some(&[(0.0, -5.5), (5.5, 4.0), (-5.5, 4.0)]),
            Form::Diamond => Some(&[(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)]),
        }
    }
}

/// Something to paint. Places are in logical pixels from the upper left corner.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// A straight line.
    Line {
        /// From where.
        from: (f64, f64),
        /// To where.
        to: (f64, f64),
        /// Its colour.
        colour: Colour,
        /// How thick it is.
        width: f64,
    },
    /// Straight lines from place to place.
    Path {
        /// The places.
        places: Vec<(f64, f64)>,
        /// Its colour.
        colour: Colour,
        /// How thick it is.
        width: f64,
    },
    /// A filled polygon.
    Polygon {
        /// Its corners.
        corners: Vec<(f64, f64)>,
        /// Its colour.
        colour: Colour,
    },
    /// A filled circle.
    Disc {
        /// Its middle.
        centre: (f64, f64),
        /// Its radius.
        radius: f64,
        /// Its colour.
        colour: Colour,
        /// How opaque it is, from 0 to 1.
        opacity: f64,
    },
    /// A circle without filling.
    Ring {
        /// Its middle.
        centre: (f64, f64),
        /// Its radius.
        radius: f64,
        /// Its colour.
        colour: Colour,
    },
    /// A line of text, centred vertically on its place.
    Text {
        /// Where its anchor is.
        at: (f64, f64),
        /// The text.
        text: String,
        /// Height of the font.
        size: f64,
        /// Whether it is bold.
        bold: bool,
        /// Its colour.
        colour: Colour,
        /// Which end `at` is.
        anchor: Anchor,
    },
}

/// How far a path may be from its places, in pixels: less than anybody sees.
const TOLERANCE: f64 = 0.2;

/// The places of a path without those that are on the straight line between others, as Ramer, Douglas and
/// Peucker find them.
fn without_straight_parts(places: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let [first, between @ .., last] = places else { return places.to_vec() };
    let (dx, dy) = (last.0 - first.0, last.1 - first.1);
    let length = dx.hypot(dy);
    let distance = |place: &(f64, f64)| {
        let (x, y) = (place.0 - first.0, place.1 - first.1);
        if length == 0.0 { x.hypot(y) } else { (x * dy - y * dx).abs() / length }
    };
    let farthest = between.iter().map(distance).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    match farthest {
        Some((index, distance)) if distance > TOLERANCE => {
            let mut kept = without_straight_parts(&places[..=index + 1]);
            kept.pop();
            kept.extend(without_straight_parts(&places[index + 1..]));
            kept
        }
        _ => vec![*first, *last],
    }
}

/// A chart as a list of shapes, painted in order.
#[derive(Clone, PartialEq, Debug)]
pub struct Drawing {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// How much further down everything is painted than it is said to be.
    moved: f64,
    /// What is painted.
    pub shapes: Vec<Shape>,
}

impl Drawing {
    /// An empty drawing with a title and a subtitle. The height is that with one line of each.
    pub fn titled(layout: Layout, height: f64, title: &str, subtitle: &str) -> Self {
        let width = layout.width();
        let mut drawing = Drawing { width, height, moved: 0.0, shapes: Vec::new() };
        let size = layout.either(19.0, 14.0);
        drawing.styled_text((MARGIN, 26.0), title, size, true, INK, Anchor::Start);
        for (number, line) in wrapped(subtitle, 13.0, width - 2.0 * MARGIN).iter().enumerate() {
            if number > 0 {
                drawing.make_room(LINE);
            }
            drawing.styled_text((MARGIN, 50.0), line, 13.0, false, FAINT_INK, Anchor::Start);
        }
        drawing
    }

    /// Moves down all that is painted from now on.
    pub fn make_room(&mut self, height: f64) {
        self.moved += height;
        self.height += height;
    }

    fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (x, y + self.moved)
    }

    /// Adds a line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, width: f64) {
        let [from, to] = [from, to].map(|place| self.place(place));
        self.shapes.push(Shape::Line { from, to, colour, width });
    }

    /// Adds lines from place to place.
    pub fn path(&mut self, places: Vec<(f64, f64)>, colour: Colour, width: f64) {
        let places: Vec<_> = places.into_iter().map(|place| self.place(place)).collect();
        let places = without_straight_parts(&places);
        self.shapes.push(Shape::Path { places, colour, width });
    }

    /// Adds a rectangle from its upper left to its lower right corner.
    pub fn rectangle(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), colour: Colour) {
        let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
        let corners = corners.into_iter().map(|corner| self.place(corner)).collect();
        self.shapes.push(Shape::Polygon { corners, colour });
    }

    /// Adds a filled circle.
    pub fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Colour, opacity: f64) {
        let centre = self.place(centre);
        self.shapes.push(Shape::Disc { centre, radius, colour, opacity });
    }

    /// Adds a circle without filling.
    pub fn ring(&mut self, centre: (f64, f64), radius: f64, colour: Colour) {
        let centre = self.place(centre);
        self.shapes.push(Shape::Ring { centre, radius, colour });
    }

    /// Adds a mark.
    pub fn mark(&mut self, (x, y): (f64, f64), form: Form, colour: Colour) {
        let Some(corners) = form.corners() else { return self.disc((x, y), 5.0, colour, 1.0) };
        let corners = corners.iter().map(|(dx, dy)| self.place((x + dx, y + dy))).collect();
        self.shapes.push(Shape::Polygon { corners, colour });
    }

    /// Adds a line of text in ordinary size.
    pub fn text(&mut self, at: (f64, f64), text: &str, anchor: Anchor) {
        self.styled_text(at, text, 13.0, false, INK, anchor);
    }

    /// Adds a line of text.
    pub fn styled_text(
        &mut self,
        at: (f64, f64),
        text: &str,
        size: f64,
        bold: bool,
        colour: Colour,
        anchor: Anchor,
    ) {
        let (at, text) = (self.place(at), text.to_owned());
        self.shapes.push(Shape::Text { at, text, size, bold, colour, anchor });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_keeps_its_form_with_fewer_places() {
        let curve: Vec<(f64, f64)> =
            (0..=240).map(|x| (f64::from(x), (f64::from(x) / 40.0).sin() * 90.0)).collect();
        let kept = without_straight_parts(&curve);
        assert!(kept.len() < 60, "{}", kept.len());
        assert_eq!((kept.first(), kept.last()), (curve.first(), curve.last()));
        for (x, y) in &curve {
            let after =
                kept.iter().position(|(kept, _)| kept >= x).expect("it ends as the curve does");
            let [(x0, y0), (x1, y1)] = [kept[after.saturating_sub(1)], kept[after]];
            let share = if x1 > x0 { (x - x0) / (x1 - x0) } else { 1.0 };
            assert!((y0 + share * (y1 - y0) - y).abs() < 3.0 * TOLERANCE, "at {x}");
        }
        assert_eq!(without_straight_parts(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]).len(), 2);
        assert_eq!(without_straight_parts(&[(5.0, 5.0)]), [(5.0, 5.0)]);
    }
}
