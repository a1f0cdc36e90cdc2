//! Charts of a results file.
//!
//! A chart is laid out as a [`Drawing`] of plain shapes, which is then written as SVG and painted as PNG,
//! so that both show the same. All text is set in the bundled font where there are no system fonts
//! to rely on.

pub mod ablation;
mod axis;
mod code_size;
pub mod comparison;
mod drawing;
mod font;
mod headline;
mod legend;
mod paint;
mod per_workload;
mod phases;
pub mod scaling;
mod shapes;
mod stencils;
mod svg;
pub mod total_cost;

use crate::{Error, Others};
pub use drawing::{Drawing, Layout};
use files::write_atomically;
pub use legend::{Look, look};
pub use paint::png;
use results::Summary;
use std::path::Path;
pub use svg::svg;

/// A chart that a report shows.
#[derive(Clone, Copy, Debug)]
pub struct Chart {
    /// Its file name, without extension.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, in words: for those who can't see it.
    pub description: &'static str,
    draw: fn(&Summary, Others, Layout) -> Option<Drawing>,
}

/// The costs and benefits of each backend.
pub const HEADLINE: Chart = Chart {
    name: "headline",
    title: headline::TITLE,
    description: "Each backend is a circle. The horizontal axis is compile time per uop, \
         logarithmic. The vertical axis is run time relative to the interpreter; lower is better. \
         The area is bytes of machine code per uop.",
    draw: |summary, _, layout| headline::draw(summary, layout),
};

/// Run time by workload.
pub const RUN_TIME: Chart = Chart {
    name: "run-time",
    title: per_workload::RUN_TITLE,
    description: "For each workload and backend, run time as a multiple of the interpreter's; less is \
                  better.",
    draw: |summary, _, layout| per_workload::run_time(summary, layout),
};

/// Compile time by workload.
pub const COMPILE_TIME: Chart = Chart {
    name: "compile-time",
    title: per_workload::COMPILE_TITLE,
    description: "For each workload and backend, nanoseconds to compile a uop, on a logarithmic scale; \
                  less is better.",
    draw: |summary, _, layout| per_workload::compile_time(summary, layout),
};

/// Phases of compiling.
pub const PHASES: Chart = Chart {
    name: "phases",
    title: phases::TITLE,
    description: "For each backend that compiles, a bar whose parts are the shares of the phases, \
         with the whole time per uop. The table has the parts that are too narrow for a name.",
    draw: |summary, _, layout| phases::draw(summary, layout),
};

/// Compile time by length of a program.
pub const SCALING: Chart = Chart {
    name: "scaling",
    title: scaling::TITLE,
    description: "For each backend, a line through the compile times of generated programs of 10 \
         to 100,000 uops, on logarithmic scales, with its slope.",
    draw: |summary, _, layout| scaling::of_results(summary, layout),
};

/// Bytes by what they are for.
pub const CODE_SIZE: Chart = Chart {
    name: "code-size",
    title: code_size::TITLE,
    description: "For each backend, bytes per uop over all workloads, as a bar of four parts: hot \
         code, cold code, exits and data; less is better.",
    draw: |summary, _, layout| code_size::draw(summary, layout),
};

/// Bytes by workload.
pub const CODE_PER_WORKLOAD: Chart = Chart {
    name: "code-per-workload",
    title: per_workload::CODE_TITLE,
    description: "For each workload and backend, bytes of machine code per uop; less is better.",
    draw: |summary, _, layout| per_workload::code_size(summary, layout),
};

/// Cost of compiling and running together.
pub const TOTAL_COST: Chart = Chart {
    name: "total-cost",
    title: total_cost::TITLE,
    description: "For each backend, the time to compile all workloads once and run each of them a \
         number of times, relative to the first backend, on logarithmic scales. The thick line is \
         the least time. Marks show where the backend with the least time changes.",
    draw: |summary, _, layout| total_cost::draw(summary, layout),
};

/// Break-even by workload.
pub const BREAK_EVEN: Chart = Chart {
    name: "break-even",
    title: per_workload::BREAK_EVEN_TITLE,
    description: "For each workload and backend, the number of runs after which the backend has \
         taken less time than the interpreter, compiling included, on a logarithmic scale; less \
         is better. The left end means always, the right end never.",
    draw: |summary, _, layout| per_workload::break_even(summary, layout),
};

/// Sizes of stencils.
pub const STENCILS: Chart = Chart {
    name: "stencils",
    title: stencils::TITLE,
    description: "The number of stencils of the copy-and-patch backend by their size in bytes.",
    draw: |summary, _, layout| stencils::draw(summary, layout),
};

/// Regions beside traces.
pub const SHAPES: Chart = Chart {
    name: "shapes",
    title: shapes::TITLE,
    description: "For each backend, what the same programs cost as regions, as a multiple of what they cost as \
                  traces, with 95 % intervals; less is in favour of regions.",
    draw: shapes::draw,
};

/// Every chart, the headline first.
pub const CHARTS: [Chart; 11] = [
    HEADLINE,
    TOTAL_COST,
    BREAK_EVEN,
    RUN_TIME,
    COMPILE_TIME,
    PHASES,
    SCALING,
    CODE_SIZE,
    CODE_PER_WORKLOAD,
    STENCILS,
    SHAPES,
];

impl Chart {
    /// Lays the chart out; `None` where the results lack what it shows.
    pub fn drawing(&self, summary: &Summary, others: Others, layout: Layout) -> Option<Drawing> {
        (self.draw)(summary, others, layout)
    }

    /// The file name of the SVG.
    pub fn svg_name(&self) -> String {
        format!("{}.svg", self.name)
    }

    /// The file name of the PNG.
    pub fn png_name(&self) -> String {
        format!("{}.png", self.name)
    }
}

/// Writes every chart that the results have the numbers for, as SVG and PNG.
pub fn write_all(summary: &Summary, others: Others, folder: &Path) -> Result<(), Error> {
    for chart in CHARTS {
        let Some(drawing) = chart.drawing(summary, others, Layout::Wide) else { continue };
        let failed = |file: String| move |reason| Error::Chart { chart: file, reason };
        write_atomically(&folder.join(chart.svg_name()), svg(&drawing).as_bytes())?;
        let image = png(&drawing).map_err(failed(chart.png_name()))?;
        write_atomically(&folder.join(chart.png_name()), &image)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
