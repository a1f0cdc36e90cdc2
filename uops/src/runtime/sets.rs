//! `set` and `frozenset`: CPython's table, so that sets of numbers are walked in its order.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, objects are alive and of
//! that runtime, and those that are called sets are of type `set` or `frozenset`.
#![allow(clippy::missing_safety_doc)]

mod known;
mod table;

pub(super) use known::{add_same, has_same, hashes, others, take_same};
pub(super) use table::Table;

use super::dealloc::release;
use super::dicts::{self, Entry};
use super::error::Result;
use super::heap::{self, new_object};
use super::owned::Owned;
use super::{comparison, raise, state};
use crate::object::{Header, Ref, Set, TypeId, type_id};
use crate::operator::Operator;
use crate::thread::Thread;
use table::{DELETED, Place, Probes};

/// The members of a set with their hashes, in the order of their places. The set is looked at anew for each, so
/// that it may change meanwhile.
struct Members {
    set: Ref,
    place: usize,
}

impl Iterator for Members {
    type Item = Place;

    #[inline]
    fn next(&mut self) -> Option<Place> {
        // SAFETY: promised to `members`.
        let places: &[Place] = unsafe { &table(self.set).places };
        let (skipped, found) =
            places.get(self.place..)?.iter().enumerate().find(|(_, place)| !place.key.is_null())?;
        self.place += skipped + 1;
        Some(*found)
    }
}

/// An empty set.
pub(super) unsafe fn new_set(thread: *mut Thread, kind: TypeId) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = heap::keep(thread, Table::new());
        let header = Header::new(kind);
        Ref(new_object(thread, Set { header, len: 0, table: table.cast() }).cast())
    }
}

/// The set's content.
pub(super) unsafe fn table<'a>(set: Ref) -> &'a mut Table {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { &mut *(*set.cast::<Set>()).table.cast::<Table>() }
}

pub(super) unsafe fn len(set: Ref) -> usize {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { (*set.cast::<Set>()).len }
}

/// Changes the content, and the heap's books with it.
unsafe fn change<T>(thread: *mut Thread, set: Ref, change: impl FnOnce(&mut Table) -> T) -> T {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = table(set);
        let before = table.bytes();
        let outcome = change(table);
        state(thread).heap.resize(before, table.bytes());
        outcome
    }
}

/// The place of a key, or the one where it would be put: in place of the last one that was removed on the way, if any.
unsafe fn find(thread: *mut Thread, set: Ref, key: Ref, hash: i64) -> Result<Result<usize, usize>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let places: &[Place] = &table(set).places;
        let mut probes = Probes::new(places.len() - 1, hash);
        let mut removed = None;
        // The table always has a free place, so the search ends there at the latest.
        while let Some(&Place { hash: known, key: member }) = places.get(probes.place) {
            if member.is_null() {
                if known != DELETED.hash {
                    break;
                }
                removed = Some(probes.place);
            } else if member == key || known == hash && comparison::same_key(thread, member, key)? {
                return Ok(Ok(probes.place));
            }
            probes.advance();
        }
        Ok(Err(removed.unwrap_or(probes.place)))
    }
}

/// The hash of a member.
#[inline(always)]
unsafe fn hash_of(thread: *mut Thread, key: Ref) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        comparison::key_hash(thread, key)
            .map_err(|error| dicts::unhashable(key, error, "set element"))
    }
}

/// The hash of what is looked for: a set stands for the frozenset that equals it.
unsafe fn hash_wanted(thread: *mut Thread, key: Ref) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match key.type_id() {
            type_id::SET => Ok(frozen_hash(key)),
            _ => hash_of(thread, key),
        }
    }
}

/// Whether a key is a member.
pub(super) unsafe fn contains(thread: *mut Thread, set: Ref, key: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let hash = hash_wanted(thread, key)?;
        Ok(find(thread, set, key, hash)?.is_ok())
    }
}

/// Adds a key, which stays the caller's.
pub(super) unsafe fn add(thread: *mut Thread, set: Ref, key: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let hash = hash_of(thread, key)?;
        add_hashed(thread, set, key, hash)
    }
}

/// Adds a key whose hash is known.
unsafe fn add_hashed(thread: *mut Thread, set: Ref, key: Ref, hash: i64) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Err(place) = find(thread, set, key, hash)? {
            put(thread, set, place, Place { hash, key });
        }
        Ok(())
    }
}

