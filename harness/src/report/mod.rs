//! Reports of a results file: HTML, Markdown, and a table for the terminal.

mod ceiling;
mod cost;
mod html;
mod markdown;
mod probes;
mod tables;

use crate::chart;
use crate::error::Error;
use crate::files::write_atomically;
use crate::summary::Summary;
use std::path::Path;
pub use tables::terminal;

/// The name of the HTML report.
pub const HTML_FILE: &str = "report.html";
/// The name of the Markdown report.
pub const MARKDOWN_FILE: &str = "report.md";

/// Writes reports and charts into a folder.
pub fn write_all(summary: &Summary, folder: &Path) -> Result<(), Error> {
    chart::write_all(summary, folder)?;
    write_atomically(&folder.join(MARKDOWN_FILE), markdown::page(summary).as_bytes())?;
    write_atomically(&folder.join(HTML_FILE), html::page(summary)?.as_bytes())
}
