//! `dict`: a table of items in the order in which their keys came, and an index into it by hash.
//!
//! Tables grow when CPython's do (`Objects/dictobject.c`): a growing table closes the gaps that deleted
//! items have left, and a walk that is under way goes on at the same number of an item.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, objects are alive and of
//! that runtime, and those that are called dicts are of type `dict`, `defaultdict` or `Counter`.
#![allow(clippy::missing_safety_doc)]

mod known;

pub(super) use known::{get_same, others, set_same, take_same};

use super::comparison;
use super::dealloc::release;
use super::error::Result;
use super::heap::{self, new_object, new_tracked};
use super::owned::Owned;
use super::subscripts::type_name;
use super::{ExceptionKind, PyException, Value, raise, state, value};
use crate::object::{Dict, DictView, Header, Ref, type_id};
use crate::thread::Thread;

/// A place of the index that was never used.
const FREE: u32 = u32::MAX;
/// A place of the index whose item is gone.
const DELETED: u32 = u32::MAX - 1;

/// The size of the smallest index: `PyDict_MINSIZE`.
const SMALLEST: usize = 8;
/// The size of the largest index that is made in advance.
const LARGEST_PRESIZED: usize = 128 << 10;

/// What a dict holds.
#[derive(Default)]
pub(super) struct Table {
    /// Items; the key of one that was deleted is null.
    entries: Vec<Entry>,
    /// Numbers of items by hash; its length is a power of two, or 0.
    index: Vec<u32>,
    /// How many items may come before the table grows: `dk_usable`. Deleting one gives no room back.
    usable: usize,
    /// Whether a key has been something else than a text: `DICT_KEYS_GENERAL`.
    general: bool,
}

/// How many items an index of this size has room for: `USABLE_FRACTION`.
fn room(size: usize) -> usize {
    (size << 1) / 3
}

/// The size of an index by how large it should be at least: `calculate_log2_keysize`, which takes
/// sizes of less than 8 for larger than they are.
fn size_of_index(least: usize) -> usize {
    let mask = ((least | SMALLEST) - 1) | (SMALLEST - 1);
    (mask + 1).next_power_of_two()
}

/// The size of an index for this number of items: `estimate_log2_keysize`.
fn size_for(items: usize) -> usize {
    size_of_index((items * 3).div_ceil(2))
}

/// An item of a dict.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) hash: i64,
    pub(super) key: Ref,
    pub(super) value: Ref,
}

/// Goes through the places of an index where a hash may be.
struct Probes {
    mask: usize,
    perturb: usize,
    /// The place to try.
    place: usize,
}

impl Probes {
    /// At the first place of an index of this length.
    #[inline]
    fn new(len: usize, hash: i64) -> Self {
        let mask = len.wrapping_sub(1);
        let perturb = hash as u64 as usize;
        Probes { mask, perturb, place: perturb & mask }
    }

    /// Goes to the next place.
    #[inline]
    fn advance(&mut self) {
        self.perturb >>= 5;
        let next = self.place.wrapping_mul(5).wrapping_add(self.perturb).wrapping_add(1);
        self.place = next & self.mask;
    }
}

