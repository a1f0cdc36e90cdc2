//! Deallocation.

use super::{classes, state};
use crate::object::{
    BoundMethod, Bytes, Cell, FLAG_BIG, Function, Header, Instance, Int, List, MethodDescriptor,
    Range, RangeIter, Ref, SequenceIter, Tuple, TypeObject, type_id,
};
use crate::thread::Thread;
use num_bigint::BigInt;
use std::alloc::Layout;

/// Drops a reference, which may be null.
///
/// # Safety
/// The caller owns the reference; `thread` is its runtime's.
pub(super) unsafe fn release(thread: *mut Thread, object: Ref) {
    // SAFETY: the caller's promise.
    unsafe {
        if drop_count(object) {
            uop_dealloc(thread, object);
        }
    }
}

/// Drops a reference and says whether it was the last.
unsafe fn drop_count(object: Ref) -> bool {
    // SAFETY: the caller passes null or a live object.
    unsafe { !object.is_null() && object.drop_reference() }
}

/// Frees an object and all that only it kept alive. See [`crate::helpers::uop_dealloc`].
///
/// # Safety
/// `thread` is a live runtime's, and nothing refers to `object`, which is one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_dealloc(thread: *mut Thread, object: Ref) {
    // SAFETY: the caller's promise.
    unsafe {
        if Thread::free_if_number(thread, object) {
            return;
        }
        let mut dead = Vec::new();
        free_one(thread, object, &mut dead);
        // A list of work instead of recursion: nesting may be deeper than the native stack.
        while let Some(next) = dead.pop() {
            free_one(thread, next, &mut dead);
        }
    }
}

/// Frees one object and notes which of those that it referred to are dead now.
unsafe fn free_one(thread: *mut Thread, object: Ref, dead: &mut Vec<Ref>) {
    // SAFETY: the caller passes a dead object of `thread`'s runtime, whose type says its layout.
    unsafe {
        let mut drop_ref = |r: Ref| {
            if drop_count(r) {
                dead.push(r);
            }
        };
        match object.type_id() {
            type_id::INT | type_id::FLOAT => {
                if (*object.0).flags & FLAG_BIG != 0 {
                    drop(Box::from_raw((*object.cast::<Int>()).value as *mut BigInt));
                }
                Thread::free_number(thread, object);
            }
            type_id::LIST => {
                let list = &*object.cast::<List>();
                for index in 0..list.len {
                    drop_ref(*list.items.add(index));
                }
                state(thread).heap.resize_items(list.items, list.capacity, 0);
                free::<List>(thread, object, 0);
            }
            type_id::TUPLE => {
                let tuple = object.cast::<Tuple>();
                let items = (&raw const (*tuple).items).cast::<Ref>();
                let len = (*tuple).len;
                for index in 0..len {
                    drop_ref(*items.add(index));
                }
                free::<Tuple>(thread, object, len * size_of::<Ref>());
            }
            type_id::BYTES => {
                let len = (*object.cast::<Bytes>()).len;
                free::<Bytes>(thread, object, len);
            }
            type_id::LIST_ITER | type_id::TUPLE_ITER | type_id::BYTES_ITER => {
                drop_ref((*object.cast::<SequenceIter>()).sequence);
                free::<SequenceIter>(thread, object, 0);
            }
            type_id::RANGE => free::<Range>(thread, object, 0),
            type_id::RANGE_ITER => free::<RangeIter>(thread, object, 0),
            type_id::TYPE => free::<TypeObject>(thread, object, 0),
            type_id::METHOD_DESCRIPTOR => free::<MethodDescriptor>(thread, object, 0),
            type_id::FUNCTION => {
                drop_ref((*object.cast::<Function>()).closure);
                free::<Function>(thread, object, 0);
            }
            type_id::METHOD => {
                let method = &*object.cast::<BoundMethod>();
                drop_ref(method.function);
                drop_ref(method.this);
                free::<BoundMethod>(thread, object, 0);
            }
            type_id::CELL => {
                drop_ref((*object.cast::<Cell>()).value);
                free::<Cell>(thread, object, 0);
            }
            class if class >= type_id::FIRST_CLASS => {
                let count = state(thread).classes.value_count(class);
                for index in 0..count {
                    drop_ref(*classes::value(object, index));
                }
                free::<Instance>(thread, object, count * size_of::<Ref>());
            }
            other => unreachable!("an object of type {other} is never freed"),
        }
    }
}

/// The layout of a `T` with `extra` bytes behind it.
pub(super) fn layout_of<T>(extra: usize) -> Layout {
    let header = Layout::new::<T>();
    Layout::from_size_align(header.size() + extra, header.align().max(align_of::<Header>()))
        .expect("an object fits memory")
}

unsafe fn free<T>(thread: *mut Thread, object: Ref, extra: usize) {
    // SAFETY: the object was allocated with this layout.
    unsafe { state(thread).heap.free(object.0.cast(), layout_of::<T>(extra)) }
}
