//! `container[sub]`, slices, `len` and truth.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::arithmetic;
use super::buffers::bytes;
use super::dealloc::release;
use super::error::Result;
use super::heap::new_object;
use super::owned::{OwnedAll, Refs};
use super::slices::Indices;
use super::strings::{self, byte_of, text};
use super::{
    PyException, RequestKind, arrays, calls, defaults, deques, dicts, instances, iterators, lists,
    memoryviews, raise, replay, sets, tuples, value, views,
};
use crate::object::{Complex, Float, Header, Int, List, Range, Ref, Slice, type_id};
use crate::thread::Thread;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

/// The name of an object's type.
pub(super) unsafe fn type_name(object: Ref) -> &'static str {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { type_id::NAMES.get(object.type_id() as usize).copied().unwrap_or("object") }
}

/// An int or bool, or the int that an object holds; nothing of other objects.
pub(super) unsafe fn int_object(object: Ref) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let is_int = |object: &Ref| matches!(object.type_id(), type_id::INT | type_id::BOOL);
        Some(object).filter(is_int).or_else(|| object.held().filter(is_int))
    }
}

/// The value of an int or bool; nothing of other objects.
pub(super) unsafe fn as_int(object: Ref) -> Option<BigInt> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { int_object(object).map(|int| arithmetic::int_value(int)) }
}

/// An int or bool, cut off to 64 bits. Most are ints that have no more.
#[inline]
pub(super) unsafe fn clamped(object: Ref) -> Option<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match object.is_compact_int() {
            true => Some((*object.cast::<Int>()).value),
            false => clamped_of(object),
        }
    }
}

/// The same for objects of any type.
#[inline(never)]
unsafe fn clamped_of(object: Ref) -> Option<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let object = int_object(object)?;
        let value = arithmetic::int_value(object);
        Some(value.to_i64().unwrap_or(if value.is_negative() { i64::MIN } else { i64::MAX }))
    }
}

/// Where an index leads in a sequence; negative ones count from its end.
fn place(index: i64, len: usize) -> Option<usize> {
    let len = len as i64;
    let index = if index < 0 { index.saturating_add(len) } else { index };
    (0..len).contains(&index).then_some(index as usize)
}

/// The place that a subscript names, or CPython's complaint about it.
pub(super) unsafe fn index_of(container: Ref, sub: Ref, len: usize, what: &str) -> Result<usize> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some(index) = clamped(sub) else {
            let kind = match container.type_id() {
                type_id::STR => "string",
                type_id::BYTES => "byte",
                _ => type_name(container),
            };
            let (must, name) = (format!("{kind} indices must be integers"), type_name(sub));
            return Err(PyException::type_error(match container.type_id() {
                type_id::STR => format!("{must}, not '{name}'"),
                _ => format!("{must} or slices, not {name}"),
            }));
        };
        // Of a range, an index may be an int of any size.
        let is_wide = || as_int(sub).is_some_and(|value| value.to_i64().is_none());
        place(index, len).ok_or_else(|| match container.type_id() != type_id::RANGE && is_wide() {
            true => PyException::index_error("cannot fit 'int' into an index-sized integer"),
            false => PyException::index_error(format!("{what}index out of range")),
        })
    }
}

/// Number of items, if the object has one.
pub(super) unsafe fn length(object: Ref) -> Result<usize> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if object.type_id() == type_id::MEMORY_VIEW {
            return memoryviews::length(object);
        }
        length_of(object).ok_or_else(|| {
            let name = type_name(object);
            PyException::type_error(format!("object of type '{name}' has no len()"))
        })
    }
}

