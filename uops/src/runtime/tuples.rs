//! `tuple`.

use super::{dealloc, state};
use crate::object::{Header, IMMORTAL_REFCNT, Ref, Tuple, type_id};
use crate::thread::Thread;

/// What a [`Tuple`] without items consists of.
#[repr(C)]
struct Empty {
    header: Header,
    len: usize,
}

/// The tuple without items, of which there is one, as in CPython.
static EMPTY: Empty =
    Empty { header: Header { refcnt: IMMORTAL_REFCNT, type_id: type_id::TUPLE, flags: 0 }, len: 0 };

/// A tuple of `items`, whose references it takes over.
///
/// # Safety
/// `thread` is a live runtime's and owns the references.
pub(super) unsafe fn new_tuple(thread: *mut Thread, items: &[Ref]) -> Ref {
    if items.is_empty() {
        // No code writes to an immortal object.
        return Ref((&raw const EMPTY).cast_mut().cast());
    }
    // SAFETY: the caller's promise; the layout has room for the items.
    unsafe {
        let layout = dealloc::layout_of::<Tuple>(size_of_val(items));
        let tuple = state(thread).heap.allocate(layout).cast::<Tuple>();
        (*tuple).header = Header::new(type_id::TUPLE);
        (*tuple).len = items.len();
        let slots = (&raw mut (*tuple).items).cast::<Ref>();
        std::ptr::copy_nonoverlapping(items.as_ptr(), slots, items.len());
        Ref(tuple.cast())
    }
}

/// The items of a tuple.
///
/// # Safety
/// `tuple` is a live tuple.
pub(super) unsafe fn items<'a>(tuple: Ref) -> &'a [Ref] {
    // SAFETY: the caller's promise.
    unsafe {
        let tuple = tuple.cast::<Tuple>();
        std::slice::from_raw_parts((&raw const (*tuple).items).cast(), (*tuple).len)
    }
}

/// A tuple of items that the caller keeps.
///
/// # Safety
/// `thread` is a live runtime's, the items are alive.
pub(super) unsafe fn copy_tuple(thread: *mut Thread, items: &[Ref]) -> Ref {
    // SAFETY: the caller's promise; each copy gets a reference of its own.
    unsafe {
        items.iter().for_each(|item| item.incref());
        new_tuple(thread, items)
    }
}

/// See [`crate::helpers::uop_build_tuple`].
///
/// # Safety
/// `thread` is a live runtime's; `items` points to `count` owned references.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_build_tuple(
    thread: *mut Thread,
    items: *mut Ref,
    count: usize,
) -> Ref {
    // SAFETY: the caller's promise.
    unsafe { new_tuple(thread, std::slice::from_raw_parts(items, count)) }
}
