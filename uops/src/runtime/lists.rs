//! `list`.

use super::heap::new_tracked;
use super::owned::{Owned, OwnedAll};
use super::subscripts::{is_iterable, type_name};
use super::{PyException, RequestKind, iterators, raise, replay, state};
use crate::object::{Header, List, Ref, type_id};
use crate::thread::Thread;

/// A list of `items`, whose references it takes over.
///
/// # Safety
/// `thread` is a live runtime's and owns the references.
pub(super) unsafe fn new_list(thread: *mut Thread, items: &[Ref]) -> Ref {
    let header = Header::new(type_id::LIST);
    // SAFETY: the caller's promise.
    unsafe {
        let memory = state(thread).heap.allocate_items(items.len());
        if !items.is_empty() {
            std::ptr::copy_nonoverlapping(items.as_ptr(), memory, items.len());
        }
        let (len, capacity) = (items.len(), items.len());
        Ref(new_tracked(thread, List { header, len, items: memory, capacity }).cast())
    }
}

/// The items of a list.
///
/// # Safety
/// `list` is a live list, and does not change while the slice is used.
pub(super) unsafe fn items<'a>(list: Ref) -> &'a [Ref] {
    // SAFETY: the caller's promise; `items` is null only where `len` is 0.
    unsafe {
        let list = &*list.cast::<List>();
        match list.len {
            0 => &[],
            len => std::slice::from_raw_parts(list.items, len),
        }
    }
}

/// A list of items that the caller keeps.
///
/// # Safety
/// `thread` is a live runtime's, the items are alive.
pub(super) unsafe fn copy_list(thread: *mut Thread, items: &[Ref]) -> Ref {
    // SAFETY: the caller's promise.
    unsafe { joined(thread, [items, &[]]) }
}

/// A list of items that the caller keeps, the one part after the other.
///
/// # Safety
/// `thread` is a live runtime's, the items are alive.
pub(super) unsafe fn joined(thread: *mut Thread, parts: [&[Ref]; 2]) -> Ref {
    // SAFETY: the caller's promise; each copy gets a reference of its own.
    unsafe {
        let len = parts[0].len() + parts[1].len();
        let items = state(thread).heap.allocate_items(len);
        let mut next = items;
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            std::ptr::copy_nonoverlapping(part.as_ptr(), next, part.len());
            part.iter().for_each(|item| item.incref());
            next = next.add(part.len());
        }
        let header = Header::new(type_id::LIST);
        Ref(new_tracked(thread, List { header, len, items, capacity: len }).cast())
    }
}

/// A list of the items at these places of others, which the caller keeps.
///
/// # Safety
/// `thread` is a live runtime's, the items are alive.
pub(super) unsafe fn picked(
    thread: *mut Thread,
    from: &[Ref],
    places: impl ExactSizeIterator<Item = usize>,
) -> Ref {
    // SAFETY: the caller's promise; each copy gets a reference of its own, and there is room for `len`.
    unsafe {
        let len = places.len();
        let items = state(thread).heap.allocate_items(len);
        for (to, place) in places.enumerate().take(len) {
            from[place].incref();
            *items.add(to) = from[place];
        }
        let header = Header::new(type_id::LIST);
        Ref(new_tracked(thread, List { header, len, items, capacity: len }).cast())
    }
}

/// Replaces `count` items from `start` on, which become the caller's, by others, which it gives
/// away. What lies outside the list is left out.
///
/// # Safety
/// `thread` is a live runtime's, `list` one of its lists, `new` are owned references.
pub(super) unsafe fn splice(
    thread: *mut Thread,
    list: Ref,
    start: usize,
    count: usize,
    new: &[Ref],
) -> OwnedAll {
    // SAFETY: the caller's promise; `reserve` has made room.
    unsafe {
        let len = items(list).len();
        let start = start.min(len);
        let count = count.min(len - start);
        let old = OwnedAll::all(thread, &items(list)[start..start + count]);
        reserve(thread, list, len - count + new.len());
        let list = &mut *list.cast::<List>();
        let rest = len - start - count;
        if rest > 0 {
            let from = list.items.add(start + count);
            std::ptr::copy(from, list.items.add(start + new.len()), rest);
        }
        if !new.is_empty() {
            std::ptr::copy_nonoverlapping(new.as_ptr(), list.items.add(start), new.len());
        }
        list.len = start + new.len() + rest;
        old
    }
}

