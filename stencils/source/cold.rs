//! How stencils call the helpers that are rarely needed: through thunks that save all registers.
//!
//! It takes the place of the module of this name in the uops' crate.

use crate::helpers;
use crate::{Ref, Thread};

macro_rules! thunks {
    ($(fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        unsafe extern "rust-cold" {
            $(
                #[link_name = concat!("_JIT_COLD_", stringify!($name))]
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
    fn uop_dealloc(thread: *mut Thread, object: Ref);
    fn uop_refill(thread: *mut Thread) -> *mut u8;
    fn uop_int_add(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    fn uop_int_subtract(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    fn uop_int_multiply(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    fn uop_error_occurred(thread: *mut Thread) -> bool;
    fn uop_list_append(thread: *mut Thread, list: Ref, value: Ref);
    fn uop_handle_events(thread: *mut Thread) -> bool;
}
