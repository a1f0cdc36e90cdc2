//! CPython's `list.sort`: a merge sort that finds runs which are in order already.
//!
//! Which items are compared, and so the outcome where `<` is no total order, is CPython 3.13's. The
//! algorithm is the one that its `Objects/listsort.txt` describes: runs of at least `minrun` items are
//! merged in powersort's order, with galloping where one run wins again and again.

use super::error::Result;
use std::ops::Range;

/// How often in a row one run has to win before a merge gallops.
const MIN_GALLOP: usize = 7;

/// A run that waits to be merged, and how deep powersort has it in its tree.
struct Run {
    items: Range<usize>,
    power: u32,
}

struct Sort<'a, T, L> {
    items: &'a mut [T],
    less: L,
    runs: Vec<Run>,
    min_gallop: usize,
}

/// Sorts by `less`, and keeps the order of items that are equal. An exception of `less` leaves all
/// items there, in some order.
pub(super) fn sort<T: Copy>(items: &mut [T], less: impl FnMut(T, T) -> Result<bool>) -> Result<()> {
    let len = items.len();
    let shortest = shortest_run(len);
    let mut sort = Sort { items, less, runs: Vec::new(), min_gallop: MIN_GALLOP };
    let mut start = 0;
    while start < len {
        let mut end = sort.run_from(start)?;
        let least = len.min(start + shortest);
        if end < least {
            sort.insert(start, end, least)?;
            end = least;
        }
        sort.push(start..end)?;
        start = end;
    }
    sort.collapse()
}

/// The least length of a run: so that the number of runs is a power of two, or a little less.
fn shortest_run(mut len: usize) -> usize {
    let mut rest = 0;
    while len >= 64 {
        rest |= len & 1;
        len >>= 1;
    }
    len + rest
}

/// The depth in powersort's tree of the boundary between two runs that lie next to each other in a list
/// of `len` items: how many bits the relative places of their middles have in common, and one more.
fn power(left: &Range<usize>, right: &Range<usize>, len: usize) -> u32 {
    let mut first = left.start + left.end;
    let mut second = right.start + right.end;
    let mut power = 0;
    loop {
        power += 1;
        if first >= len {
            first -= len;
            second -= len;
        } else if second >= len {
            return power;
        }
        first *= 2;
        second *= 2;
    }
}

