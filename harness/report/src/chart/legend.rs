//! The colour and the shape of each backend.

use super::drawing::{Anchor, Colour, Drawing, Form};
use super::font::text_width;
use results::{Results, is_peer};

/// Colour and form of a backend's marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// The colour.
    pub colour: Colour,
    /// The form.
    pub form: Form,
}

impl Look {
    /// The mark as an SVG element, about the origin.
    pub fn svg(self) -> String {
        let Colour(r, g, b) = self.colour;
        let colour = format!("#{r:02X}{g:02X}{b:02X}");
        match self.form.corners() {
            None => format!("<circle r=\"5\" fill=\"{colour}\"/>"),
            Some(corners) => {
                let points: Vec<String> = corners.iter().map(|(x, y)| format!("{x},{y}")).collect();
                format!("<polygon points=\"{}\" fill=\"{colour}\"/>", points.join(" "))
            }
        }
    }
}

/// Okabe and Ito's colours, which people with any kind of colour vision can tell apart, less the
/// yellow that is hard to see on white.
const COLOURS: [Colour; 6] = [
    Colour(0x00, 0x9e, 0x73),
    Colour(0xcc, 0x79, 0xa7),
    Colour(0xe6, 0x9f, 0x00),
    Colour(0x56, 0xb4, 0xe9),
    Colour(0x00, 0x72, 0xb2),
    Colour(0xd5, 0x5e, 0x00),
];

/// The look of a backend: fixed for those that every report has, so that pictures of different
/// runs can be compared; the others take turns.
pub fn look(results: &Results, backend: &str) -> Look {
    backend_look(backend, results.backends.iter().position(|b| b.id == backend).unwrap_or(0))
}

/// As [`look`], of the backend that is the `index`-th in what is shown.
pub fn backend_look(backend: &str, index: usize) -> Look {
    let (colour, form) = match backend {
        "interp-match" => (Colour(0x80, 0x80, 0x80), Form::Circle),
        "copy-patch" => (Colour(0xd5, 0x5e, 0x00), Form::Diamond),
        "interp-tail" => (Colour(0x40, 0x40, 0x40), Form::Circle),
        "cranelift-balanced" => (Colour(0x00, 0x9e, 0x73), Form::Square),
        "cranelift-fast" => (Colour(0x56, 0xb4, 0xe9), Form::Square),
        "template-none" => (Colour(0xe6, 0x9f, 0x00), Form::Square),
        "llvm-o3" => (Colour(0xcc, 0x79, 0xa7), Form::Triangle),
        "cranelift-best" => (Colour(0x00, 0x72, 0xb2), Form::Triangle),
        "cranelift-derived-fast" => (Colour(0x56, 0xb4, 0xe9), Form::Diamond),
        "cranelift-derived-balanced" => (Colour(0x00, 0x9e, 0x73), Form::Diamond),
        "cranelift-derived-best" => (Colour(0x00, 0x72, 0xb2), Form::Diamond),
        "cranelift-jitmodule" => (Colour(0x00, 0x72, 0xb2), Form::Square),
        _ => {
            let forms = [Form::Circle, Form::Square, Form::Triangle, Form::Diamond];
            (COLOURS[index % COLOURS.len()], forms[index % forms.len()])
        }
    };
    Look { colour, form }
}

/// How far apart the lines of a legend are.
const LINE: f64 = 18.0;

/// What a legend calls a backend.
fn label(backend: &str) -> String {
    let mark = if is_peer(backend) { " (peer)" } else { "" };
    format!("{backend}{mark}")
}

/// The width of a backend's entry.
fn width(backend: &str) -> f64 {
    38.0 + text_width(&label(backend), 13.0, false)
}

/// Draws the look of each backend, in as few lines as they need; the last line is at `y`, one more
/// is above it. What follows is moved down for further ones.
pub fn draw(drawing: &mut Drawing, results: &Results, backends: &[&str], left: f64, y: f64) {
    let all: f64 = backends.iter().map(|backend| width(backend)).sum();
    // Where they don't fit beside the plot's left edge, they begin at the picture's.
    let start = left.min(drawing.width - 24.0 - all).max(24.0);
    let mut lines: Vec<Vec<(f64, &str)>> = vec![Vec::new()];
    let mut x = start;
    for backend in backends {
        if x + width(backend) > drawing.width && x > start {
            lines.push(Vec::new());
            x = start;
        }
        lines.last_mut().expect("there is one").push((x, backend));
        x += width(backend);
    }
    drawing.make_room(LINE * lines.len().saturating_sub(2) as f64);
    for (above, line) in lines.iter().rev().enumerate() {
        let y = y - LINE * above as f64;
        for (x, backend) in line {
            let Look { colour, form } = look(results, backend);
            drawing.mark((x + 6.0, y), form, colour);
            drawing.text((x + 18.0, y), &label(backend), Anchor::Start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::drawing::{Layout, Shape};
    use results::BACKENDS;

    #[test]
    fn no_two_backends_look_alike() {
        for (index, one) in BACKENDS.iter().enumerate() {
            for other in &BACKENDS[index + 1..] {
                assert_ne!(backend_look(one, 0), backend_look(other, 0), "{one} and {other}");
            }
        }
    }

    #[test]
    fn a_legend_of_all_backends_stays_within_the_picture() {
        for layout in [Layout::Wide, Layout::Narrow] {
            let mut drawing = Drawing::titled(layout, 200.0, "", "");
            draw(&mut drawing, &Results::default(), &BACKENDS, 60.0, 96.0);
            for shape in &drawing.shapes {
                if let Shape::Text { at, text, size, .. } = shape {
                    let right = at.0 + text_width(text, *size, false);
                    assert!(right <= layout.width(), "{text} at {at:?}");
                    assert!(at.1 > 60.0 || text.is_empty() || at.1 <= 50.0, "{text} at {at:?}");
                }
            }
        }
    }
}
