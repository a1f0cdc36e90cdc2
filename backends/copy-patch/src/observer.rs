//! Observers of the pass: what they learn while it runs.
//!
//! The pass is one loop for all purposes. All that the pass does besides writing code is done by an
//! observer, and an observer that does nothing costs nothing. So the code that is inspected comes
//! from the loop that is timed.

use backend_api::{CompileOptions, Role};
use std::ops::Range;

/// What a piece of code is for, by its addresses.
pub type CodeMap = Vec<(Range<usize>, Role)>;

/// An observer of a pass.
pub trait Observer {
    /// Whether the code is to count uops and exits.
    fn counts(&self) -> bool;

    /// Learns what a piece of code, which may be empty, is for.
    fn piece(&mut self, range: Range<usize>, role: Role);

    /// What was learnt, in the order of addresses.
    fn map(self) -> CodeMap;
}

/// The observer that does nothing.
#[derive(Debug)]
pub struct Unobserved;

impl Observer for Unobserved {
    #[inline(always)]
    fn counts(&self) -> bool {
        false
    }

    #[inline(always)]
    fn piece(&mut self, _: Range<usize>, _: Role) {}

    fn map(self) -> CodeMap {
        CodeMap::new()
    }
}

/// The observer that makes a map of the code, or has the code count what it executes.
#[derive(Debug)]
pub struct Observed {
    counts: bool,
    map: Option<CodeMap>,
}

impl Observed {
    /// The observer that these options ask for.
    pub fn new(options: CompileOptions) -> Self {
        Observed { counts: options.count, map: options.map.then(CodeMap::new) }
    }
}

impl Observer for Observed {
    fn counts(&self) -> bool {
        self.counts
    }

    fn piece(&mut self, range: Range<usize>, role: Role) {
        if let Some(map) = self.map.as_mut().filter(|_| !range.is_empty()) {
            map.push((range, role));
        }
    }

    fn map(self) -> CodeMap {
        let mut map = self.map.unwrap_or_default();
        map.sort_unstable_by_key(|(range, _)| range.start);
        map
    }
}