/// Number of items; nothing if the object has no such number.
unsafe fn length_of(object: Ref) -> Option<usize> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        Some(match object.type_id() {
            type_id::LIST => lists::items(object).len(),
            type_id::TUPLE => tuples::items(object).len(),
            type_id::STR => (*object.cast::<crate::object::Str>()).len,
            type_id::BYTES => bytes(object).len(),
            type_id::ARRAY | type_id::BYTEARRAY => arrays::len(object),
            type_id::DICT | type_id::DEFAULT_DICT | type_id::COUNTER => dicts::len(object),
            type_id::DEQUE => deques::len(object),
            type_id::DICT_KEYS | type_id::DICT_VALUES | type_id::DICT_ITEMS => {
                dicts::len(views::dict(object))
            }
            type_id::SET | type_id::FROZENSET => sets::len(object),
            type_id::RANGE => (*object.cast::<Range>()).len as usize,
            type_id::MEMORY_VIEW => memoryviews::length(object).ok()?,
            _ => return length_of(object.held()?),
        })
    }
}

/// `bool(object)`
pub(super) unsafe fn truth(object: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match object.type_id() {
            type_id::NONE => false,
            // An int that is not compact is too large to be 0.
            type_id::INT | type_id::BOOL => {
                let int = &*object.cast::<Int>();
                !int.is_compact() || int.value != 0
            }
            type_id::FLOAT => (*object.cast::<Float>()).value != 0.0,
            type_id::COMPLEX => {
                let Complex { real, imag, .. } = *object.cast::<Complex>();
                real != 0.0 || imag != 0.0
            }
            type_id::OPAQUE => replay::truth(object),
            _ => match object.held() {
                Some(held) => truth(held),
                None => length_of(object) != Some(0),
            },
        }
    }
}

/// `container[sub]`
pub(super) unsafe fn get(thread: *mut Thread, container: Ref, sub: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { get_inlined(thread, container, sub) }
}

/// The same as a part of its caller: a call would take about as long as a look-up.
#[inline(always)]
unsafe fn get_inlined(thread: *mut Thread, container: Ref, sub: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let is_slice = sub.type_id() == type_id::SLICE && container.held().is_none();
        if is_slice && !dicts::is_dict(container) {
            let Slice { start, stop, step, .. } = *sub.cast::<Slice>();
            return slice(thread, container, [start, stop, step]);
        }
        let item = match container.type_id() {
            type_id::LIST => {
                let items = lists::items(container);
                items[index_of(container, sub, items.len(), "list ")?]
            }
            type_id::TUPLE => {
                let items = tuples::items(container);
                items[index_of(container, sub, items.len(), "tuple ")?]
            }
            type_id::DICT | type_id::DEFAULT_DICT | type_id::COUNTER => {
                match dicts::get(thread, container, sub)? {
                    Some(value) => value,
                    None => return defaults::missing(thread, container, sub),
                }
            }
            type_id::DEQUE => deques::item(container, sub)?,
            type_id::MEMORY_VIEW => return memoryviews::get(thread, container, sub),
            type_id::STR => {
                let index = index_of(container, sub, length(container)?, "string ")?;
                let item = strings::item(thread, container, index);
                return item.ok_or_else(|| PyException::index_error("string index out of range"));
            }
            type_id::BYTES => {
                let bytes = bytes(container);
                let byte = bytes[index_of(container, sub, bytes.len(), "")?];
                return Ok(Thread::int(thread, byte.into()));
            }
            kind @ (type_id::ARRAY | type_id::BYTEARRAY) => {
                if let Some(item) = arrays::item_at(thread, container, sub) {
                    return Ok(item);
                }
                let what = if kind == type_id::ARRAY { "array " } else { "bytearray " };
                let index = index_of(container, sub, arrays::len(container), what)?;
                return Ok(arrays::item(thread, container, index).unwrap_or(Ref::NULL));
            }
            type_id::RANGE => {
                let range = &*container.cast::<Range>();
                let index = index_of(container, sub, range.len as usize, "range object ")?;
                return Ok(Thread::int(thread, range.start + index as i64 * range.step));
            }
            _ => {
                if let Some(held) = container.held() {
                    return get(thread, held, sub);
                }
                return Err(instances::no_items(container));
            }
        };
        item.incref();
        Ok(item)
    }
}

