//! The font that charts are set in.

use plotters::prelude::*;
use std::sync::Once;

/// Its name for plotters. A page replaces it by a font of its own of about the same width.
pub(super) const FONT: &str = "sans-serif";

/// plotters divides font sizes by this number.
const SCALE: f64 = 1.24;

/// The bundled font in a size.
pub(super) fn font(size: f64, bold: bool) -> FontDesc<'static> {
    register();
    let weight = if bold { FontStyle::Bold } else { FontStyle::Normal };
    FontDesc::new(FontFamily::Name(FONT), size * SCALE, weight)
}

/// How wide a line of text is.
pub fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    // plotters counts whole pixels.
    const FINER: f64 = 8.0;
    match font(size * FINER, bold).layout_box(text) {
        Ok(((left, _), (right, _))) => f64::from(right - left) / FINER,
        // About what most letters have.
        Err(_) => text.chars().count() as f64 * size * 0.6,
    }
}

/// A text in lines that are at most so wide, if its words are.
pub fn wrapped(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line} {word}"), size, false) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn register() {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        let fonts: [(FontStyle, &'static [u8]); 2] = [
            (FontStyle::Normal, include_bytes!("../../assets/DejaVuSans-subset.ttf")),
            (FontStyle::Bold, include_bytes!("../../assets/DejaVuSans-Bold-subset.ttf")),
        ];
        for (style, bytes) in fonts {
            // It fails on invalid fonts only, and then every text would report it.
            _ = plotters::style::register_font(FONT, style, bytes);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_letters_and_sizes_make_wider_texts() {
        assert!(text_width("iiii", 12.0, false) < text_width("mmmm", 12.0, false));
        let small = text_width("cranelift", 10.0, false);
        let large = text_width("cranelift", 20.0, false);
        assert!((large / small - 2.0).abs() < 0.05, "{small} and {large}");
    }

    #[test]
    fn lines_are_as_full_as_they_may_be() {
        let text = "one two three four five six seven";
        let lines = wrapped(text, 13.0, 120.0);
        assert!(lines.len() > 1);
        assert_eq!(lines.join(" "), text);
        for pair in lines.windows(2) {
            let next = pair[1].split(' ').next().expect("a word");
            assert!(text_width(&pair[0], 13.0, false) <= 120.0);
            assert!(text_width(&format!("{} {next}", pair[0]), 13.0, false) > 120.0);
        }
    }
}
