//! Which places of a segment are free.

use std::collections::BTreeMap;

/// Free ranges by where they start; neighbours are joined.
#[derive(Debug)]
pub(crate) struct Free {
    ranges: BTreeMap<usize, usize>,
}

impl Free {
    pub(crate) fn new(len: usize) -> Self {
        Free { ranges: BTreeMap::from([(0, len)]) }
    }

    /// Takes `len` bytes at the first place that has them, so that code stays together.
    pub(crate) fn take(&mut self, len: usize) -> Option<usize> {
        let (&start, &free) = self.ranges.iter().find(|(_, free)| **free >= len)?;
        self.ranges.remove(&start);
        if free > len {
            self.ranges.insert(start + len, free - len);
        }
        Some(start)
    }

    /// Takes a range back.
    pub(crate) fn give_back(&mut self, mut start: usize, mut len: usize) {
        if let Some(next) = self.ranges.remove(&(start + len)) {
            len += next;
        }
        if let Some((&before, &free)) = self.ranges.range(..start).next_back()
            && before + free == start
        {
            self.ranges.remove(&before);
            start = before;
            len += free;
        }
        self.ranges.insert(start, len);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_reused_and_joined() {
        let mut free = Free::new(100);
        let places: Vec<_> = (0..5).map(|_| free.take(20)).collect();
        assert_eq!(places, [0, 20, 40, 60, 80].map(Some));
        assert_eq!(free.take(1), None);
        free.give_back(20, 20);
        free.give_back(60, 20);
        assert_eq!(free.take(40), None, "two holes are no large one");
        free.give_back(40, 20);
        assert_eq!(free.take(60), Some(20), "three neighbours are");
        free.give_back(0, 20);
        free.give_back(80, 20);
        free.give_back(20, 60);
        assert_eq!(free.ranges, BTreeMap::from([(0, 100)]));
    }
}
