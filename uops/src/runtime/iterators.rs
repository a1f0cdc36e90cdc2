//! `iter()` and `next()`.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::dealloc::release;
use super::error::Result;
use super::heap::new_object;
use super::owned::{Owned, OwnedAll};
use super::strings::{character, text};
use super::{
    ExceptionKind, PyException, RequestKind, arrays, buffers, deques, dicts, lists, memoryviews,
    nested, raise, replay, sets, tuples, views,
};
use crate::object::{
    Enumerate, Generator, Header, Range, RangeIter, Ref, SequenceIter, TableIter, TypeId, Zip,
    type_id,
};
use crate::thread::Thread;

/// `iter(object)`
pub(super) unsafe fn get_iter(thread: *mut Thread, object: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let kind = match object.type_id() {
            type_id::RANGE => {
                let range = &*object.cast::<Range>();
                return Ok(range_iter(thread, range.start, range.step, range.len));
            }
            type_id::LIST => type_id::LIST_ITER,
            type_id::TUPLE => type_id::TUPLE_ITER,
            type_id::BYTES => type_id::BYTES_ITER,
            type_id::ARRAY => type_id::ARRAY_ITER,
            type_id::BYTEARRAY => type_id::BYTEARRAY_ITER,
            type_id::MEMORY_VIEW => {
                memoryviews::length(object)?;
                type_id::MEMORY_ITER
            }
            type_id::STR => type_id::STR_ITER,
            type_id::DEQUE => return Ok(deques::iter(thread, object)),
            type_id::DICT | type_id::DEFAULT_DICT | type_id::COUNTER => type_id::DICT_KEY_ITER,
            type_id::DICT_KEYS => type_id::DICT_KEY_ITER,
            type_id::DICT_VALUES => type_id::DICT_VALUE_ITER,
            type_id::DICT_ITEMS => type_id::DICT_ITEM_ITER,
            type_id::SET | type_id::FROZENSET => type_id::SET_ITER,
            kind if type_id::is_iterator(kind) => {
                object.incref();
                return Ok(object);
            }
            other => {
                if let Some(held) = object.held() {
                    return get_iter(thread, held);
                }
                let name = type_id::name(other);
                return Err(PyException::type_error(format!("'{name}' object is not iterable")));
            }
        };
        Ok(match object.type_id() {
            type_id::DICT | type_id::DEFAULT_DICT | type_id::COUNTER => {
                table_iter(thread, kind, object, dicts::len(object))
            }
            type_id::DICT_KEYS | type_id::DICT_VALUES | type_id::DICT_ITEMS => {
                let dict = views::dict(object);
                table_iter(thread, kind, dict, dicts::len(dict))
            }
            type_id::SET | type_id::FROZENSET => {
                table_iter(thread, kind, object, sets::len(object))
            }
            _ => sequence_iter(thread, kind, object, 0),
        })
    }
}

unsafe fn range_iter(thread: *mut Thread, start: i64, step: i64, len: i64) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let header = Header::new(type_id::RANGE_ITER);
        Ref(new_object(thread, RangeIter { header, start, step, len }).cast())
    }
}

unsafe fn sequence_iter(thread: *mut Thread, kind: TypeId, sequence: Ref, index: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        sequence.incref();
        let header = Header::new(kind);
        Ref(new_object(thread, SequenceIter { header, index, sequence }).cast())
    }
}

unsafe fn table_iter(thread: *mut Thread, kind: TypeId, container: Ref, len: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        container.incref();
        let header = Header::new(kind);
        Ref(new_object(thread, TableIter { header, index: 0, left: len as u32, len, container })
            .cast())
    }
}

/// `reversed(object)`
pub(super) unsafe fn reversed(thread: *mut Thread, object: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        Ok(match object.type_id() {
            type_id::LIST => {
                sequence_iter(thread, type_id::LIST_REVERSED, object, lists::items(object).len())
            }
            type_id::TUPLE => {
                sequence_iter(thread, type_id::REVERSED, object, tuples::items(object).len())
            }
            type_id::STR => sequence_iter(thread, type_id::REVERSED, object, text(object).len()),
            type_id::BYTES => {
                sequence_iter(thread, type_id::REVERSED, object, buffers::bytes(object).len())
            }
            type_id::ARRAY | type_id::BYTEARRAY => {
                sequence_iter(thread, type_id::REVERSED, object, arrays::len(object))
            }
            type_id::RANGE => {
                let range = &*object.cast::<Range>();
                // In an empty range the sum may wrap, but then it is never read.
                let last = range.start.wrapping_add(range.step.wrapping_mul(range.len - 1));
                range_iter(thread, last, range.step.wrapping_neg(), range.len)
            }
            other => {
                if let Some(held) = object.held() {
                    return reversed(thread, held);
                }
                let name = type_id::name(other);
                return Err(PyException::type_error(format!("'{name}' object is not reversible")));
            }
        })
    }
}

