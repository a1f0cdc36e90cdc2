//! How stencils call the helpers that are rarely needed: through thunks that save all registers.
//!
//! It takes the place of the module of this name in the uops' crate.

use crate::helpers;
use crate::{Ref, Thread};

macro_rules! thunks {
    ($($link:literal fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        unsafe extern "rust-cold" {
            $(
                #[link_name = $link]
                pub(crate) fn $name($($arg: $ty),*) $(-> $ret)?;
            )*
        }

        $(const _: () = {
            #[unsafe(export_name = concat!("_COLD_", stringify!($name)))]
            unsafe extern "rust-cold" fn thunk($($arg: $ty),*) $(-> $ret)? {
                // SAFETY: the caller's promise is the helper's.
                unsafe { helpers::$name($($arg),*) }
            }
        };)*
    };
}

thunks! {
    "_JIT_DEALLOC" fn uop_dealloc(thread: *mut Thread, object: Ref);
    "_JIT_COLD_uop_refill" fn uop_refill(thread: *mut Thread) -> *mut u8;
    "_JIT_COLD_uop_int_add" fn uop_int_add(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    "_JIT_COLD_uop_int_subtract"
        fn uop_int_subtract(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    "_JIT_COLD_uop_int_multiply"
        fn uop_int_multiply(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    "_JIT_COLD_uop_new_reference"
        fn uop_new_reference(thread: *mut Thread, object: Ref) -> Ref;
    "_JIT_COLD_uop_tagged_binary_op"
        fn uop_tagged_binary_op(thread: *mut Thread, operator: usize, left: Ref, right: Ref) -> Ref;
    "_JIT_COLD_uop_error_occurred" fn uop_error_occurred(thread: *mut Thread) -> bool;
    "_JIT_COLD_uop_list_append" fn uop_list_append(thread: *mut Thread, list: Ref, value: Ref);
    "_JIT_COLD_uop_unbound_local" fn uop_unbound_local(thread: *mut Thread, local: usize);
    "_JIT_COLD_uop_handle_events" fn uop_handle_events(thread: *mut Thread) -> bool;
}

unsafe extern "rust-cold" {
    #[link_name = "_JIT_COLD_uop_dealloc"]
    fn dealloc_thunk(thread: *mut Thread, object: Ref);
}

/// What stencils call to free an object: most are numbers, which go without saving a register.
#[unsafe(export_name = "_DEALLOC")]
unsafe extern "rust-cold" fn dealloc(thread: *mut Thread, object: Ref) {
    // SAFETY: the caller's promise is the helper's.
    unsafe {
        if !Thread::free_if_number(thread, object) {
            core::hint::cold_path();
            become dealloc_thunk(thread, object)
        }
    }
}
