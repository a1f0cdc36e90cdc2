//! What a set holds: CPython's table.

use crate::object::Ref;
use smallvec::{SmallVec, smallvec};

/// Places that are tried next to each other.
const LINEAR_PROBES: usize = 9;
/// The fewest places.
const MIN_SIZE: usize = 8;

/// What a set holds.
pub(in crate::runtime) struct Table {
    /// A small table is in one piece with the rest, as CPython's `smalltable`.
    pub(super) places: SmallVec<[Place; MIN_SIZE]>,
    /// Places that are or were used.
    pub(super) fill: usize,
    /// Where [`pop`] goes on looking.
    pub(super) finger: usize,
}

/// A place of the table: a member, or nothing, or what is left of one.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) hash: i64,
    pub(super) key: Ref,
}

const FREE: Place = Place { hash: 0, key: Ref::NULL };
/// What is left of a member: no object has this hash.
pub(super) const DELETED: Place = Place { hash: -1, key: Ref::NULL };

/// The places where a hash may be, one after the other: rows of neighbours, each of which begins somewhere else.
pub(super) struct Probes {
    mask: usize,
    perturb: usize,
    /// Where the row begins, and the last place of it.
    row: [usize; 2],
    /// The place to try.
    pub(super) place: usize,
}

impl Probes {
    #[inline]
    pub(super) fn new(mask: usize, hash: i64) -> Self {
        let perturb = hash as u64 as usize;
        let start = perturb & mask;
        Probes { mask, perturb, row: row(start, mask), place: start }
    }

    /// Goes to the next place.
    #[inline]
    pub(super) fn advance(&mut self) {
        let [start, last] = self.row;
        if self.place < last {
            self.place += 1;
            return;
        }
        self.perturb >>= 5;
        let next = start.wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturb);
        self.place = next & self.mask;
        self.row = row(self.place, self.mask);
    }
}

/// A row that begins at this place: a single one where the table ends before the row would.
#[inline]
fn row(start: usize, mask: usize) -> [usize; 2] {
    [start, if start + LINEAR_PROBES <= mask { start + LINEAR_PROBES } else { start }]
}

impl Table {
    pub(super) fn new() -> Self {
        Table { places: smallvec![FREE; MIN_SIZE], fill: 0, finger: 0 }
    }

    /// Bytes that it takes beside its own.
    pub(super) fn bytes(&self) -> usize {
        if self.places.spilled() { self.places.capacity() * size_of::<Place>() } else { 0 }
    }

    pub(super) fn mask(&self) -> usize {
        self.places.len() - 1
    }

    /// Shows all references.
    pub(in crate::runtime) fn each_reference(&mut self, mut visit: impl FnMut(&mut Ref)) {
        self.places.iter_mut().for_each(|place| visit(&mut place.key));
    }

    /// Members, in the order of their places.
    pub(in crate::runtime) fn members(&self) -> impl Iterator<Item = Ref> {
        self.places.iter().filter(|place| !place.key.is_null()).map(|place| place.key)
    }

    /// The first member from a place on, and its place.
    pub(in crate::runtime) fn from(&self, start: usize) -> Option<(usize, Ref)> {
        let rest = self.places.iter().enumerate().skip(start);
        rest.into_iter().find(|(_, place)| !place.key.is_null()).map(|(i, place)| (i, place.key))
    }

    /// Places where a hash may be, in the order in which they are tried.
    pub(super) fn probes(&self, hash: i64) -> impl Iterator<Item = usize> + use<> {
        let mut probes = Probes::new(self.mask(), hash);
        std::iter::from_fn(move || {
            let now = probes.place;
            probes.advance();
            Some(now)
        })
    }

    /// Puts a member that is not there yet into a table without remains.
    pub(super) fn insert_clean(&mut self, hash: i64, key: Ref) {
        let free = self.probes(hash).find(|&place| self.places[place].key.is_null());
        if let Some(place) = free {
            self.places[place] = Place { hash, key };
        }
    }

    /// A table for more than `used` members.
    pub(super) fn resize(&mut self, used: usize) {
        let mut size = MIN_SIZE;
        while size <= used {
            size <<= 1;
        }
        let old = std::mem::replace(&mut self.places, smallvec![FREE; size]);
        self.fill = 0;
        for place in old.into_iter().filter(|place| !place.key.is_null()) {
            self.insert_clean(place.hash, place.key);
            self.fill += 1;
        }
    }
}