/// `enumerate(object, start)`
pub(super) unsafe fn enumerate(thread: *mut Thread, object: Ref, index: i64) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let iter = get_iter(thread, object)?;
        let header = Header::new(type_id::ENUMERATE);
        Ok(Ref(new_object(thread, Enumerate { header, index, iter }).cast()))
    }
}

/// `zip(*objects)`
pub(super) unsafe fn zip(thread: *mut Thread, objects: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut iters = OwnedAll::new(thread);
        for &object in objects {
            iters.push(get_iter(thread, object)?);
        }
        let iters = tuples::new_tuple(thread, &iters.give());
        Ok(Ref(new_object(thread, Zip { header: Header::new(type_id::ZIP), iters }).cast()))
    }
}

/// The next value, or nothing at the end.
pub(super) unsafe fn next(thread: *mut Thread, iterator: Ref) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match iterator.type_id() {
            type_id::GENERATOR => next_of_generator(iterator),
            type_id::RANGE_ITER => {
                let iter = &mut *iterator.cast::<RangeIter>();
                if iter.len <= 0 {
                    return Ok(None);
                }
                let value = iter.start;
                iter.start = value.wrapping_add(iter.step);
                iter.len -= 1;
                Ok(Some(Thread::int(thread, value)))
            }
            type_id::LIST_ITER
            | type_id::TUPLE_ITER
            | type_id::BYTES_ITER
            | type_id::ARRAY_ITER
            | type_id::BYTEARRAY_ITER
            | type_id::STR_ITER => Ok(next_of_sequence(thread, iterator)),
            type_id::LIST_REVERSED | type_id::REVERSED => Ok(next_backwards(thread, iterator)),
            type_id::DICT_KEY_ITER
            | type_id::DICT_VALUE_ITER
            | type_id::DICT_ITEM_ITER
            | type_id::SET_ITER => next_of_table(thread, iterator),
            type_id::DEQUE_ITER => deques::next(iterator),
            type_id::MEMORY_ITER => memoryviews::next(thread, iterator),
            type_id::ENUMERATE => {
                let iter = iterator.cast::<Enumerate>();
                let Some(item) = next_within(thread, (*iter).iter)? else { return Ok(None) };
                let number = Thread::int(thread, (*iter).index);
                (*iter).index = (*iter).index.wrapping_add(1);
                Ok(Some(tuples::new_tuple(thread, &[number, item])))
            }
            type_id::ZIP => {
                let iters = tuples::items((*iterator.cast::<Zip>()).iters);
                if let [first, second] = *iters {
                    let Some(one) = next_within(thread, first)? else { return Ok(None) };
                    let one = Owned::new(thread, one);
                    let Some(other) = next_within(thread, second)? else { return Ok(None) };
                    return Ok(Some(tuples::new_tuple(thread, &[one.give(), other])));
                }
                let mut row = OwnedAll::new(thread);
                for &iter in iters {
                    match next_within(thread, iter)? {
                        Some(item) => row.push(item),
                        None => return Ok(None),
                    }
                }
                Ok((!iters.is_empty()).then(|| tuples::new_tuple(thread, &row.give())))
            }
            other => {
                let name = type_id::name(other);
                Err(PyException::type_error(format!("'{name}' object is not an iterator")))
            }
        }
    }
}

/// The next value of an iterator that another one asks: one level deeper if that asks others in turn.
#[inline]
unsafe fn next_within(thread: *mut Thread, iterator: Ref) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match iterator.type_id() {
            type_id::LIST_ITER => Ok(next_of_sequence(thread, iterator)),
            type_id::ENUMERATE | type_id::ZIP => nested(thread, "", || next(thread, iterator)),
            _ => next(thread, iterator),
        }
    }
}