/// Puts a member, which stays the caller's, where it is looked for and not found.
unsafe fn put(thread: *mut Thread, set: Ref, place: usize, member: Place) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        member.key.incref();
        let used = len(set) + 1;
        (*set.cast::<Set>()).len = used;
        change(thread, set, |table| {
            let old = std::mem::replace(&mut table.places[place], member);
            if old.hash == DELETED.hash {
                return;
            }
            table.fill += 1;
            if table.fill * 5 >= table.mask() * 3 {
                table.resize(if used > 50000 { used * 2 } else { used * 4 });
            }
        });
    }
}

/// Removes a key and says whether it was a member.
pub(super) unsafe fn discard(thread: *mut Thread, set: Ref, key: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let hash = hash_wanted(thread, key)?;
        discard_hashed(thread, set, key, hash)
    }
}

/// Removes a key whose hash is known, and says whether it was a member.
unsafe fn discard_hashed(thread: *mut Thread, set: Ref, key: Ref, hash: i64) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Ok(place) = find(thread, set, key, hash)? else { return Ok(false) };
        release(thread, remove(set, place));
        Ok(true)
    }
}

unsafe fn remove(set: Ref, place: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        (*set.cast::<Set>()).len -= 1;
        std::mem::replace(&mut table(set).places[place], DELETED).key
    }
}

/// Takes a member out, which becomes the caller's.
pub(super) unsafe fn pop(set: Ref) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = table(set);
        let start = content.finger & content.mask();
        let (place, _) = content.from(start).or_else(|| content.from(0))?;
        content.finger = place + 1;
        Some(remove(set, place))
    }
}

/// Removes all members.
pub(super) unsafe fn clear(thread: *mut Thread, set: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        (*set.cast::<Set>()).len = 0;
        let old = change(thread, set, |table| {
            let finger = table.finger;
            std::mem::replace(table, Table { finger, ..Table::new() })
        });
        old.members().for_each(|member| release(thread, member));
    }
}

/// Frees the table of a dead set, which is not used again.
pub(super) unsafe fn free_table(thread: *mut Thread, set: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        state(thread).heap.resize(table(set).bytes(), 0);
        heap::drop_kept(thread, (*set.cast::<Set>()).table.cast::<Table>());
    }
}

/// Adds all members of another set, as CPython's `set_merge` does.
pub(super) unsafe fn merge(thread: *mut Thread, set: Ref, other: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let added = len(other);
        if set == other || added == 0 {
            return Ok(());
        }
        expect(thread, set, added);
        let content = table(set);
        let source = table(other);
        if content.fill == 0 {
            let same_shape = content.mask() == source.mask() && source.fill == added;
            if same_shape {
                content.places.copy_from_slice(&source.places);
            }
            for place in members(other) {
                place.key.incref();
                if !same_shape {
                    content.insert_clean(place.hash, place.key);
                }
            }
            content.fill = added;
            (*set.cast::<Set>()).len = added;
            return Ok(());
        }
        for place in members(other) {
            add_hashed(thread, set, place.key, place.hash)?;
        }
        Ok(())
    }
}

/// Adds the keys of a dict, for which CPython makes room before.
pub(super) unsafe fn add_keys(thread: *mut Thread, set: Ref, dict: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        expect(thread, set, dicts::len(dict));
        let keys: Vec<Entry> = dicts::table(dict).entries().copied().collect();
        keys.into_iter().try_for_each(|entry| add_hashed(thread, set, entry.key, entry.hash))
    }
}

/// Makes room for more members.
unsafe fn expect(thread: *mut Thread, set: Ref, added: usize) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let used = len(set);
        change(thread, set, |table| {
            if (table.fill + added) * 5 >= table.mask() * 3 {
                table.resize((used + added) * 2);
            }
        });
    }
}

/// Removes members from a set, as CPython's `set_difference_update` does: much that is left of others goes, too.
pub(super) unsafe fn subtract(
    thread: *mut Thread,
    set: Ref,
    doomed: impl IntoIterator<Item = Ref>,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        for member in doomed {
            discard(thread, set, member)?;
        }
        shrink(thread, set);
        Ok(())
    }
}

/// Removes the members of another set, in the same way.
pub(super) unsafe fn subtract_set(thread: *mut Thread, set: Ref, other: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        for Place { hash, key } in members(other) {
            discard_hashed(thread, set, key, hash)?;
        }
        shrink(thread, set);
        Ok(())
    }
}

/// The members of a set with their hashes. The set outlives what is given.
unsafe fn members(set: Ref) -> Members {
    Members { set, place: 0 }
}

/// The members of a set, which outlives what is given, and may change meanwhile.
pub(super) unsafe fn keys(set: Ref) -> impl Iterator<Item = Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { members(set).map(|place| place.key) }
}

