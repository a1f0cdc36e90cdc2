//! `collections.deque`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, objects are alive and of
//! that runtime, and those that are called deques are of type `deque`.
#![allow(clippy::missing_safety_doc)]

use super::dealloc::release;
use super::error::Result;
use super::heap::{self, new_object, new_tracked};
use super::owned::{Owned, OwnedAll};
use super::subscripts::{clamped, type_name};
use super::{ExceptionKind, PyException, iterators, state};
use crate::object::{Deque, Header, Ref, TableIter, type_id};
use crate::thread::Thread;
use std::collections::VecDeque;

/// What a deque holds.
#[derive(Default)]
struct Content {
    items: VecDeque<Ref>,
    /// How many items it keeps at most.
    most: Option<usize>,
    /// How often items were added or removed; an iterator looks at it.
    changes: usize,
}

impl Content {
    /// Bytes that it takes beside its own.
    fn size(&self) -> usize {
        self.items.capacity() * size_of::<Ref>()
    }
}

unsafe fn content<'a>(deque: Ref) -> &'a mut Content {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { &mut *(*deque.cast::<Deque>()).content.cast::<Content>() }
}

/// Adds or removes items, and keeps the heap's books.
unsafe fn change<T>(
    thread: *mut Thread,
    deque: Ref,
    change: impl FnOnce(&mut VecDeque<Ref>) -> T,
) -> T {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = content(deque);
        let before = content.size();
        content.changes = content.changes.wrapping_add(1);
        let outcome = change(&mut content.items);
        state(thread).heap.resize(before, content.size());
        outcome
    }
}

/// A deque without items.
unsafe fn new_deque(thread: *mut Thread, most: Option<usize>) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = heap::keep(thread, Content { most, ..Content::default() }).cast();
        let header = Header::new(type_id::DEQUE);
        Ref(new_tracked(thread, Deque { header, content }).cast())
    }
}

/// How many items a deque keeps at most.
pub(super) unsafe fn most(deque: Ref) -> Option<usize> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { content(deque).most }
}

/// Frees what is left of a dead deque, which is not used again.
pub(super) unsafe fn free_content(thread: *mut Thread, deque: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        state(thread).heap.resize(content(deque).size(), 0);
        heap::drop_kept(thread, (*deque.cast::<Deque>()).content.cast::<Content>());
    }
}

/// Shows all references.
pub(super) unsafe fn each_reference(deque: Ref, visit: impl FnMut(&mut Ref)) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { content(deque).items.iter_mut().for_each(visit) }
}

/// `deque(iterable, maxlen)`
pub(super) unsafe fn construct(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let given = |index: usize| {
            args.get(index).copied().filter(|arg: &Ref| arg.type_id() != type_id::NONE)
        };
        if args.len() > 2 {
            let message = format!("deque() takes at most 2 arguments ({} given)", args.len());
            return Err(PyException::type_error(message));
        }
        let most = match given(1) {
            None => None,
            Some(most) => {
                let most = clamped(most)
                    .ok_or_else(|| PyException::type_error("an integer is required"))?;
                let message = "maxlen must be non-negative";
                Some(usize::try_from(most).map_err(|_| PyException::value_error(message))?)
            }
        };
        let deque = Owned::new(thread, new_deque(thread, most));
        if let Some(iterable) = given(0) {
            extend(thread, deque.get(), iterable, false)?;
        }
        Ok(deque.give())
    }
}

/// A deque with the same items, and as many at most.
pub(super) unsafe fn copy(thread: *mut Thread, deque: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let copy = new_deque(thread, content(deque).most);
        let items = items(deque);
        items.iter().for_each(|item| item.incref());
        change(thread, copy, |all| *all = items.into());
        copy
    }
}

/// The items, borrowed.
pub(super) unsafe fn items(deque: Ref) -> Vec<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { content(deque).items.iter().copied().collect() }
}

pub(super) unsafe fn len(deque: Ref) -> usize {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { content(deque).items.len() }
}

/// Adds an item, whose reference it takes over, at the end or at the start. If there are too many items then, one of the
/// other side is dropped.
pub(super) unsafe fn add(thread: *mut Thread, deque: Ref, item: Ref, at_start: bool) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let most = content(deque).most.unwrap_or(usize::MAX);
        let dropped = change(thread, deque, |items| {
            match at_start {
                true => items.push_front(item),
                false => items.push_back(item),
            }
            match (items.len() > most, at_start) {
                (false, _) => None,
                (true, true) => items.pop_back(),
                (true, false) => items.pop_front(),
            }
        });
        release(thread, dropped.unwrap_or(Ref::NULL));
    }
}

