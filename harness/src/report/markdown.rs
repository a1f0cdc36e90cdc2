//! The report as Markdown, for a pull request.

use super::tables::{self, METHOD, Table};
use super::{ceiling, cost, probes};
use crate::chart::CHARTS;
use crate::summary::{BASELINE, Summary};

/// The whole page. Charts are links to the files beside it.
pub(super) fn page(summary: &Summary) -> String {
    let results = summary.results;
    let mut out = String::from("# uopbench report\n\n");
    for finding in tables::findings(summary) {
        out += &format!("- {finding}\n");
    }
    let mut charts = CHARTS.iter().filter(|chart| chart.drawing(summary).is_some());
    let image = |chart: &crate::chart::Chart| {
        format!("\n![{}: {}]({})\n", chart.title, chart.description, chart.svg_name())
    };
    if let Some(headline) = charts.next() {
        out += &image(headline);
    }
    out += &format!(
        "\n## Summary\n\nGeometric means over {} workloads, with 95 % intervals. Speed is relative \
         to {}.\n\n",
        results.workloads.len(),
        BASELINE
    );
    out += &table(&tables::summary_table(summary));
    for chart in charts {
        out += &image(chart);
    }
    if let Some([all, each]) = ceiling::tables(summary) {
        out += &format!("\n## The ceiling\n\n{}\n\n", ceiling::EXPLANATION);
        out += &(table(&all) + "\n" + &table(&each));
    }
    out += &format!(
        "\n## Break-even\n\nRuns from which on each backend has cost less than {BASELINE}, compiling included.\n\n"
    );
    out += &table(&tables::break_even_table(summary));
    if !results.memory.is_empty() {
        out += "\n## Memory\n\nBytes that the code of all workloads takes, in a process for each backend.\n\n";
        out += &table(&tables::memory_table(results));
    }
    if let Some(costs) = probes::table(results) {
        out += &format!("\n## Crossings, exits, caches\n\n{}\n\n", probes::EXPLANATION);
        out += &table(&costs);
    }
    if let Some(costs) = &results.cost {
        out += &format!("\n## Cost of keeping a backend\n\n{}\n\n", cost::explanation(costs));
        out += &table(&cost::table(costs));
    }
    out += "\n## Workloads\n\n";
    out += &table(&tables::workload_table(summary));
    out += "\nTimes are medians, sizes are in bytes, uops are those that one run executes.\n\n";
    out += &table(&tables::program_table(results));
    out += "\n## Method\n\n";
    for sentence in METHOD {
        out += &format!("- {sentence}\n");
    }
    out += "\n## Machine and build\n\n";
    out + &table(&tables::environment_table(results))
}

fn table(Table { header, rows }: &Table) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = format!("|{}\n", "---|".repeat(header.len()));
    line(header) + &rule + &rows.iter().map(|row| line(row)).collect::<String>()
}