impl Table {
    /// Bytes that it takes beside its own.
    fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + self.index.capacity() * size_of::<u32>()
    }

    /// Shows all references.
    pub(super) fn each_reference(&mut self, mut visit: impl FnMut(&mut Ref)) {
        for entry in &mut self.entries {
            visit(&mut entry.key);
            visit(&mut entry.value);
        }
    }

    /// Items, those that were deleted left out.
    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.key.is_null())
    }

    /// The first item from number `start` on, and its number.
    pub(super) fn from(&self, start: usize) -> Option<(usize, &Entry)> {
        let rest = self.entries.iter().enumerate().skip(start);
        rest.into_iter().find(|(_, entry)| !entry.key.is_null())
    }

    /// Places of the index where a hash may be, in the order in which they are tried.
    fn probes(&self, hash: i64) -> impl Iterator<Item = usize> + use<> {
        let mut probes = Probes::new(self.index.len(), hash);
        std::iter::from_fn(move || {
            let now = probes.place;
            probes.advance();
            Some(now)
        })
    }

    /// Makes an index of another size: `dictresize`.
    fn resize(&mut self, size: usize) {
        self.entries.retain(|entry| !entry.key.is_null());
        self.entries.reserve_exact(room(size).saturating_sub(self.entries.len()));
        self.index = vec![FREE; size];
        self.usable = room(size).saturating_sub(self.entries.len());
        for (number, entry) in self.entries.iter().enumerate() {
            let free = self.probes(entry.hash).find(|&place| self.index[place] == FREE);
            if let Some(place) = free {
                self.index[place] = number as u32;
            }
        }
    }

    /// Whether a key can be looked up that is added if it is not there.
    fn takes(&self, is_text: bool) -> bool {
        !self.index.is_empty() && (self.general || is_text)
    }

    /// Makes a table of `len` items one that takes such keys.
    fn prepare(&mut self, len: usize, is_text: bool) {
        let size = if self.index.is_empty() { SMALLEST } else { size_of_index(len * 3) };
        self.resize(size);
        self.general = !is_text;
    }

    /// Adds an item to a table of `len` others, none of which has the key.
    fn add(&mut self, len: usize, entry: Entry) {
        if self.usable == 0 {
            self.resize(size_of_index(len * 3));
        }
        self.usable -= 1;
        let number = self.entries.len() as u32;
        let free = self.probes(entry.hash).find(|&place| self.index[place] >= DELETED);
        self.entries.push(entry);
        if let Some(place) = free {
            self.index[place] = number;
        }
    }
}

/// Whether an object is a `dict`, `defaultdict` or `Counter`.
pub(super) unsafe fn is_dict(object: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let kind = object.type_id();
        matches!(kind, type_id::DICT | type_id::DEFAULT_DICT | type_id::COUNTER)
    }
}

/// An empty dict.
pub(super) unsafe fn new_dict(thread: *mut Thread) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = heap::keep(thread, Table::default());
        let header = Header::new(type_id::DICT);
        Ref(new_tracked(thread, Dict { header, len: 0, table: table.cast() }).cast())
    }
}

/// An empty dict with room for `count` items: `dict_new_presized`. `texts` says that all keys are.
pub(super) unsafe fn new_sized(thread: *mut Thread, count: usize, texts: bool) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let dict = new_dict(thread);
        if count > room(SMALLEST) {
            change(thread, dict, |table| {
                table.resize(size_for(count).min(LARGEST_PRESIZED));
                table.general = !texts;
            });
        }
        dict
    }
}

/// A dict with the items of another one: `PyDict_Copy`.
pub(super) unsafe fn copy(thread: *mut Thread, dict: Ref) -> Result<Owned> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let copy = Owned::new(thread, new_dict(thread));
        let (from, len) = (table(dict), len(dict));
        if len > 0 && len >= from.entries.len() * 2 / 3 {
            clone(thread, copy.get(), dict);
        } else {
            merge(thread, copy.get(), dict)?;
        }
        Ok(copy)
    }
}

/// Makes an empty dict the same as another one, gaps included.
unsafe fn clone(thread: *mut Thread, dict: Ref, other: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let from = table(other);
        for entry in from.entries() {
            entry.key.incref();
            entry.value.incref();
        }
        change(thread, dict, |table| {
            table.entries = Vec::with_capacity(room(from.index.len()));
            table.entries.extend_from_slice(&from.entries);
            table.index.clone_from(&from.index);
            (table.usable, table.general) = (from.usable, from.general);
        });
        (*dict.cast::<Dict>()).len = len(other);
    }
}

/// The dict's content.
pub(super) unsafe fn table<'a>(dict: Ref) -> &'a mut Table {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { &mut *(*dict.cast::<Dict>()).table.cast::<Table>() }
}

pub(super) unsafe fn len(dict: Ref) -> usize {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { (*dict.cast::<Dict>()).len }
}

/// Changes the content, and the heap's books with it.
unsafe fn change<T>(thread: *mut Thread, dict: Ref, change: impl FnOnce(&mut Table) -> T) -> T {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = table(dict);
        let before = table.bytes();
        let outcome = change(table);
        state(thread).heap.resize(before, table.bytes());
        outcome
    }
}