unsafe fn slice(thread: *mut Thread, container: Ref, bounds: [Ref; 3]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let indices = |len| Indices::new(bounds, len);
        Ok(match container.type_id() {
            type_id::LIST => {
                let items = lists::items(container);
                let indices = indices(items.len())?;
                match indices.run() {
                    Some(run) => lists::copy_list(thread, &items[run]),
                    None => lists::picked(thread, items, indices.all()),
                }
            }
            type_id::TUPLE => {
                let items = tuples::items(container);
                let indices = indices(items.len())?;
                if indices.count == items.len() && indices.step == 1 {
                    container.incref();
                    return Ok(container);
                }
                tuples::copy_tuple(thread, &indices.pick(items))
            }
            type_id::BYTES => {
                let bytes = bytes(container);
                value::new_bytes(thread, &indices(bytes.len())?.pick(bytes))
            }
            type_id::STR => {
                let content = text(container);
                let indices = indices(length(container)?)?;
                if indices.count == length(container)? && indices.step == 1 {
                    container.incref();
                    return Ok(container);
                }
                if indices.step == 1 {
                    let ascii = strings::is_ascii(container);
                    let start = byte_of(content, ascii, indices.start as usize);
                    let rest = &content[start..];
                    let end = byte_of(rest, ascii, indices.count);
                    return Ok(strings::new_counted(thread, &rest[..end], indices.count));
                }
                let chars: Vec<char> = content.chars().collect();
                let picked: String = indices.pick(&chars).iter().collect();
                strings::new_str(thread, &picked)
            }
            type_id::ARRAY | type_id::BYTEARRAY => arrays::pick(thread, container, bounds)?,
            type_id::MEMORY_VIEW => memoryviews::slice(thread, container, bounds)?,
            type_id::RANGE => {
                let range = &*container.cast::<Range>();
                let indices = indices(range.len as usize).map_err(PyException::always)?;
                let at = |index: i64| range.start.saturating_add(index.saturating_mul(range.step));
                let step = range.step.saturating_mul(indices.step);
                let header = Header::new(type_id::RANGE);
                let (start, stop) = (at(indices.start), at(indices.stop));
                let len = indices.count as i64;
                Ref(new_object(thread, Range { header, start, stop, step, len }).cast())
            }
            _ => {
                return Err(instances::no_items(container));
            }
        })
    }
}

/// `container[sub] = value`; nothing is taken over.
pub(super) unsafe fn set(thread: *mut Thread, container: Ref, sub: Ref, value: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match container.type_id() {
            type_id::DICT | type_id::DEFAULT_DICT | type_id::COUNTER => {
                dicts::set(thread, container, sub, value)
            }
            type_id::DEQUE => deques::set(thread, container, sub, value),
            type_id::MEMORY_VIEW => memoryviews::set(container, sub, Some(value)),
            type_id::LIST | type_id::ARRAY | type_id::BYTEARRAY
                if sub.type_id() == type_id::SLICE =>
            {
                let Slice { start, stop, step, .. } = *sub.cast::<Slice>();
                set_slice(thread, container, [start, stop, step], Some(value))
            }
            type_id::ARRAY | type_id::BYTEARRAY => arrays::set(container, sub, value),
            type_id::LIST => {
                let len = lists::items(container).len();
                let index = index_of(container, sub, len, "list assignment ")?;
                value.incref();
                let slot = (*container.cast::<List>()).items.add(index);
                release(thread, slot.replace(value));
                Ok(())
            }
            _ => match container.held() {
                Some(held) => set(thread, held, sub, value),
                None => Err(no_item_operation(container, "assignment")),
            },
        }
    }
}

unsafe fn no_item_operation(container: Ref, what: &str) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let name = type_name(container);
        PyException::type_error(format!("'{name}' object does not support item {what}"))
    }
}