/// How many of `len` items come before a place: those for which `is_before` returns true. It is called with items at
/// growing distances from the first one, or from the last, and then for those between the last two.
fn gallop(
    len: usize,
    from_end: bool,
    mut is_before: impl FnMut(usize) -> Result<bool>,
) -> Result<usize> {
    let place = |distance: usize| if from_end { len - 1 - distance } else { distance };
    if is_before(place(0))? == from_end {
        return Ok(if from_end { len } else { 0 });
    }
    let (mut near, mut far) = (0, 1);
    while far < len && is_before(place(far))? != from_end {
        near = far;
        far = 2 * far + 1;
    }
    let far = far.min(len);
    let (mut low, mut high) = match from_end {
        true => (len - far, place(near)),
        false => (near + 1, far),
    };
    while low < high {
        let middle = low + (high - low) / 2;
        match is_before(middle)? {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    Ok(low)
}

impl<T: Copy, L: FnMut(T, T) -> Result<bool>> Sort<'_, T, L> {
    /// Whether an item is less than the one before it.
    fn falls(&mut self, at: usize) -> Result<bool> {
        (self.less)(self.items[at], self.items[at - 1])
    }

    /// Where the run that starts at `start` ends. One that falls is turned around; equal items in it
    /// keep their order.
    fn run_from(&mut self, start: usize) -> Result<usize> {
        let len = self.items.len();
        let mut at = start + 1;
        while at < len && !self.falls(at)? {
            at += 1;
        }
        if at >= len {
            return Ok(len);
        }
        if at > start + 1 {
            if (self.less)(self.items[start], self.items[at - 1])? {
                return Ok(at);
            }
            // Equal so far, and then falling.
            self.items[start..at].reverse();
        }
        at += 1;
        let mut equal = 0;
        while at < len {
            if self.falls(at)? {
                self.turn_equal(at, &mut equal);
            } else if (self.less)(self.items[at - 1], self.items[at])? {
                break;
            } else {
                equal += 1;
            }
            at += 1;
        }
        self.turn_equal(at, &mut equal);
        self.items[start..at].reverse();
        // Now that it rises, it may go on.
        while at < len && !self.falls(at)? {
            at += 1;
        }
        Ok(at)
    }

    /// Turns around the items before `end` that equal the one before them.
    fn turn_equal(&mut self, end: usize, equal: &mut usize) {
        if *equal > 0 {
            self.items[end - *equal - 1..end].reverse();
            *equal = 0;
        }
    }

    /// Inserts the items from `sorted` to `end` into those from `start` on, which are sorted.
    fn insert(&mut self, start: usize, sorted: usize, end: usize) -> Result<()> {
        for at in sorted..end {
            let item = self.items[at];
            let (mut low, mut high) = (start, at);
            while low < high {
                let middle = (low + high) / 2;
                match (self.less)(item, self.items[middle])? {
                    true => high = middle,
                    false => low = middle + 1,
                }
            }
            self.items[low..=at].rotate_right(1);
        }
        Ok(())
    }

    /// Adds a run, and merges those that lie deeper than its boundary.
    fn push(&mut self, items: Range<usize>) -> Result<()> {
        if let Some(last) = self.runs.last() {
            let power = power(&last.items, &items, self.items.len());
            while self.runs.len() > 1 && self.runs[self.runs.len() - 2].power > power {
                self.merge(self.runs.len() - 2)?;
            }
            if let Some(last) = self.runs.last_mut() {
                last.power = power;
            }
        }
        self.runs.push(Run { items, power: 0 });
        Ok(())
    }

    /// Merges all runs that are left.
    fn collapse(&mut self) -> Result<()> {
        while self.runs.len() > 1 {
            let mut at = self.runs.len() - 2;
            if at > 0 && self.runs[at - 1].items.len() < self.runs[at + 1].items.len() {
                at -= 1;
            }
            self.merge(at)?;
        }
        Ok(())
    }

    /// Merges run number `at` with the next run.
    fn merge(&mut self, at: usize) -> Result<()> {
        let right = self.runs.remove(at + 1).items;
        let left = self.runs[at].items.clone();
        self.runs[at].items.end = right.end;
        let Self { items, less, .. } = self;
        // What is in its place already needs no merging.
        let first = items[right.start];
        let skipped = gallop(left.len(), false, |i| Ok(!less(first, items[left.start + i])?))?;
        let left = left.start + skipped..left.end;
        if left.is_empty() {
            return Ok(());
        }
        let last = items[left.end - 1];
        let len = gallop(right.len(), true, |i| less(items[right.start + i], last))?;
        let right = right.start..right.start + len;
        match () {
            () if right.is_empty() => Ok(()),
            () if left.len() <= right.len() => self.merge_upwards(left, right),
            () => self.merge_downwards(left, right),
        }
    }

    /// Merges from the first item on; the left run is no longer than the right one.
    fn merge_upwards(&mut self, left: Range<usize>, right: Range<usize>) -> Result<()> {
        let held = self.items[left.clone()].to_vec();
        let (mut taken, mut from) = (0, right.start);
        let outcome = self.take_upwards(&held, &mut taken, &mut from, right.end);
        let rest = &held[taken..];
        let to = from - rest.len();
        if outcome.is_ok() && rest.len() == 1 {
            // The last one of the left run is the last of all.
            self.items.copy_within(from..right.end, to);
            self.items[right.end - 1] = rest[0];
        } else {
            self.items[to..from].copy_from_slice(rest);
        }
        outcome
    }

    /// Takes items until the right run is used up, or the left one but for one item. `held` is the left
    /// run, of which `taken` are placed; the right one goes from `from` to `end`.
    fn take_upwards(
        &mut self,
        held: &[T],
        taken: &mut usize,
        from: &mut usize,
        end: usize,
    ) -> Result<()> {
        let Self { items, less, min_gallop, .. } = self;
        let place = |taken: usize, from: usize| from - (held.len() - taken);
        macro_rules! take_right {
            ($count:expr) => {
                let count = $count;
                items.copy_within(*from..*from + count, place(*taken, *from));
                *from += count;
                if *from == end {
                    return Ok(());
                }
            };
        }
        macro_rules! take_left {
            ($count:expr) => {
                let count = $count;
                let to = place(*taken, *from);
                items[to..to + count].copy_from_slice(&held[*taken..*taken + count]);
                *taken += count;
                if held.len() - *taken <= 1 {
                    return Ok(());
                }
            };
        }
        items.copy_within(*from..*from + 1, place(*taken, *from));
        *from += 1;
        if *from == end || held.len() == 1 {
            return Ok(());
        }
        loop {
            let (mut lefts, mut rights) = (0, 0);
            while lefts < *min_gallop && rights < *min_gallop {
                if less(items[*from], held[*taken])? {
                    (lefts, rights) = (0, rights + 1);
                    take_right!(1);
                } else {
                    (lefts, rights) = (lefts + 1, 0);
                    take_left!(1);
                }
            }
            *min_gallop += 1;
            loop {
                *min_gallop -= usize::from(*min_gallop > 1);
                let next = items[*from];
                let ahead = &held[*taken..];
                let lefts = gallop(ahead.len(), false, |i| Ok(!less(next, ahead[i])?))?;
                if lefts > 0 {
                    take_left!(lefts);
                }
                take_right!(1);
                let next = held[*taken];
                let rights = gallop(end - *from, false, |i| less(items[*from + i], next))?;
                if rights > 0 {
                    take_right!(rights);
                }
                take_left!(1);
                if lefts < MIN_GALLOP && rights < MIN_GALLOP {
                    break;
                }
            }
            *min_gallop += 1;
        }
    }

    /// Merges from the last item on; the right run is shorter than the left one.
    fn merge_downwards(&mut self, left: Range<usize>, right: Range<usize>) -> Result<()> {
        let held = self.items[right].to_vec();
        let (mut lefts, mut rights) = (left.len(), held.len());
        let outcome = self.take_downwards(&held, left.start, &mut lefts, &mut rights);
        let end = left.start + lefts;
        if outcome.is_ok() && rights == 1 {
            // The first one of the right run is the first of all.
            self.items.copy_within(left.start..end, left.start + 1);
            self.items[left.start] = held[0];
        } else {
            self.items[end..end + rights].copy_from_slice(&held[..rights]);
        }
        outcome
    }

    /// Takes items until the left run is used up, or the right one but for one item. The left run has
    /// `lefts` items from `start` on; `held` is the right run, of which the first `rights` are left.
    fn take_downwards(
        &mut self,
        held: &[T],
        start: usize,
        lefts: &mut usize,
        rights: &mut usize,
    ) -> Result<()> {
        let Self { items, less, min_gallop, .. } = self;
        macro_rules! take_left {
            ($count:expr) => {
                let count = $count;
                let end = start + *lefts;
                items.copy_within(end - count..end, end - count + *rights);
                *lefts -= count;
                if *lefts == 0 {
                    return Ok(());
                }
            };
        }
        macro_rules! take_right {
            ($count:expr) => {
                let count = $count;
                let to = start + *lefts + *rights - count;
                items[to..to + count].copy_from_slice(&held[*rights - count..*rights]);
                *rights -= count;
                if *rights <= 1 {
                    return Ok(());
                }
            };
        }
        take_left!(1);
        if *rights == 1 {
            return Ok(());
        }
        loop {
            let (mut left_wins, mut right_wins) = (0, 0);
            while left_wins < *min_gallop && right_wins < *min_gallop {
                if less(held[*rights - 1], items[start + *lefts - 1])? {
                    (left_wins, right_wins) = (left_wins + 1, 0);
                    take_left!(1);
                } else {
                    (left_wins, right_wins) = (0, right_wins + 1);
                    take_right!(1);
                }
            }
            *min_gallop += 1;
            loop {
                *min_gallop -= usize::from(*min_gallop > 1);
                let next = held[*rights - 1];
                let kept = gallop(*lefts, true, |i| Ok(!less(next, items[start + i])?))?;
                let left_wins = *lefts - kept;
                if left_wins > 0 {
                    take_left!(left_wins);
                }
                take_right!(1);
                let next = items[start + *lefts - 1];
                let kept = gallop(*rights, true, |i| less(held[i], next))?;
                let right_wins = *rights - kept;
                if right_wins > 0 {
                    take_right!(right_wins);
                }
                take_left!(1);
                if left_wins < MIN_GALLOP && right_wins < MIN_GALLOP {
                    break;
                }
            }
            *min_gallop += 1;
        }
    }
}
