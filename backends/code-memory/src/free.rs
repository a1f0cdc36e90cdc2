//! The list of a segment's free ranges.

use std::ops::Range;

/// Free ranges in order; neighbours are joined. There are few, since most code comes and goes in
/// batches.
#[derive(Debug)]
pub(crate) struct Free {
    ranges: Vec<Range<usize>>,
}

impl Free {
    pub(crate) fn new(range: Range<usize>) -> Self {
        Free { ranges: vec![range] }
    }

    /// Takes all of the first range that has at least `len` bytes, so that code stays together.
    pub(crate) fn take(&mut self, len: usize) -> Option<Range<usize>> {
        let place = self.ranges.iter().position(|range| range.len() >= len)?;
        Some(self.ranges.remove(place))
    }

    /// Takes a range back.
    pub(crate) fn give_back(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let next = self.ranges.partition_point(|free| free.start < range.start);
        let joins_before = next > 0 && self.ranges[next - 1].end == range.start;
        let joins_next = next < self.ranges.len() && self.ranges[next].start == range.end;
        match (joins_before, joins_next) {
            (true, true) => {
                self.ranges[next - 1].end = self.ranges[next].end;
                self.ranges.remove(next);
            }
            (true, false) => self.ranges[next - 1].end = range.end,
            (false, true) => self.ranges[next].start = range.start,
            (false, false) => self.ranges.insert(next, range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_reused_and_joined() {
        let mut free = Free::new(0..100);
        assert_eq!(free.take(20), Some(0..100), "a writer gets all that is there");
        assert_eq!(free.take(1), None);
        free.give_back(20..40);
        free.give_back(60..80);
        assert_eq!(free.take(40), None, "two holes are no large one");
        free.give_back(40..60);
        assert_eq!(free.take(60), Some(20..80), "three neighbours are");
        free.give_back(0..20);
        free.give_back(80..100);
        free.give_back(50..50);
        free.give_back(20..80);
        assert_eq!(free.take(100), Some(0..100), "all is one range again");
    }
}