/// Replaces a slice of a list or an array by the items of an iterable, or deletes it.
unsafe fn set_slice(
    thread: *mut Thread,
    list: Ref,
    bounds: [Ref; 3],
    iterable: Option<Ref>,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if list.type_id() != type_id::LIST {
            return arrays::set_slice(thread, list, bounds, iterable);
        }
        let len = lists::items(list).len();
        // Bounds are looked at first: their complaints come first.
        let indices = Indices::new(bounds, len)?;
        let new = match iterable {
            None => None,
            Some(iterable) if !is_iterable(iterable) => {
                let message = "must assign iterable to extended slice";
                return Err(PyException::type_error(message));
            }
            Some(iterable) => Some(iterators::collect(thread, iterable)?),
        };
        // The iterable may have been the list's own iterator, but nothing has changed the list.
        match new {
            // Where as many come as go, each takes the place of one.
            Some(new) if new.get().len() == indices.count => {
                for (index, item) in indices.all().zip(new.give()) {
                    let slot = (*list.cast::<List>()).items.add(index);
                    release(thread, slot.replace(item));
                }
                Ok(())
            }
            new if indices.step == 1 => {
                let start = indices.start as usize;
                let new = new.map_or_else(Refs::new, OwnedAll::give);
                drop(lists::splice(thread, list, start, indices.count, &new));
                Ok(())
            }
            None => {
                let mut doomed: Vec<usize> = indices.all().collect();
                doomed.sort_unstable();
                for index in doomed.into_iter().rev() {
                    drop(lists::splice(thread, list, index, 1, &[]));
                }
                Ok(())
            }
            Some(new) => Err(PyException::value_error(format!(
                "attempt to assign sequence of size {} to extended slice of size {}",
                new.get().len(),
                indices.count
            ))),
        }
    }
}

/// Whether `iter` takes an object.
pub(super) unsafe fn is_iterable(object: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let kind = object.type_id();
        type_id::is_iterator(kind)
            || matches!(kind, type_id::LIST | type_id::TUPLE | type_id::STR | type_id::BYTES)
            || dicts::is_dict(object)
            || matches!(kind, type_id::SET | type_id::FROZENSET | type_id::RANGE)
            || matches!(kind, type_id::ARRAY | type_id::BYTEARRAY | type_id::DEQUE)
            || kind == type_id::MEMORY_VIEW
            || matches!(kind, type_id::DICT_KEYS | type_id::DICT_VALUES | type_id::DICT_ITEMS)
            || object.held().is_some_and(|held| is_iterable(held))
    }
}

/// `del container[sub]`
pub(super) unsafe fn delete(thread: *mut Thread, container: Ref, sub: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(held) = container.held() {
            return delete(thread, held, sub);
        }
        match container.type_id() {
            type_id::DEQUE => deques::delete(thread, container, sub),
            type_id::MEMORY_VIEW => memoryviews::set(container, sub, None),
            type_id::DICT | type_id::DEFAULT_DICT | type_id::COUNTER => {
                defaults::delete(thread, container, sub)
            }
            type_id::LIST | type_id::ARRAY | type_id::BYTEARRAY
                if sub.type_id() == type_id::SLICE =>
            {
                let Slice { start, stop, step, .. } = *sub.cast::<Slice>();
                set_slice(thread, container, [start, stop, step], None)
            }
            kind @ (type_id::ARRAY | type_id::BYTEARRAY) => {
                let what = if kind == type_id::ARRAY { "array assignment " } else { "bytearray " };
                let index = index_of(container, sub, arrays::len(container), what)?;
                arrays::remove(thread, container, index)
            }
            type_id::LIST => {
                let len = lists::items(container).len();
                let index = index_of(container, sub, len, "list assignment ")?;
                drop(lists::splice(thread, container, index, 1, &[]));
                Ok(())
            }
            _ => {
                let name = type_name(container);
                Err(PyException::type_error(match container.type_id() {
                    type_id::TUPLE | type_id::STR | type_id::BYTES | type_id::RANGE => {
                        format!("'{name}' object doesn't support item deletion")
                    }
                    _ => format!("'{name}' object does not support item deletion"),
                }))
            }
        }
    }
}

