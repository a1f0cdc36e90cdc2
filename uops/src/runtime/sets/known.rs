//! Members of a set by their hash and by which object they are, whatever they equal.
//!
//! # Safety
//! The functions here keep the contract of `sets.rs`.

use super::{DELETED, Place, Table, members, put, remove, table};
use crate::object::Ref;
use crate::thread::Thread;

impl Table {
    /// Places of the members that have a hash, in the order in which they are tried.
    fn hashed(&self, hash: i64) -> impl Iterator<Item = usize> {
        let is_used = |place: &Place| !place.key.is_null() || place.hash == DELETED.hash;
        let used = self.probes(hash).take_while(move |&place| is_used(&self.places[place]));
        used.filter(move |&place| {
            let Place { hash: known, key } = self.places[place];
            !key.is_null() && known == hash
        })
    }

    /// The place of a key that is looked for and not there: that of the last member that was removed on the way, if any.
    fn place_for(&self, hash: i64) -> Option<usize> {
        let mut removed = None;
        for place in self.probes(hash) {
            let Place { hash: known, key } = self.places[place];
            match (key.is_null(), known == DELETED.hash) {
                (true, true) => removed = Some(place),
                (true, false) => return removed.or(Some(place)),
                (false, _) => {}
            }
        }
        removed
    }
}

/// The members that have a hash and are tried before a key itself.
pub(in crate::runtime) unsafe fn others(set: Ref, key: Ref, hash: i64) -> Vec<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = table(set);
        let members = table.hashed(hash).map(|place| table.places[place].key);
        members.take_while(|&known| known != key).collect()
    }
}

/// The place of this very member.
unsafe fn find(set: Ref, key: Ref, hash: i64) -> Option<usize> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = table(set);
        table.hashed(hash).find(|&place| table.places[place].key == key)
    }
}

/// Whether this very object is a member.
pub(in crate::runtime) unsafe fn has_same(set: Ref, key: Ref, hash: i64) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { find(set, key, hash).is_some() }
}

/// Adds this very object, which stays the caller's, whatever members equal it.
pub(in crate::runtime) unsafe fn add_same(thread: *mut Thread, set: Ref, key: Ref, hash: i64) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if !has_same(set, key, hash)
            && let Some(place) = table(set).place_for(hash)
        {
            put(thread, set, place, Place { hash, key });
        }
    }
}

/// Takes this very member out, which becomes the caller's.
pub(in crate::runtime) unsafe fn take_same(set: Ref, key: Ref, hash: i64) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { find(set, key, hash).map(|place| remove(set, place)) }
}

/// The hashes of the members, in the order of their places.
pub(in crate::runtime) unsafe fn hashes(set: Ref) -> Vec<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { members(set).map(|place| place.hash).collect() }
}
