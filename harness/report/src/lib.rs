//! Reports of results: charts, sections, pages. Nothing here measures.
//!
//! A report is a list of sections, one file each in `section/`, from which HTML and Markdown are made;
//! [`chart`] draws, [`explorer`] shows uops beside machine code.
#![forbid(unsafe_code)]

pub mod chart;
mod document;
mod error;
pub mod explorer;
mod html;
mod markdown;
mod others;
mod pairs;
mod report;
mod section;
mod subject;
mod verdicts;

pub use error::Error;
pub use others::Others;
pub use report::{HTML_FILE, MARKDOWN_FILE, named_tests, shapes_told, terminal, write_all};
