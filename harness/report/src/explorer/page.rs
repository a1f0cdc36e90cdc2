//! Uops beside the machine code that each backend makes of them, as one HTML file.

use crate::Error;
use crate::chart::look;
use results::explored::{Column, Explored};
use results::{BackendRecord, Results};
use serde::Serialize;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the page's script reads.
#[derive(Serialize)]
struct Data<'a> {
    #[serde(flatten)]
    explored: &'a Explored,
    /// The mark of each column's backend, as SVG.
    marks: Vec<String>,
}

/// The whole page.
///
/// # Errors
/// If the data can't be written as JSON.
pub fn page(explored: &Explored) -> Result<String, Error> {
    let marks = explored.columns.iter().map(|column| backend_mark(column, explored));
    let data = files::to_json(&Data { explored, marks: marks.collect() })?;
    // Nothing in it may end the element.
    let data = data.replace('<', "\\u003c");
    let name: String = explored.workload.chars().filter(|c| !"<>&\"".contains(*c)).collect();
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{name}: uops and machine code</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <noscript><p>This page shows its data with a script. `uopbench disasm {name}` prints the \
         same as text.</p></noscript>\n\
         <script type=\"application/json\" id=\"data\">{data}</script>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    ))
}

/// A backend's mark, as SVG.
fn backend_mark(column: &Column, explored: &Explored) -> String {
    let backends = explored.columns.iter().map(|column| BackendRecord {
        id: column.id.into(),
        description: column.description.into(),
    });
    look(&Results { backends: backends.collect(), ..Results::default() }, column.id).svg()
}