/// Makes a table smaller that has much left of others.
unsafe fn shrink(thread: *mut Thread, set: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let used = len(set);
        change(thread, set, |table| {
            if table.fill - used > table.mask() / 4 {
                table.resize(if used > 50000 { used * 2 } else { used * 4 });
            }
        });
    }
}

/// Adds those members of another set that are not there, and removes those that are.
pub(super) unsafe fn toggle(thread: *mut Thread, set: Ref, other: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        for Place { hash, key } in members(other) {
            if !discard_hashed(thread, set, key, hash)? {
                add_hashed(thread, set, key, hash)?;
            }
        }
        Ok(())
    }
}

/// `left &= right` and its kin, by the operator. The table of `left` stays where CPython keeps it.
pub(super) unsafe fn combine_in_place(
    thread: *mut Thread,
    operator: Operator,
    left: Ref,
    right: Ref,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match operator {
            Operator::Or => merge(thread, left, right),
            Operator::Subtract | Operator::Xor if left == right => {
                clear(thread, left);
                Ok(())
            }
            Operator::Subtract => subtract_set(thread, left, right),
            Operator::Xor => toggle(thread, left, right),
            _ => {
                let result = Owned::new(thread, combine(thread, operator, left, right)?);
                exchange(left, result.get());
                Ok(())
            }
        }
    }
}

/// Whether all members of one set are members of another.
pub(super) unsafe fn is_subset(thread: *mut Thread, set: Ref, other: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        for Place { hash, key } in members(set) {
            if find(thread, other, key, hash)?.is_err() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// `left & right`, `|`, `-` or `^`, by CPython's number of the operator; the result has the left
/// one's type.
pub(super) unsafe fn combine(
    thread: *mut Thread,
    operator: Operator,
    left: Ref,
    right: Ref,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let result = Owned::new(thread, new_set(thread, left.type_id()));
        let set = result.get();
        match operator {
            Operator::Or => {
                merge(thread, set, left)?;
                merge(thread, set, right)?;
            }
            Operator::And => {
                // CPython walks the smaller one.
                let (few, many) =
                    if len(right) > len(left) { (left, right) } else { (right, left) };
                retain(thread, set, few, many, true)?;
            }
            // As CPython, which copies where that is quicker, and so gets another order.
            Operator::Subtract if len(left) >> 2 > len(right) => {
                merge(thread, set, left)?;
                subtract_set(thread, set, right)?;
            }
            Operator::Subtract => retain(thread, set, left, right, false)?,
            _ => {
                // CPython starts from the right one and goes through the left one.
                merge(thread, set, right)?;
                toggle(thread, set, left)?;
            }
        }
        Ok(result.give())
    }
}

/// Exchanges the members of two sets. Where [`pop`] goes on is a set's own.
unsafe fn exchange(left: Ref, right: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (left, right) = (&mut *left.cast::<Set>(), &mut *right.cast::<Set>());
        std::mem::swap(&mut left.len, &mut right.len);
        std::mem::swap(&mut left.table, &mut right.table);
        let (left, right) = (left.table.cast::<Table>(), right.table.cast::<Table>());
        std::mem::swap(&mut (*left).finger, &mut (*right).finger);
    }
}

/// Adds those members of `from` that are in `other`, or that are not.
unsafe fn retain(thread: *mut Thread, set: Ref, from: Ref, other: Ref, shared: bool) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        for Place { hash, key } in members(from) {
            if find(thread, other, key, hash)?.is_ok() == shared {
                add_hashed(thread, set, key, hash)?;
            }
        }
        Ok(())
    }
}

/// CPython's hash of a frozenset, from those of its members in any order.
pub(super) unsafe fn frozen_hash(set: Ref) -> i64 {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut hash = 0_u64;
        for place in members(set) {
            let bits = place.hash as u64;
            hash ^= (bits ^ 89869747 ^ (bits << 16)).wrapping_mul(3644798167);
        }
        hash ^= (len(set) as u64 + 1).wrapping_mul(1927868237);
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash.wrapping_mul(69069).wrapping_add(907133923);
        if hash == u64::MAX { 590923713 } else { hash as i64 }
    }
}

/// See [`crate::helpers::uop_build_set`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_build_set(thread: *mut Thread, items: *mut Ref, count: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let set = new_set(thread, type_id::SET);
        for index in 0..count {
            if let Err(exception) = add(thread, set, *items.add(index)) {
                release(thread, set);
                return raise(thread, exception);
            }
        }
        set
    }
}

/// See [`crate::helpers::uop_set_add`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_set_add(thread: *mut Thread, set: Ref, value: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { add(thread, set, value).map_err(|exception| raise(thread, exception)).is_ok() }
}