unsafe fn next_of_sequence(thread: *mut Thread, iterator: Ref) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let iter = iterator.cast::<SequenceIter>();
        let SequenceIter { index, sequence, .. } = *iter;
        if sequence.is_null() {
            return None;
        }
        let item = match iterator.type_id() {
            type_id::LIST_ITER => counted(lists::items(sequence).get(index)),
            type_id::TUPLE_ITER => counted(tuples::items(sequence).get(index)),
            type_id::ARRAY_ITER | type_id::BYTEARRAY_ITER => arrays::item(thread, sequence, index),
            type_id::STR_ITER => text(sequence)[index..].chars().next().map(|c| {
                // One less, since one is added for every kind.
                (*iter).index += c.len_utf8() - 1;
                character(thread, c)
            }),
            _ => {
                let byte = buffers::bytes(sequence).get(index);
                byte.map(|&byte| Thread::int(thread, byte.into()))
            }
        };
        match item {
            Some(_) => (*iter).index += 1,
            None => exhaust(thread, &raw mut (*iter).sequence),
        }
        item
    }
}

unsafe fn next_backwards(thread: *mut Thread, iterator: Ref) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let iter = iterator.cast::<SequenceIter>();
        let SequenceIter { index, sequence, .. } = *iter;
        if sequence.is_null() {
            return None;
        }
        let before = index.checked_sub(1);
        let item = match sequence.type_id() {
            type_id::LIST => counted(before.and_then(|before| lists::items(sequence).get(before))),
            type_id::TUPLE => {
                counted(before.and_then(|before| tuples::items(sequence).get(before)))
            }
            type_id::STR => text(sequence)[..index].chars().next_back().map(|c| {
                (*iter).index -= c.len_utf8() - 1;
                character(thread, c)
            }),
            type_id::ARRAY | type_id::BYTEARRAY => {
                before.and_then(|before| arrays::item(thread, sequence, before))
            }
            _ => {
                let byte = before.and_then(|before| buffers::bytes(sequence).get(before));
                byte.map(|&byte| Thread::int(thread, byte.into()))
            }
        };
        match item {
            Some(_) => (*iter).index -= 1,
            None => exhaust(thread, &raw mut (*iter).sequence),
        }
        item
    }
}

unsafe fn counted(item: Option<&Ref>) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        item.map(|item| {
            item.incref();
            *item
        })
    }
}

/// Forgets what an iterator at its end went over.
unsafe fn exhaust(thread: *mut Thread, container: *mut Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        release(thread, container.replace(Ref::NULL));
    }
}

unsafe fn next_of_table(thread: *mut Thread, iterator: Ref) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let iter = iterator.cast::<TableIter>();
        let TableIter { index, left, len, container, .. } = *iter;
        if container.is_null() {
            return Ok(None);
        }
        let is_set = iterator.type_id() == type_id::SET_ITER;
        let now = if is_set { sets::len(container) } else { dicts::len(container) };
        if now != len {
            // No iterator has that many items: the complaint is repeated.
            (*iter).len = usize::MAX;
            let what = if is_set { "Set" } else { "dictionary" };
            let message = format!("{what} changed size during iteration");
            return Err(PyException::new(ExceptionKind::RuntimeError, message));
        }
        let found = match iterator.type_id() {
            type_id::SET_ITER => sets::table(container).from(index as usize),
            kind => dicts::table(container).from(index as usize).map(|(place, entry)| match kind {
                type_id::DICT_KEY_ITER => (place, entry.key),
                type_id::DICT_VALUE_ITER => (place, entry.value),
                _ => (place, tuples::copy_tuple(thread, &[entry.key, entry.value])),
            }),
        };
        let Some((place, item)) = found else {
            exhaust(thread, &raw mut (*iter).container);
            return Ok(None);
        };
        if iterator.type_id() != type_id::DICT_ITEM_ITER {
            item.incref();
        }
        if left == 0 && !is_set {
            release(thread, item);
            exhaust(thread, &raw mut (*iter).container);
            let message = "dictionary keys changed during iteration";
            return Err(PyException::new(ExceptionKind::RuntimeError, message));
        }
        (*iter).index = (place + 1) as u32;
        (*iter).left = left.saturating_sub(1);
        Ok(Some(item))
    }
}

