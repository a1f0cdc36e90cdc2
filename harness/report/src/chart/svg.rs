//! Writes a [`Drawing`] as SVG, in whole pixels.

use super::drawing::{Anchor, Colour, Drawing, Shape};
use maud::html;
use std::fmt::Write;

/// How far below the middle of a line of text its letters stand, as a part of its size.
const BASELINE: f64 = 0.27;
/// The size of texts that name none.
const TEXT_SIZE: f64 = 13.0;

/// The drawing as SVG text, without background.
pub fn svg(drawing: &Drawing) -> String {
    let (width, height) = (drawing.width.round(), drawing.height.round());
    let mut text = format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         xmlns=\"http://www.w3.org/2000/svg\" fill=\"none\" font-family=\"sans-serif\" \
         font-size=\"{TEXT_SIZE}\">\n"
    );
    for shape in &drawing.shapes {
        text += &element(shape);
        text.push('\n');
    }
    text + "</svg>\n"
}

fn element(shape: &Shape) -> String {
    match shape {
        Shape::Line { from, to, colour, width } => {
            format!("<path {} d=\"{}\"/>", stroke(*colour, *width), route(&[*from, *to]))
        }
        Shape::Path { places, colour, width } => {
            format!("<path {} d=\"{}\"/>", stroke(*colour, *width), route(places))
        }
        Shape::Polygon { corners, colour } => {
            format!("<path fill=\"{}\" d=\"{}z\"/>", hex(*colour), route(corners))
        }
        Shape::Disc { centre, radius, colour, opacity } => {
            let opacity =
                if *opacity < 1.0 { format!(" opacity=\"{opacity}\"") } else { String::new() };
            format!("<circle {} fill=\"{}\"{opacity}/>", circle(*centre, *radius), hex(*colour))
        }
        Shape::Ring { centre, radius, colour } => {
            format!("<circle {} {}/>", circle(*centre, *radius), stroke(*colour, 1.5))
        }
        Shape::Text { at, text, size, bold, colour, anchor } => {
            let y = ((at.1 + BASELINE * size) * 10.0).round() / 10.0;
            let size = (*size != TEXT_SIZE).then_some(size);
            let anchor = match anchor {
                Anchor::Start => None,
                Anchor::Middle => Some("middle"),
                Anchor::End => Some("end"),
            };
            let element = html! {
                text x=(at.0.round()) y=(y) font-size=[size]
                    font-weight=[bold.then_some("bold")] text-anchor=[anchor] fill=(hex(*colour)) {
                    (text)
                }
            };
            element.into_string()
        }
    }
}

fn hex(Colour(r, g, b): Colour) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

fn stroke(colour: Colour, width: f64) -> String {
    match width == 1.0 {
        true => format!("stroke=\"{}\"", hex(colour)),
        false => format!("stroke=\"{}\" stroke-width=\"{width}\"", hex(colour)),
    }
}

fn circle((x, y): (f64, f64), radius: f64) -> String {
    let radius = (radius * 10.0).round() / 10.0;
    format!("cx=\"{}\" cy=\"{}\" r=\"{radius}\"", x.round(), y.round())
}

/// From place to place, as the attribute `d` of a path.
fn route(places: &[(f64, f64)]) -> String {
    let mut text = String::new();
    let mut last = None;
    for (x, y) in places.iter().map(|(x, y)| (x.round(), y.round())) {
        let written = match last {
            None => write!(text, "M{x} {y}"),
            Some(last) if last == (x, y) => Ok(()),
            Some((_, level)) if level == y => write!(text, "H{x}"),
            Some((column, _)) if column == x => write!(text, "V{y}"),
            Some(_) => write!(text, "L{x} {y}"),
        };
        // Writing to a string does not fail.
        _ = written;
        last = Some((x, y));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_short() {
        assert_eq!(
            route(&[(1.2, 2.0), (9.0, 2.4), (9.1, 7.0), (9.3, 7.1), (0.0, 0.0)]),
            "M1 2H9V7L0 0"
        );
    }

    #[test]
    fn texts_are_escaped() {
        let mut drawing = Drawing::titled(super::super::Layout::Wide, 80.0, "a <b> & c", "");
        drawing.text((1.0, 2.0), "plain", Anchor::End);
        let text = svg(&drawing);
        assert!(text.contains("a &lt;b&gt; &amp; c</text>"), "{text}");
        assert!(text.contains("text-anchor=\"end\" fill=\"#222222\">plain</text>"), "{text}");
    }
}