/// The place in the index and the number of a key's item.
unsafe fn find(
    thread: *mut Thread,
    dict: Ref,
    key: Ref,
    hash: i64,
) -> Result<Option<(usize, usize)>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Table { index, entries, .. } = table(dict);
        let mut probes = Probes::new(index.len(), hash);
        // An index without places has none to look at.
        while let Some(&number) = index.get(probes.place) {
            match number {
                FREE => return Ok(None),
                DELETED => {}
                number => {
                    let Some(entry) = entries.get(number as usize) else { return Ok(None) };
                    if entry.key == key
                        || entry.hash == hash && comparison::same_key(thread, entry.key, key)?
                    {
                        return Ok(Some((probes.place, number as usize)));
                    }
                }
            }
            probes.advance();
        }
        Ok(None)
    }
}

/// The hash of a key.
#[inline(always)]
unsafe fn hash_of(thread: *mut Thread, key: Ref) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { comparison::key_hash(thread, key).map_err(|error| unhashable(key, error, "dict key")) }
}

/// The complaint about a key without a hash; newer versions say what it was to be.
#[cold]
pub(super) unsafe fn unhashable(key: Ref, error: PyException, what: &str) -> PyException {
    if error.kind != ExceptionKind::TypeError {
        return error;
    }
    // SAFETY: the caller keeps the contract of this module.
    let name = unsafe { type_name(key) };
    let message = format!("cannot use '{name}' as a {what} ({})", error.message);
    error.since(14, message)
}

/// The value of a key, borrowed.
pub(super) unsafe fn get(thread: *mut Thread, dict: Ref, key: Ref) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let hash = hash_of(thread, key)?;
        let found = find(thread, dict, key, hash)?;
        Ok(found.map(|(_, number)| table(dict).entries[number].value))
    }
}

/// Sets an item; key and value stay the caller's.
pub(super) unsafe fn set(thread: *mut Thread, dict: Ref, key: Ref, value: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let hash = hash_of(thread, key)?;
        set_hashed(thread, dict, Entry { hash, key, value })
    }
}

/// Sets an item whose hash is known: `_PyDict_SetItem_KnownHash`.
#[inline(always)]
pub(super) unsafe fn set_hashed(thread: *mut Thread, dict: Ref, entry: Entry) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        prepare(thread, dict, entry.key);
        let found = find(thread, dict, entry.key, entry.hash)?;
        put(thread, dict, entry, found.map(|(_, number)| number));
        Ok(())
    }
}

/// Makes a dict one in which a key can be looked up that is added if it is not there.
#[inline]
unsafe fn prepare(thread: *mut Thread, dict: Ref, key: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (len, is_text) = (len(dict), key.type_id() == type_id::STR);
        if !table(dict).takes(is_text) {
            change(thread, dict, |table| table.prepare(len, is_text));
        }
    }
}

/// Sets the item that has the key, by its number, or adds one.
#[inline]
unsafe fn put(thread: *mut Thread, dict: Ref, entry: Entry, found: Option<usize>) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        entry.value.incref();
        if let Some(number) = found {
            let old = std::mem::replace(&mut table(dict).entries[number].value, entry.value);
            return release(thread, old);
        }
        entry.key.incref();
        let len = len(dict);
        change(thread, dict, |table| table.add(len, entry));
        (*dict.cast::<Dict>()).len = len + 1;
    }
}

/// Takes an item out: key and value become the caller's.
pub(super) unsafe fn take(thread: *mut Thread, dict: Ref, key: Ref) -> Result<Option<(Ref, Ref)>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let hash = hash_of(thread, key)?;
        let Some((place, number)) = find(thread, dict, key, hash)? else { return Ok(None) };
        Ok(Some(remove(dict, place, number)))
    }
}

unsafe fn remove(dict: Ref, place: usize, number: usize) -> (Ref, Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = table(dict);
        table.index[place] = DELETED;
        let entry = &mut table.entries[number];
        (*dict.cast::<Dict>()).len -= 1;
        (
            std::mem::replace(&mut entry.key, Ref::NULL),
            std::mem::replace(&mut entry.value, Ref::NULL),
        )
    }
}

/// Takes the last item out.
pub(super) unsafe fn take_last(dict: Ref) -> Option<(Ref, Ref)> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let table = table(dict);
        let number = table.entries.iter().rposition(|entry| !entry.key.is_null())?;
        let hash = table.entries[number].hash;
        let place = table.probes(hash).find(|&place| table.index[place] == number as u32)?;
        let item = remove(dict, place, number);
        table.entries.truncate(number);
        Some(item)
    }
}

