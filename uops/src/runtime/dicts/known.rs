//! Items of a dict by the hash of their key and by which object that is, whatever the key equals.
//!
//! # Safety
//! The functions here keep the contract of `dicts.rs`.

use super::{DELETED, Entry, FREE, Table, prepare, put, remove, table};
use crate::object::Ref;
use crate::thread::Thread;

impl Table {
    /// Places in the index and numbers of the items whose key has a hash, in the order in which they are tried.
    fn hashed(&self, hash: i64) -> impl Iterator<Item = (usize, usize)> {
        self.probes(hash)
            .map_while(|place| Some((place, *self.index.get(place)?)))
            .take_while(|&(_, number)| number != FREE)
            .filter(|&(_, number)| number != DELETED)
            .map(|(place, number)| (place, number as usize))
            .filter(move |&(_, number)| {
                self.entries.get(number).is_some_and(|entry| entry.hash == hash)
            })
    }
}

/// The keys that have a hash and are tried before a key itself.
pub(in crate::runtime) unsafe fn others(dict: Ref, key: Ref, hash: i64) -> Vec<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = table(dict);
        let keys = table.hashed(hash).map(|(_, number)| table.entries[number].key);
        keys.take_while(|&known| known != key).collect()
    }
}

/// The place in the index and the number of the item whose key is this very object.
unsafe fn find(dict: Ref, key: Ref, hash: i64) -> Option<(usize, usize)> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = table(dict);
        table.hashed(hash).find(|&(_, number)| table.entries[number].key == key)
    }
}

/// The value of this very key, borrowed.
pub(in crate::runtime) unsafe fn get_same(dict: Ref, key: Ref, hash: i64) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { find(dict, key, hash).map(|(_, number)| table(dict).entries[number].value) }
}

/// Sets the item of this very key; key and value stay the caller's.
pub(in crate::runtime) unsafe fn set_same(thread: *mut Thread, dict: Ref, entry: Entry) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        prepare(thread, dict, entry.key);
        let found = find(dict, entry.key, entry.hash);
        put(thread, dict, entry, found.map(|(_, number)| number));
    }
}

/// Takes the item of this very key out: key and value become the caller's.
pub(in crate::runtime) unsafe fn take_same(dict: Ref, key: Ref, hash: i64) -> Option<(Ref, Ref)> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { find(dict, key, hash).map(|(place, number)| remove(dict, place, number)) }
}
