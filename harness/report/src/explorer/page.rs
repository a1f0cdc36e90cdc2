//! Uops beside the machine code that each backend makes of them, as one HTML file.

use crate::Error;
use crate::chart::look;
use maud::{DOCTYPE, PreEscaped, html};
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
    let name = &explored.workload;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (name) ": uops and machine code" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                noscript {
                    p {
                        "This page shows its data with a script. `uopbench disasm " (name)
                        "` prints the same as text."
                    }
                }
                script type="application/json" id="data" { (PreEscaped(data)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    Ok(page.into_string() + "\n")
}

/// A backend's mark, as SVG.
fn backend_mark(column: &Column, explored: &Explored) -> String {
    let backends = explored.columns.iter().map(|column| BackendRecord {
        id: column.id.into(),
        description: column.description.into(),
    });
    look(&Results { backends: backends.collect(), ..Results::default() }, column.id).svg()
}
