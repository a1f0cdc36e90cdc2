//! Bytes per uop by what they are for, a bar for each backend.

use super::axis::Axis;
use super::drawing::{Anchor, Colour, Drawing, FAINT_INK, INK, Layout};
use super::font::text_width;
use results::Summary;
use results::{Metric, Results};
use text::significant;

/// The chart's title.
pub const TITLE: &str = "Bytes per uop";

const TOP: f64 = 110.0;
const BAR: f64 = 30.0;
const GAP: f64 = 14.0;

/// A part of a bar: colours of different lightness that the colour-blind can tell apart.
struct Part {
    name: &'static str,
    metric: Metric,
    colour: Colour,
    /// What is written on it.
    ink: Colour,
}

const WHITE: Colour = Colour(0xff, 0xff, 0xff);
const BLACK: Colour = Colour(0x11, 0x11, 0x11);

const PARTS: [Part; 4] = [
    Part {
        name: "hot code",
        metric: Metric::HotBytes,
        colour: Colour(0xb8, 0x4a, 0x00),
        ink: WHITE,
    },
    Part {
        name: "cold code",
        metric: Metric::ColdBytes,
        colour: Colour(0x56, 0xb4, 0xe9),
        ink: BLACK,
    },
    Part { name: "exits", metric: Metric::ExitBytes, colour: Colour(0xf0, 0xe4, 0x42), ink: BLACK },
    Part { name: "data", metric: Metric::DataBytes, colour: Colour(0x8a, 0x8a, 0x8a), ink: BLACK },
];

/// In files without hot and cold bytes.
const CODE: Part = Part { name: "code", metric: Metric::CodeBytes, ..PARTS[0] };

/// Draws it.
pub fn draw(summary: &Summary, layout: Layout) -> Option<Drawing> {
    let results = summary.results;
    let sum = |backend: &str, metric| sum(results, backend, metric);
    let is_split = results.backends.iter().any(|b| sum(&b.id, Metric::HotBytes).is_some());
    let parts: Vec<&Part> = match is_split {
        true => PARTS.iter().collect(),
        false => vec![&CODE, &PARTS[3]],
    };
    let bars: Vec<(&str, Vec<f64>)> = results
        .backends
        .iter()
        .filter_map(|backend| {
            let uops = sum(&backend.id, Metric::UopsStatic).filter(|uops| *uops > 0.0)?;
            let sizes: Vec<f64> = parts
                .iter()
                .map(|part| sum(&backend.id, part.metric).unwrap_or(0.0) / uops)
                .collect();
            (sizes.iter().sum::<f64>() > 0.0).then_some((backend.id.as_str(), sizes))
        })
        .collect();
    if bars.is_empty() {
        return None;
    }
    // Names of backends are beside the bars or above them.
    let (left, right) = (layout.either(160.0, 24.0), layout.width() - layout.either(70.0, 60.0));
    let above = layout.either(0.0, 18.0);
    let row_height = BAR + GAP + above;
    let bottom = TOP + row_height * bars.len() as f64;
    let subtitle = format!(
        "All {} workloads together. Exact. An interpreter's bytes are its decoded uops. Less is \
         better.",
        results.workloads.len()
    );
    let mut drawing = Drawing::titled(layout, bottom + 60.0, TITLE, &subtitle);
    let mut x = left;
    for part in &parts {
        drawing.rectangle((x, TOP - 40.0), (x + 14.0, TOP - 26.0), part.colour);
        drawing.text((x + 20.0, TOP - 33.0), part.name, Anchor::Start);
        x += layout.either(56.0, 40.0) + text_width(part.name, 13.0, false);
    }
    let totals = bars.iter().map(|(_, sizes)| sizes.iter().sum::<f64>());
    let axis = Axis::from_zero(totals, (left, right));
    axis.draw_below(&mut drawing, TOP - 10.0, bottom);
    drawing.text((f64::midpoint(left, right), bottom + 38.0), "bytes per uop", Anchor::Middle);
    for (i, (id, sizes)) in bars.iter().enumerate() {
        let top = TOP + row_height * i as f64 + above;
        let middle = top + BAR / 2.0;
        match layout {
            Layout::Wide => drawing.text((left - 12.0, middle), id, Anchor::End),
            Layout::Narrow => drawing.text((left, top - 11.0), id, Anchor::Start),
        }
        let mut from = 0.0;
        for (part, size) in parts.iter().zip(sizes) {
            let (x0, x1) = (axis.place(from), axis.place(from + size));
            from += size;
            if *size <= 0.0 {
                continue;
            }
            drawing.rectangle((x0, top), (x1, top + BAR), part.colour);
            let label = significant(*size);
            // Where there is room for it.
            if x1 - x0 > text_width(&label, 12.0, false) + 6.0 {
                let at = (f64::midpoint(x0, x1), middle);
                drawing.styled_text(at, &label, 12.0, false, part.ink, Anchor::Middle);
            }
        }
        let at = (axis.place(from) + 8.0, middle);
        drawing.styled_text(at, &significant(from), 13.0, true, INK, Anchor::Start);
    }
    drawing.line((left, TOP - 10.0), (left, bottom), FAINT_INK, 1.0);
    Some(drawing)
}

/// A sum over all workloads, if all have it.
fn sum(results: &Results, backend: &str, metric: Metric) -> Option<f64> {
    let of = |workload: &str| Some(results.get(workload, backend, metric)?.median);
    results.workloads.iter().map(|workload| of(&workload.name)).sum()
}
