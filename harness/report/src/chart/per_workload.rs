//! Charts with a row for each workload and a mark for each backend.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, FAINT_INK, GRID, INK, Layout};
use super::legend::{self, Look, look};
use results::Metric;
use results::{BASELINE, BackendSummary, Summary};
use stats::Estimate;

/// Title of [`run_time`].
pub const RUN_TITLE: &str = "Run time";
/// Title of [`compile_time`].
pub const COMPILE_TITLE: &str = "Compile time per uop";
/// Title of [`code_size`].
pub const CODE_TITLE: &str = "Machine code per uop";

/// Title of [`break_even`].
pub const BREAK_EVEN_TITLE: &str = "Runs until compiling pays off";

const MARGIN: f64 = 24.0;
const TOP: f64 = 120.0;
const LANE: f64 = 10.0;

/// What one of these charts shows.
struct Series<'a> {
    title: &'a str,
    subtitle: &'a str,
    unit: &'a str,
    log: bool,
    /// A number worth a line of its own.
    reference: Option<f64>,
    /// A workload's number on a backend.
    value: &'a dyn Fn(&str, &str) -> Option<Estimate>,
    /// A backend's mean.
    mean: &'a dyn Fn(&BackendSummary) -> Option<Estimate>,
}

/// Run time relative to the baseline.
pub fn run_time(summary: &Summary, layout: Layout) -> Option<Drawing> {
    let series = Series {
        title: RUN_TITLE,
        subtitle: "Relative to interp-match, 95 % intervals. Less is better.",
        unit: "run time / run time of interp-match",
        log: false,
        reference: Some(1.0),
        value: &|workload, backend| summary.run_ratio(workload, backend),
        mean: &|backend| backend.run_ratio,
    };
    series.draw(summary, layout)
}

/// Compile time per uop.
pub fn compile_time(summary: &Summary, layout: Layout) -> Option<Drawing> {
    let series = Series {
        title: COMPILE_TITLE,
        subtitle: "Compilation of all traces, without publishing, 95 % intervals. Less is better.",
        unit: "ns per uop (log scale)",
        log: true,
        reference: None,
        value: &|workload, backend| summary.per_uop(workload, backend, Metric::CompileNs),
        mean: &|backend| backend.compile_per_uop,
    };
    series.draw(summary, layout)
}

/// Code bytes per uop.
pub fn code_size(summary: &Summary, layout: Layout) -> Option<Drawing> {
    let series = Series {
        title: CODE_TITLE,
        subtitle: "Hot and cold code, without data and padding. Exact. Less is better.",
        unit: "bytes per uop",
        log: false,
        reference: None,
        value: &|workload, backend| summary.per_uop(workload, backend, Metric::CodeBytes),
        mean: &|backend| backend.code_per_uop,
    };
    series.draw(summary, layout)
}

/// Runs until a backend has cost less than the baseline.
pub fn break_even(summary: &Summary, layout: Layout) -> Option<Drawing> {
    let series = Series {
        title: BREAK_EVEN_TITLE,
        subtitle: "Compared with interp-match, compiling included; 95 % intervals. Left end: \
             always; right end: never.",
        unit: "runs of the workload (log scale)",
        log: true,
        reference: Some(1.0),
        value: &|workload, backend| {
            let has_both = backend != BASELINE;
            has_both.then(|| summary.break_even(workload, BASELINE, backend)).flatten()
        },
        mean: &|_| None,
    };
    series.draw(summary, layout)
}

impl Series<'_> {
    fn draw(&self, summary: &Summary, layout: Layout) -> Option<Drawing> {
        let results = summary.results;
        let has_number = |s: &&BackendSummary| {
            let mut workloads = results.workloads.iter();
            (self.mean)(s).is_some() || workloads.any(|w| (self.value)(&w.name, &s.id).is_some())
        };
        let shown: Vec<&BackendSummary> = summary.backends.iter().filter(has_number).collect();
        if shown.is_empty() {
            return None;
        }
        let mut rows: Vec<(&str, Vec<Option<Estimate>>)> = results
            .workloads
            .iter()
            .map(|workload| {
                let value = |s: &&BackendSummary| (self.value)(&workload.name, &s.id);
                (workload.name.as_str(), shown.iter().map(value).collect())
            })
            .collect();
        let means = "geometric mean";
        let of_all: Vec<Option<Estimate>> = shown.iter().map(|s| (self.mean)(s)).collect();
        if of_all.iter().any(Option::is_some) {
            rows.push((means, of_all));
        }

        // Names of workloads are beside the marks or above them.
        let (left, right) =
            (layout.either(160.0, MARGIN), layout.width() - layout.either(40.0, MARGIN));
        let above = layout.either(6.0, 24.0);
        let row_height = above + LANE * shown.len() as f64 + 6.0;
        let bottom = TOP + row_height * rows.len() as f64;
        let mut drawing = Drawing::titled(layout, bottom + 60.0, self.title, self.subtitle);
        let ids: Vec<&str> = shown.iter().map(|s| s.id.as_str()).collect();
        legend::draw(&mut drawing, results, &ids, left, TOP - 24.0);

        let values = rows.iter().flat_map(|(_, values)| values).flatten();
        let places = (left, right);
        let axis = match self.log {
            true => Axis::log(values.flat_map(|e| [e.lo, e.hi]), places),
            false => Axis::from_zero(values.map(|e| e.hi), places),
        };
        axis.draw_below(&mut drawing, TOP, bottom);
        drawing.text((f64::midpoint(left, right), bottom + 38.0), self.unit, Anchor::Middle);
        if let Some(reference) = self.reference {
            let x = axis.place(reference);
            drawing.line((x, TOP), (x, bottom), FAINT_INK, 1.5);
        }
        for (row, (name, values)) in rows.iter().enumerate() {
            let top = TOP + row_height * row as f64;
            let bold = *name == means;
            drawing.line((MARGIN, top), (right, top), if bold { INK } else { GRID }, 1.0);
            let (at, anchor) = match layout {
                Layout::Wide => ((left - 12.0, top + row_height / 2.0), Anchor::End),
                Layout::Narrow => ((left, top + 14.0), Anchor::Start),
            };
            drawing.styled_text(at, name, 13.0, bold, INK, anchor);
            for (lane, (id, value)) in ids.iter().zip(values).enumerate() {
                let Some(value) = value else { continue };
                let Look { colour, form } = look(results, id);
                let y = top + above + LANE * (lane as f64 + 0.5);
                drawing.line((axis.place(value.lo), y), (axis.place(value.hi), y), colour, 3.0);
                drawing.mark((axis.place(value.value), y), form, colour);
            }
        }
        drawing.line((MARGIN, bottom), (right, bottom), INK, 1.0);
        Some(drawing)
    }
}