/// Removes all items.
pub(super) unsafe fn clear(thread: *mut Thread, dict: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        (*dict.cast::<Dict>()).len = 0;
        let old = change(thread, dict, std::mem::take);
        for entry in old.entries() {
            release(thread, entry.key);
            release(thread, entry.value);
        }
    }
}

/// Frees the table of a dead dict, which is not used again.
pub(super) unsafe fn free_table(thread: *mut Thread, dict: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        state(thread).heap.resize(table(dict).bytes(), 0);
        heap::drop_kept(thread, (*dict.cast::<Dict>()).table.cast::<Table>());
    }
}

/// Sets all items of another dict: `dict_merge`.
pub(super) unsafe fn merge(thread: *mut Thread, dict: Ref, other: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (from, added) = (table(other), len(other));
        if dict == other || added == 0 {
            return Ok(());
        }
        let size = from.index.len();
        let is_compact = added == from.entries.len();
        if len(dict) == 0 && is_compact && (size == SMALLEST || room(size / 2) < added) {
            clone(thread, dict, other);
            return Ok(());
        }
        let len = len(dict);
        if room(table(dict).index.len()) < added {
            change(thread, dict, |table| {
                table.general |= from.general;
                table.resize(size_for(len + added));
            });
        }
        let items: Vec<Entry> = table(other).entries().copied().collect();
        for entry in items {
            set_hashed(thread, dict, entry)?;
        }
        Ok(())
    }
}

/// Whether two dicts have equal values for equal keys.
pub(super) unsafe fn equal(thread: *mut Thread, left: Ref, right: Ref) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if len(left) != len(right) {
            return Ok(false);
        }
        for entry in table(left).entries() {
            let Some((_, number)) = find(thread, right, entry.key, entry.hash)? else {
                return Ok(false);
            };
            let other = table(right).entries[number].value;
            if !comparison::same_or_equal(thread, entry.value, other)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// `KeyError` of a key.
pub(super) unsafe fn key_error(key: Ref) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { key_error_of(value::from_object(key)) }
}

/// A `KeyError` with this argument, whose message is the argument's `repr`, of a text, too.
pub(super) fn key_error_of(argument: Value) -> PyException {
    PyException::new(ExceptionKind::KeyError, argument.to_string()).with_argument(argument)
}

/// A view of a dict.
pub(super) unsafe fn view(thread: *mut Thread, kind: crate::object::TypeId, dict: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        dict.incref();
        Ref(new_object(thread, DictView { header: Header::new(kind), dict }).cast())
    }
}

/// See [`crate::helpers::uop_dict_item`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_dict_item(thread: *mut Thread, dict: Ref, key: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match get(thread, dict, key) {
            Ok(Some(value)) => {
                value.incref();
                value
            }
            Ok(None) => raise(thread, key_error(key)),
            Err(exception) => raise(thread, exception),
        }
    }
}

/// See [`crate::helpers::uop_dict_set_item`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_dict_set_item(
    thread: *mut Thread,
    dict: Ref,
    key: Ref,
    value: Ref,
) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { set(thread, dict, key, value).map_err(|exception| raise(thread, exception)).is_ok() }
}

/// See [`crate::helpers::uop_build_map`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_build_map(thread: *mut Thread, items: *mut Ref, count: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        build(thread, (0..count).map(|pair| (*items.add(2 * pair), *items.add(2 * pair + 1))))
    }
}

/// See [`crate::helpers::uop_build_const_key_map`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_build_const_key_map(
    thread: *mut Thread,
    keys: Ref,
    items: *mut Ref,
    count: usize,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if keys.type_id() != type_id::TUPLE || super::tuples::items(keys).len() != count {
            let message = "a map needs a tuple with as many keys as there are values";
            return raise(thread, PyException::type_error(message));
        }
        let keys = super::tuples::items(keys);
        build(thread, keys.iter().enumerate().map(|(index, &key)| (key, *items.add(index))))
    }
}

unsafe fn build(
    thread: *mut Thread,
    items: impl ExactSizeIterator<Item = (Ref, Ref)> + Clone,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let texts = items.clone().all(|(key, _)| key.type_id() == type_id::STR);
        let dict = new_sized(thread, items.len(), texts);
        for (key, value) in items {
            if let Err(exception) = set(thread, dict, key, value) {
                release(thread, dict);
                return raise(thread, exception);
            }
        }
        dict
    }
}
