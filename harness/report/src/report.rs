//! Writes reports: HTML, Markdown, and a table for the terminal.

use crate::document::Table;
use crate::others::Others;
use crate::subject::Report;
use crate::verdicts::Verdicts;
use crate::{Error, chart, html, markdown, section};
use evaluate::TestName;
use files::write_atomically;
use results::{BASELINE, Summary};
use std::path::Path;
use text::{nanoseconds, significant};

/// The name of the HTML report.
pub const HTML_FILE: &str = "report.html";
/// The name of the Markdown report.
pub const MARKDOWN_FILE: &str = "report.md";

const TITLE: &str = "uopbench report";

/// Writes reports and charts into a folder.
pub fn write_all(summary: &Summary, others: Others, folder: &Path) -> Result<(), Error> {
    chart::write_all(summary, others, folder)?;
    let verdicts = Verdicts::new(summary);
    let sections = section::all(&Report { summary, others, verdicts });
    let markdown = markdown::page((summary, others), TITLE, &sections);
    write_atomically(&folder.join(MARKDOWN_FILE), markdown.as_bytes())?;
    let html = html::page((summary, others), TITLE, &sections);
    Ok(write_atomically(&folder.join(HTML_FILE), html.as_bytes())?)
}

/// The tests that reports name.
pub fn named_tests() -> Vec<TestName> {
    section::tests()
}

/// What regions cost compared with traces, in a sentence for a terminal, if `others` are of the other shape.
pub fn shapes_told(summary: &Summary, others: &[Summary]) -> Option<String> {
    section::shapes_told(summary.results, others)
}

/// The summary for a terminal.
pub fn terminal(summary: &Summary) -> String {
    let Table { header, rows, .. } = section::summary_table(summary);
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|row| row.into_iter().map(|cell| cell.text).collect()).collect();
    let n = summary.results.workloads.len();
    let mut out = format!("Geometric means over {n} workloads:\n\n");
    out += &text::table(&header, &rows, &[]);
    for finding in findings(summary) {
        out += &format!("\n{finding}");
    }
    out + "\n"
}

/// The headline in a sentence or two, from the numbers.
fn findings(summary: &Summary) -> Vec<String> {
    let mut findings: Vec<String> = summary
        .backends
        .iter()
        .filter(|s| s.id != BASELINE)
        .filter_map(|s| {
            let (speed, compile) = (s.speedup()?, s.compile_per_uop?);
            let direction = if speed.value >= 1.0 { "as fast as" } else { "the speed of" };
            Some(format!(
                "{} runs {}× {direction} {BASELINE} and takes {} to compile a uop.",
                s.id,
                significant(speed.value),
                nanoseconds(compile.value)
            ))
        })
        .collect();
    if let Some(floor) = summary.noise_floor() {
        findings.push(format!(
            "The largest noise floor of a workload was {} %.",
            significant(floor * 100.0)
        ));
    }
    findings
}