/// Adds all items of an iterable, one after the other.
pub(super) unsafe fn extend(
    thread: *mut Thread,
    deque: Ref,
    iterable: Ref,
    at_start: bool,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if iterable == deque {
            for item in items(deque) {
                item.incref();
                add(thread, deque, item, at_start);
            }
            return Ok(());
        }
        iterators::for_each(thread, iterable, |item| {
            add(thread, deque, item, at_start);
            Ok(())
        })
    }
}

/// Takes an item from the end, or from the start.
pub(super) unsafe fn take(thread: *mut Thread, deque: Ref, at_start: bool) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if content(deque).items.is_empty() {
            return Err(PyException::index_error("pop from an empty deque"));
        }
        let taken = change(thread, deque, |items| match at_start {
            true => items.pop_front(),
            false => items.pop_back(),
        });
        Ok(taken.unwrap_or(Ref::NULL))
    }
}

/// Puts an item, whose reference it takes over, in front of another one.
pub(super) unsafe fn insert(thread: *mut Thread, deque: Ref, index: i64, item: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let item = Owned::new(thread, item);
        let len = len(deque);
        if content(deque).most == Some(len) {
            return Err(PyException::index_error("deque already at its maximum size"));
        }
        let index = if index < 0 { index.saturating_add(len as i64).max(0) } else { index };
        let index = (index as usize).min(len);
        change(thread, deque, |items| items.insert(index, item.give()));
        Ok(())
    }
}

/// Removes an item.
pub(super) unsafe fn remove(thread: *mut Thread, deque: Ref, index: usize) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let item = change(thread, deque, |items| items.remove(index));
        release(thread, item.unwrap_or(Ref::NULL));
    }
}

/// Removes all items.
pub(super) unsafe fn clear(thread: *mut Thread, deque: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut old = OwnedAll::new(thread);
        change(thread, deque, std::mem::take).into_iter().for_each(|item| old.push(item));
    }
}

/// Moves items from the end to the start, or the other way if `steps` is negative.
pub(super) unsafe fn rotate(thread: *mut Thread, deque: Ref, steps: i64) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let len = len(deque) as i64;
        if len > 1 {
            let steps = steps.rem_euclid(len) as usize;
            change(thread, deque, |items| items.rotate_right(steps));
        }
    }
}

/// Turns the items around.
pub(super) unsafe fn reverse(thread: *mut Thread, deque: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { change(thread, deque, |items| items.make_contiguous().reverse()) }
}

/// The index that a subscript means.
unsafe fn place(deque: Ref, sub: Ref) -> Result<usize> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let index = clamped(sub).ok_or_else(|| {
            let name = type_name(sub);
            PyException::type_error(format!("sequence index must be integer, not '{name}'"))
        })?;
        let len = len(deque) as i64;
        let index = if index < 0 { index.saturating_add(len) } else { index };
        let is_there = (0..len).contains(&index);
        let out_of_range = || PyException::index_error("deque index out of range");
        is_there.then_some(index as usize).ok_or_else(out_of_range)
    }
}

/// `deque[sub]`, borrowed.
pub(super) unsafe fn item(deque: Ref, sub: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { place(deque, sub).map(|index| content(deque).items[index]) }
}

/// `deque[sub] = value`, whose reference stays the caller's.
pub(super) unsafe fn set(thread: *mut Thread, deque: Ref, sub: Ref, value: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let index = place(deque, sub)?;
        value.incref();
        let old = std::mem::replace(&mut content(deque).items[index], value);
        release(thread, old);
        Ok(())
    }
}

/// `del deque[sub]`
pub(super) unsafe fn delete(thread: *mut Thread, deque: Ref, sub: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let index = place(deque, sub)?;
        remove(thread, deque, index);
        Ok(())
    }
}

/// `left + right`
pub(super) unsafe fn concat(thread: *mut Thread, left: Ref, right: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let joined = Owned::new(thread, copy(thread, left));
        extend(thread, joined.get(), right, false)?;
        Ok(joined.give())
    }
}

/// `iter(deque)`
pub(super) unsafe fn iter(thread: *mut Thread, deque: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        deque.incref();
        let header = Header::new(type_id::DEQUE_ITER);
        let (left, len) = (len(deque) as u32, content(deque).changes);
        let iter = TableIter { header, index: 0, left, len, container: deque };
        Ref(new_object(thread, iter).cast())
    }
}

/// The next item of an iterator over a deque.
pub(super) unsafe fn next(iterator: Ref) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let iter = &mut *iterator.cast::<TableIter>();
        let content = content(iter.container);
        if content.changes != iter.len {
            iter.left = 0;
            let message = "deque mutated during iteration";
            return Err(PyException::new(ExceptionKind::RuntimeError, message));
        }
        let Some(left) = iter.left.checked_sub(1) else { return Ok(None) };
        let item = content.items.get(iter.index as usize).copied();
        (iter.left, iter.index) = (left, iter.index + 1);
        if let Some(item) = item {
            item.incref();
        }
        Ok(item)
    }
}