/// Puts an owned reference in front of the item at `place`, or at the end.
///
/// # Safety
/// `thread` is a live runtime's, `list` one of its lists.
pub(super) unsafe fn insert(thread: *mut Thread, list: Ref, place: usize, item: Ref) {
    // SAFETY: the caller's promise; `reserve` has made room for one more.
    unsafe {
        let len = (*list.cast::<List>()).len;
        let place = place.min(len);
        reserve(thread, list, len + 1);
        let list = &mut *list.cast::<List>();
        let slot = list.items.add(place);
        std::ptr::copy(slot, slot.add(1), len - place);
        *slot = item;
        list.len = len + 1;
    }
}

/// Frees memory that a list had its items in; the items become the caller's.
///
/// # Safety
/// `thread` is a live runtime's; the memory holds `len` items, has room for `capacity`, which is not 0,
/// and no list refers to it any more.
pub(super) unsafe fn take_items(
    thread: *mut Thread,
    memory: *mut Ref,
    len: usize,
    capacity: usize,
) -> Vec<Ref> {
    // SAFETY: the caller's promise.
    unsafe {
        let items = std::slice::from_raw_parts(memory, len).to_vec();
        state(thread).heap.free_items(memory, capacity);
        items
    }
}

/// Makes room for `len` items.
#[inline]
unsafe fn reserve(thread: *mut Thread, list: Ref, len: usize) {
    // SAFETY: the caller passes a live list.
    unsafe {
        let list = &mut *list.cast::<List>();
        if len > list.capacity {
            // CPython's growth: an eighth more and a little, a multiple of four.
            let new = (len + (len >> 3) + 6) & !3;
            list.items = state(thread).heap.grow_items(list.items, list.capacity, new);
            list.capacity = new;
        }
    }
}

/// See [`crate::helpers::uop_list_append`].
///
/// # Safety
/// `thread` is a live runtime's, `list` one of its lists, `value` an owned reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_list_append(thread: *mut Thread, list: Ref, value: Ref) {
    // SAFETY: the caller's promise.
    unsafe {
        reserve(thread, list, (*list.cast::<List>()).len + 1);
        let list = &mut *list.cast::<List>();
        *list.items.add(list.len) = value;
        list.len += 1;
    }
}

/// See [`crate::helpers::uop_build_list`].
///
/// # Safety
/// `thread` is a live runtime's; `items` points to `count` owned references.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_build_list(thread: *mut Thread, items: *mut Ref, count: usize) -> Ref {
    // SAFETY: the caller's promise.
    unsafe { new_list(thread, std::slice::from_raw_parts(items, count)) }
}

/// Appends all items of an iterable.
///
/// # Safety
/// `thread` is a live runtime's, `list` one of its lists, `iterable` one of its objects.
pub(super) unsafe fn extend(
    thread: *mut Thread,
    list: Ref,
    iterable: Ref,
) -> super::error::Result<()> {
    // SAFETY: the caller's promise.
    unsafe {
        if replay::is_opaque(iterable) {
            let answer = replay::answered(thread, RequestKind::Unpack, "", &[iterable])?;
            let taken = Owned::new(thread, answer);
            return match iterators::stored(taken.get()) {
                Some(_) => extend(thread, list, taken.get()),
                None => Err(replay::unseen(thread, "unpacked")),
            };
        }
        if iterable == list {
            let copies = items(list).to_vec();
            copies.iter().for_each(|item| item.incref());
            let len = copies.len();
            drop(splice(thread, list, len, 0, &copies));
            return Ok(());
        }
        if let Some(items) = iterators::stored(iterable) {
            let len = (*list.cast::<List>()).len;
            reserve(thread, list, len + items.len());
            for (place, &item) in items.iter().enumerate() {
                item.incref();
                *(*list.cast::<List>()).items.add(len + place) = item;
            }
            (*list.cast::<List>()).len += items.len();
            return Ok(());
        }
        iterators::for_each(thread, iterable, |item| {
            uop_list_append(thread, list, item);
            Ok(())
        })
    }
}

/// See [`crate::helpers::uop_list_extend`].
///
/// # Safety
/// `thread` is a live runtime's, `list` one of its lists, `iterable` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_list_extend(thread: *mut Thread, list: Ref, iterable: Ref) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        let outcome = match is_iterable(iterable) || replay::is_opaque(iterable) {
            true => extend(thread, list, iterable),
            false => {
                let name = type_name(iterable);
                let message = format!("Value after * must be an iterable, not {name}");
                Err(PyException::type_error(message))
            }
        };
        outcome.map_err(|exception| raise(thread, exception)).is_ok()
    }
}
