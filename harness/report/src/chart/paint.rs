//! Paints a [`Drawing`] as PNG with plotters.

use super::drawing::{Anchor, Colour, Drawing, PAPER, Shape};
use super::font::font;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Pixels of a PNG to a logical pixel.
const PNG_SCALE: f64 = 2.0;

/// The drawing as a PNG file's bytes, on white.
pub fn png(drawing: &Drawing) -> Result<Vec<u8>, String> {
    let [width, height] = [drawing.width, drawing.height].map(|side| (side * PNG_SCALE) as u32);
    let mut pixels = vec![0; width as usize * height as usize * 3];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        area.fill(&rgb(PAPER)).map_err(|error| error.to_string())?;
        paint(&area, drawing, PNG_SCALE).map_err(|error| error.to_string())?;
        area.present().map_err(|error| error.to_string())?;
    }
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, width, height);
    encoder.set_color(::png::ColorType::Rgb);
    encoder.set_depth(::png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(&pixels).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(file)
}

fn rgb(Colour(r, g, b): Colour) -> RGBColor {
    RGBColor(r, g, b)
}

fn paint<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    drawing: &Drawing,
    scale: f64,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let at = |(x, y): (f64, f64)| ((x * scale).round() as i32, (y * scale).round() as i32);
    let length = |l: f64| (l * scale).round().max(1.0) as u32;
    for shape in &drawing.shapes {
        match shape {
            Shape::Line { from, to, colour, width } => {
                let style = rgb(*colour).stroke_width(length(*width));
                area.draw(&PathElement::new([at(*from), at(*to)], style))?;
            }
            Shape::Path { places, colour, width } => {
                let style = rgb(*colour).stroke_width(length(*width));
                area.draw(&PathElement::new(
                    places.iter().map(|p| at(*p)).collect::<Vec<_>>(),
                    style,
                ))?;
            }
            Shape::Polygon { corners, colour } => {
                let corners: Vec<_> = corners.iter().map(|corner| at(*corner)).collect();
                area.draw(&Polygon::new(corners, rgb(*colour).filled()))?;
            }
            Shape::Disc { centre, radius, colour, opacity } => {
                let style = rgb(*colour).mix(*opacity).filled();
                area.draw(&Circle::new(at(*centre), length(*radius), style))?;
            }
            Shape::Ring { centre, radius, colour } => {
                let style = rgb(*colour).stroke_width(length(1.5));
                area.draw(&Circle::new(at(*centre), length(*radius), style))?;
            }
            Shape::Text { at: place, text, size, bold, colour, anchor } => {
                let across = match anchor {
                    Anchor::Start => HPos::Left,
                    Anchor::Middle => HPos::Center,
                    Anchor::End => HPos::Right,
                };
                let colour = rgb(*colour);
                let style = font(size * scale, *bold)
                    .into_text_style(area)
                    .color(&colour)
                    .pos(Pos::new(across, VPos::Center));
                area.draw(&Text::new(text.as_str(), at(*place), style))?;
            }
        }
    }
    Ok(())
}