/// `next(generator)` outside of uops, which can't run its code: nothing if the generator has returned.
/// What a generator or coroutine hands out that no uop resumes, because it can't be resumed.
pub(super) unsafe fn next_of_generator(generator: Ref) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    let (kind, state) = unsafe { (generator.type_id(), (*generator.0).flags) };
    match state {
        Generator::FINISHED if kind == type_id::COROUTINE => {
            let message = "cannot reuse already awaited coroutine";
            Err(PyException::new(ExceptionKind::RuntimeError, message))
        }
        Generator::FINISHED => Ok(None),
        Generator::EXECUTING => {
            let message = format!("{} already executing", type_id::name(kind));
            Err(PyException::new(ExceptionKind::ValueError, message))
        }
        _ => {
            let message =
                "a generator is resumed by uops alone, and not deeper than the recursion limit";
            Err(PyException::new(ExceptionKind::RecursionError, message))
        }
    }
}

/// Calls `each` with every item, whose reference it takes over.
pub(super) unsafe fn for_each(
    thread: *mut Thread,
    iterable: Ref,
    mut each: impl FnMut(Ref) -> Result<()>,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        // The most frequent ones need no iterator. They may change meanwhile, so that each item is looked up.
        if stored(iterable).is_some() {
            let mut places = 0..;
            let at = |place: usize| counted(stored(iterable)?.get(place));
            while let Some(item) = places.next().and_then(at) {
                each(item)?;
            }
            return Ok(());
        }
        if matches!(iterable.type_id(), type_id::SET | type_id::FROZENSET) {
            for member in sets::keys(iterable) {
                member.incref();
                each(member)?;
            }
            return Ok(());
        }
        let iter = Owned::new(thread, get_iter(thread, iterable)?);
        while let Some(item) = next(thread, iter.get())? {
            each(item)?;
        }
        Ok(())
    }
}

/// The items of a list or tuple, where they are; nothing of other objects.
///
/// # Safety
/// No list changes while the slice is used.
pub(super) unsafe fn stored<'a>(iterable: Ref) -> Option<&'a [Ref]> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match iterable.type_id() {
            type_id::LIST => Some(lists::items(iterable)),
            type_id::TUPLE => Some(tuples::items(iterable)),
            _ => None,
        }
    }
}

/// All items, as owned references.
pub(super) unsafe fn collect(thread: *mut Thread, iterable: Ref) -> Result<OwnedAll> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(stored) = stored(iterable) {
            stored.iter().for_each(|item| item.incref());
            return Ok(OwnedAll::all(thread, stored));
        }
        let mut items = OwnedAll::new(thread);
        for_each(thread, iterable, |item| {
            items.push(item);
            Ok(())
        })?;
        Ok(items)
    }
}

/// See [`crate::helpers::uop_get_iter`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_get_iter(thread: *mut Thread, object: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let iterator = match replay::is_opaque(object) {
            true => replay::answered(thread, RequestKind::Iterate, "", &[object]),
            false => get_iter(thread, object),
        };
        iterator.unwrap_or_else(|exception| raise(thread, exception))
    }
}

/// See [`crate::helpers::uop_iter_next`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_iter_next(thread: *mut Thread, iterator: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let item = match replay::is_opaque(iterator) {
            true => replay::ask(thread, RequestKind::Next, "", &[iterator]),
            false => next(thread, iterator),
        };
        match item {
            Ok(item) => item.unwrap_or(Ref::NULL),
            Err(exception) => raise(thread, exception),
        }
    }
}

/// See [`crate::helpers::uop_send`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_send(thread: *mut Thread, receiver: Ref, sent: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let kind = receiver.type_id();
        if Generator::is_of_type(kind) {
            return match next_of_generator(receiver) {
                Ok(item) => item.unwrap_or(Ref::NULL),
                Err(exception) => raise(thread, exception),
            };
        }
        if sent == Thread::none(thread) {
            return uop_iter_next(thread, receiver);
        }
        let message = format!("'{}' object has no attribute 'send'", type_id::name(kind));
        raise(thread, PyException::new(ExceptionKind::AttributeError, message))
    }
}

/// See [`crate::helpers::uop_error_occurred`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_error_occurred(thread: *mut Thread) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { super::state(thread).exception.is_some() }
}
