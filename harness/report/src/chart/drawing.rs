//! A chart as plain shapes.

/// A colour: red, green, blue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour(pub u8, pub u8, pub u8);

/// Text and axes.
pub const INK: Colour = Colour(0x22, 0x22, 0x22);
/// Text of less weight.
pub const FAINT_INK: Colour = Colour(0x5c, 0x5c, 0x5c);
/// Lines that the eye may overlook.
pub const GRID: Colour = Colour(0xdd, 0xdd, 0xdd);
/// What a chart is drawn on.
pub const PAPER: Colour = Colour(0xff, 0xff, 0xff);

/// How wide a chart is.
pub const WIDTH: f64 = 900.0;

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

/// A chart as a list of shapes, painted in order.
#[derive(Clone, PartialEq, Debug)]
pub struct Drawing {
    /// Its height; its width is [`WIDTH`].
    pub height: f64,
    /// What is painted.
    pub shapes: Vec<Shape>,
}

impl Drawing {
    /// An empty drawing.
    pub fn new(height: f64) -> Self {
        Drawing { height, shapes: Vec::new() }
    }

    /// An empty drawing with a title and a line under it.
    pub fn titled(height: f64, title: &str, subtitle: &str) -> Self {
        let mut drawing = Self::new(height);
        drawing.styled_text((24.0, 26.0), title, 19.0, true, INK, Anchor::Start);
        drawing.styled_text((24.0, 50.0), subtitle, 13.0, false, FAINT_INK, Anchor::Start);
        drawing
    }

    /// Adds a line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, width: f64) {
        self.shapes.push(Shape::Line { from, to, colour, width });
    }

    /// Adds lines from place to place.
    pub fn path(&mut self, places: Vec<(f64, f64)>, colour: Colour, width: f64) {
        self.shapes.push(Shape::Path { places, colour, width });
    }

    /// Adds a rectangle from its upper left to its lower right corner.
    pub fn rectangle(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), colour: Colour) {
        let corners = vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
        self.shapes.push(Shape::Polygon { corners, colour });
    }

    /// Adds a filled circle.
    pub fn disc(&mut self, centre: (f64, f64), radius: f64, colour: Colour, opacity: f64) {
        self.shapes.push(Shape::Disc { centre, radius, colour, opacity });
    }

    /// Adds a circle without filling.
    pub fn ring(&mut self, centre: (f64, f64), radius: f64, colour: Colour) {
        self.shapes.push(Shape::Ring { centre, radius, colour });
    }

    /// Adds a mark.
    pub fn mark(&mut self, (x, y): (f64, f64), form: Form, colour: Colour) {
        let Some(corners) = form.corners() else { return self.disc((x, y), 5.0, colour, 1.0) };
        let corners = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
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
        let text = text.to_owned();
        self.shapes.push(Shape::Text { at, text, size, bold, colour, anchor });
    }
}
