//! The runtime functions that uops call instead of containing them.
//!
//! Declared here for whoever calls (uop functions, stencils, compilers), defined in `runtime`.
//! They are the only external functions that a stencil may call.

use crate::object::{Ref, TypeId};
use crate::thread::Thread;

macro_rules! helpers {
    ($($(#[$doc:meta])* $heat:ident fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        unsafe extern "C" {
            $($(#[$doc])* pub fn $name($($arg: $ty),*) $(-> $ret)?;)*
        }

        /// A runtime helper as code generators see it.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u8)]
        #[allow(non_camel_case_types)]
        pub enum Helper {
            $(#[doc = stringify!($name)] $name,)*
        }

        impl Helper {
            /// All helpers, in declaration order.
            pub const ALL: &'static [Helper] = &[$(Helper::$name),*];

            /// The symbol's name.
            pub fn name(self) -> &'static str {
                match self { $(Helper::$name => stringify!($name),)* }
            }

            /// The helper called `name`.
            pub fn from_name(name: &str) -> Option<Helper> {
                match name { $(stringify!($name) => Some(Helper::$name),)* _ => None }
            }

            /// Whether uops call it on rare paths only, so that the call belongs off the hot path.
            pub fn is_cold(self) -> bool {
                match self { $(Helper::$name => stringify!($heat) == "cold",)* }
            }

            /// Where the helper's code is in this process.
            pub fn address(self) -> usize {
                match self { $(Helper::$name => $name as *const () as usize,)* }
            }
        }
    };
}

helpers! {
    /// Frees an object whose last reference is gone, and whatever only it kept alive.
    cold fn uop_dealloc(thread: *mut Thread, object: Ref);
    /// Carves a new block of number slots and returns one of them; the rest is the free list.
    cold fn uop_refill(thread: *mut Thread) -> *mut u8;
    /// `left + right` of two ints of any size, whose references it takes over unless it fails
    /// with null and an exception.
    cold fn uop_int_add(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    /// `left - right` of two ints of any size, whose references it takes over unless it fails
    /// with null and an exception.
    cold fn uop_int_subtract(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    /// `left * right` of two ints of any size, whose references it takes over unless it fails
    /// with null and an exception.
    cold fn uop_int_multiply(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    /// Any binary operator, by CPython's `NB_*` number. Null and an exception on failure.
    warm fn uop_binary_op(thread: *mut Thread, operator: usize, left: Ref, right: Ref) -> Ref;
    /// `iter(object)`. Null and an exception on failure.
    warm fn uop_get_iter(thread: *mut Thread, object: Ref) -> Ref;
    /// `next(iterator)`. Null at the end, and null and an exception on failure.
    warm fn uop_iter_next(thread: *mut Thread, iterator: Ref) -> Ref;
    /// Whether an exception is set.
    cold fn uop_error_occurred(thread: *mut Thread) -> bool;
    /// Appends to a list and takes over the reference to `value`, growing the list.
    cold fn uop_list_append(thread: *mut Thread, list: Ref, value: Ref);
    /// A list of the `count` references at `items`, which it takes over.
    warm fn uop_build_list(thread: *mut Thread, items: *mut Ref, count: usize) -> Ref;
    /// A tuple of the `count` references at `items`, which it takes over.
    warm fn uop_build_tuple(thread: *mut Thread, items: *mut Ref, count: usize) -> Ref;
    /// Calls a builtin class with `count` arguments. Null and an exception on failure.
    warm fn uop_call_class(thread: *mut Thread, class: Ref, args: *mut Ref, count: usize) -> Ref;
    /// Handles waiting events. False and an exception if one of them raises.
    cold fn uop_handle_events(thread: *mut Thread) -> bool;
    /// Sets the exception for a call of `function` with so many arguments that it does not take.
    warm fn uop_raise_arguments(thread: *mut Thread, function: Ref, given: usize);
    /// Sets the exception for an `__init__` that returned `value` and not `None`.
    warm fn uop_raise_init_result(thread: *mut Thread, value: Ref);
    /// A new instance of a program's class, without values.
    warm fn uop_new_instance(thread: *mut Thread, class: TypeId) -> Ref;
    /// The attribute of any object with the name of this number. Null and an exception on failure.
    warm fn uop_load_attr(thread: *mut Thread, owner: Ref, name: usize) -> Ref;
    /// The function that a class has under the name of this number, if `owner` is an instance of it
    /// that has no such value of its own. Null without an exception otherwise.
    warm fn uop_load_method(thread: *mut Thread, owner: Ref, name: usize) -> Ref;
    /// Sets an attribute of any object and takes over the reference to `value`. False and an
    /// exception on failure.
    warm fn uop_store_attr(thread: *mut Thread, owner: Ref, name: usize, value: Ref) -> bool;
    /// A cell that takes over the reference to `value`, which may be null.
    warm fn uop_make_cell(thread: *mut Thread, value: Ref) -> Ref;
    /// A function with the code of another, without a closure.
    warm fn uop_make_function(thread: *mut Thread, function: Ref) -> Ref;
    /// Gives a function that has none yet its closure, if that is a tuple of as many cells as its
    /// code has free variables.
    warm fn uop_set_closure(thread: *mut Thread, function: Ref, closure: Ref);
    /// Sets the exception for a shared variable without a value.
    warm fn uop_raise_unbound(thread: *mut Thread);
    /// Sets the exception for a global name without a value.
    warm fn uop_raise_undefined(thread: *mut Thread);
    /// Releases the locals of the frame of `locals` and returns the locals of the frame that
    /// called it.
    warm fn uop_pop_frame(thread: *mut Thread, locals: *mut Ref) -> *mut Ref;
}
