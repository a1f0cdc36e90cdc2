//! `iter()` and `next()`.

use super::heap::new_object;
use super::{PyException, raise};
use crate::object::{
    Bytes, Header, List, Range, RangeIter, Ref, SequenceIter, Tuple, TypeId, type_id,
};
use crate::thread::Thread;

/// See [`crate::helpers::uop_get_iter`].
///
/// # Safety
/// `thread` is a live runtime's, `object` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_get_iter(thread: *mut Thread, object: Ref) -> Ref {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        match object.type_id() {
            type_id::RANGE => {
                let range = &*object.cast::<Range>();
                let header = Header::new(type_id::RANGE_ITER);
                let iter =
                    RangeIter { header, start: range.start, step: range.step, len: range.len };
                Ref(new_object(thread, iter).cast())
            }
            type_id::LIST => sequence_iter(thread, type_id::LIST_ITER, object),
            type_id::TUPLE => sequence_iter(thread, type_id::TUPLE_ITER, object),
            type_id::BYTES => sequence_iter(thread, type_id::BYTES_ITER, object),
            type_id::RANGE_ITER
            | type_id::LIST_ITER
            | type_id::TUPLE_ITER
            | type_id::BYTES_ITER => {
                object.incref();
                object
            }
            other => {
                let name = type_id::name(other);
                raise(thread, PyException::type_error(format!("'{name}' object is not iterable")))
            }
        }
    }
}

unsafe fn sequence_iter(thread: *mut Thread, iter_type: TypeId, sequence: Ref) -> Ref {
    // SAFETY: the caller passes a live thread and sequence.
    unsafe {
        sequence.incref();
        let header = Header::new(iter_type);
        Ref(new_object(thread, SequenceIter { header, index: 0, sequence }).cast())
    }
}

/// See [`crate::helpers::uop_iter_next`].
///
/// # Safety
/// `thread` is a live runtime's, `iterator` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_iter_next(thread: *mut Thread, iterator: Ref) -> Ref {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        match iterator.type_id() {
            type_id::RANGE_ITER => {
                let iter = &mut *iterator.cast::<RangeIter>();
                if iter.len <= 0 {
                    return Ref::NULL;
                }
                let value = iter.start;
                iter.start = value.wrapping_add(iter.step);
                iter.len -= 1;
                Thread::int(thread, value)
            }
            kind @ (type_id::LIST_ITER | type_id::TUPLE_ITER | type_id::BYTES_ITER) => {
                let iter = &mut *iterator.cast::<SequenceIter>();
                let sequence = iter.sequence;
                if sequence.is_null() {
                    return Ref::NULL;
                }
                let index = iter.index;
                let len = match kind {
                    type_id::LIST_ITER => (*sequence.cast::<List>()).len,
                    type_id::TUPLE_ITER => (*sequence.cast::<Tuple>()).len,
                    _ => (*sequence.cast::<Bytes>()).len,
                };
                if index >= len {
                    iter.sequence = Ref::NULL;
                    super::dealloc::release(thread, sequence);
                    return Ref::NULL;
                }
                iter.index = index + 1;
                let item = match kind {
                    type_id::LIST_ITER => *(*sequence.cast::<List>()).items.add(index),
                    type_id::TUPLE_ITER => {
                        let items = &raw const (*sequence.cast::<Tuple>()).items;
                        *items.cast::<Ref>().add(index)
                    }
                    _ => {
                        let data = &raw const (*sequence.cast::<Bytes>()).data;
                        return Thread::int(thread, i64::from(*data.cast::<u8>().add(index)));
                    }
                };
                item.incref();
                item
            }
            other => {
                let name = type_id::name(other);
                raise(
                    thread,
                    PyException::type_error(format!("'{name}' object is not an iterator")),
                )
            }
        }
    }
}

/// See [`crate::helpers::uop_error_occurred`].
///
/// # Safety
/// `thread` is a live runtime's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_error_occurred(thread: *mut Thread) -> bool {
    // SAFETY: the caller's promise.
    unsafe { super::state(thread).exception.is_some() }
}