pub(super) unsafe fn said(thread: *mut Thread, outcome: Result<()>) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { outcome.map_err(|exception| raise(thread, exception)).is_ok() }
}

pub(super) unsafe fn object_or_null(thread: *mut Thread, outcome: Result<Ref>) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { outcome.unwrap_or_else(|exception| raise(thread, exception)) }
}

/// See [`crate::helpers::uop_subscript`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_subscript(thread: *mut Thread, container: Ref, sub: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::is_opaque(container) {
            let answer = replay::answered(thread, RequestKind::Subscript, "", &[container, sub]);
            return object_or_null(thread, answer);
        }
        object_or_null(thread, get_inlined(thread, container, sub))
    }
}

/// See [`crate::helpers::uop_set_item`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_set_item(
    thread: *mut Thread,
    container: Ref,
    sub: Ref,
    value: Ref,
) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::is_opaque(container) {
            let operands = [value, container, sub];
            let answer = replay::ask(thread, RequestKind::SetItem, "", &operands);
            return said(thread, answer.map(drop));
        }
        said(thread, set(thread, container, sub, value))
    }
}

/// See [`crate::helpers::uop_delete_item`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_delete_item(thread: *mut Thread, container: Ref, sub: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::is_opaque(container) {
            let answer = replay::ask(thread, RequestKind::DeleteItem, "", &[container, sub]);
            return said(thread, answer.map(drop));
        }
        said(thread, delete(thread, container, sub))
    }
}

/// See [`crate::helpers::uop_slice`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_slice(
    thread: *mut Thread,
    container: Ref,
    start: Ref,
    stop: Ref,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::is_opaque(container) {
            let operands = [container, start, stop];
            let answer = replay::answered(thread, RequestKind::Slice, "", &operands);
            return object_or_null(thread, answer);
        }
        let container = container.held().unwrap_or(container);
        if dicts::is_dict(container) {
            let exception = PyException::type_error("unhashable type: 'slice'");
            return raise(thread, exception);
        }
        object_or_null(thread, slice(thread, container, [start, stop, Thread::none(thread)]))
    }
}

/// See [`crate::helpers::uop_set_slice`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_set_slice(
    thread: *mut Thread,
    value: Ref,
    container: Ref,
    start: Ref,
    stop: Ref,
) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::is_opaque(container) {
            let operands = [value, container, start, stop];
            let answer = replay::ask(thread, RequestKind::SetSlice, "", &operands);
            return said(thread, answer.map(drop));
        }
        let container = container.held().unwrap_or(container);
        let outcome = match container.type_id() {
            type_id::LIST | type_id::ARRAY | type_id::BYTEARRAY => {
                set_slice(thread, container, [start, stop, Thread::none(thread)], Some(value))
            }
            type_id::MEMORY_VIEW => {
                memoryviews::set_slice(container, [start, stop, Thread::none(thread)], value)
            }
            _ if dicts::is_dict(container) => {
                Err(PyException::type_error("unhashable type: 'slice'"))
            }
            _ => Err(no_item_operation(container, "assignment")),
        };
        said(thread, outcome)
    }
}

/// See [`crate::helpers::uop_build_slice`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_build_slice(
    thread: *mut Thread,
    start: Ref,
    stop: Ref,
    step: Ref,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let header = Header::new(type_id::SLICE);
        Ref(new_object(thread, Slice { header, start, stop, step }).cast())
    }
}

/// See [`crate::helpers::uop_truth`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_truth(object: Ref) -> bool {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { truth(object) }
}

/// See [`crate::helpers::uop_length`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_length(thread: *mut Thread, object: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if replay::is_opaque(object) {
            return object_or_null(thread, calls::call_with_opaque(thread, "len", &[object]));
        }
        object_or_null(thread, length(object).map(|len| Thread::int(thread, len as i64)))
    }
}
