//! Comments and blank lines of a `.uop` file.

use std::collections::BTreeMap;

/// The lines of a file that mean nothing to the program: comments and blank lines.
///
/// Items (a constant, a uop, …) have a line each and are counted in the order of the file.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Trivia {
    /// What stands around each item that has any.
    pub notes: BTreeMap<usize, Notes>,
    /// The lines after the last item.
    pub end: Vec<TriviaLine>,
}

/// Comments and blank lines around one item.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Notes {
    /// The lines before it.
    pub before: Vec<TriviaLine>,
    /// The comment on its line, without the `#`.
    pub trailing: Option<String>,
}

/// A line without an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TriviaLine {
    /// An empty line.
    Blank,
    /// A comment, without the `#`.
    Comment(String),
}
