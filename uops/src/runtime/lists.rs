//! `list`.

use super::heap::new_object;
use super::state;
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
        let memory = state(thread).heap.resize_items(std::ptr::null_mut(), 0, items.len());
        if !items.is_empty() {
            std::ptr::copy_nonoverlapping(items.as_ptr(), memory, items.len());
        }
        let (len, capacity) = (items.len(), items.len());
        Ref(new_object(thread, List { header, len, items: memory, capacity }).cast())
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

/// See [`crate::helpers::uop_list_append`].
///
/// # Safety
/// `thread` is a live runtime's, `list` one of its lists, `value` an owned reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_list_append(thread: *mut Thread, list: Ref, value: Ref) {
    // SAFETY: the caller's promise.
    unsafe {
        let list = &mut *list.cast::<List>();
        if list.len == list.capacity {
            // CPython's growth: an eighth more and a little, a multiple of four.
            let new = (list.len + 1 + ((list.len + 1) >> 3) + 6) & !3;
            list.items = state(thread).heap.resize_items(list.items, list.capacity, new);
            list.capacity = new;
        }
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
