//! Functions, and the frames that they run in.

use super::heap::new_object;
use super::{PyException, dealloc, raise};
use crate::object::{Code, Frame, Function, Header, Ref, type_id};
use crate::thread::Thread;

/// A new function without a closure.
///
/// # Safety
/// `thread` is a live runtime's, and `code` lives as long as the function.
pub(super) unsafe fn new_function(thread: *mut Thread, code: *const Code) -> *mut Function {
    // SAFETY: the caller's promise.
    unsafe {
        let version = if (*code).free_count == 0 { (*code).version } else { 0 };
        let header = Header::new(type_id::FUNCTION);
        new_object(thread, Function { header, version, code, closure: Ref::NULL })
    }
}

/// See [`crate::helpers::uop_pop_frame`].
///
/// # Safety
/// `locals` are those of a frame of this thread that another one called, and the last frame there
/// is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_pop_frame(thread: *mut Thread, locals: *mut Ref) -> *mut Ref {
    // SAFETY: the caller's promise.
    unsafe {
        let frame = Frame::of(locals);
        for index in 0..(*frame).local_count as usize {
            let local = locals.add(index);
            dealloc::release(thread, local.replace(Ref::NULL));
        }
        dealloc::release(thread, Ref((*frame).function.cast()));
        (*thread).datastack_top = frame.cast();
        (*thread).recursion_remaining = (*thread).recursion_remaining.wrapping_add(1);
        (*frame).previous
    }
}

/// See [`crate::helpers::uop_raise_arguments`].
///
/// # Safety
/// `thread` is a live runtime's, `function` one of its functions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_raise_arguments(thread: *mut Thread, function: Ref, given: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        let takes = (*(*function.cast::<Function>()).code).arg_count;
        let message =
            format!("the function takes {takes} positional arguments but {given} were given");
        raise(thread, PyException::type_error(message));
    }
}
