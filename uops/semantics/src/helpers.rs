//! The runtime functions that uops call instead of containing them.
//!
//! They are declared here for their callers (uop functions, stencils, compilers), and defined in the crate `uops`
//! in `runtime`. They are the only external functions that a stencil may call.
//!
//! A helper is `direct` if uops call it as any C function, and `slow` if uops call it on slow paths
//! only. Slow ones are called by the functions in [`crate::slow_path`], and have the thread as their
//! first argument, at most three more, and at most one result, each in a general register.

use crate::object::{Ref, TypeId};
use crate::thread::Thread;

/// What [`uop_tagged_order`] says of equal ints.
pub const ORDER_OF_EQUAL: usize = 2;

macro_rules! helpers {
    ($($(#[$doc:meta])* $mark:ident fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)?;)*) => {
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

            /// Those that uops call on slow paths only, in declaration order.
            pub const SLOW: &'static [Helper] = &Helper::slow();

            /// The symbol's name.
            pub fn name(self) -> &'static str {
                match self { $(Helper::$name => stringify!($name),)* }
            }

            /// The helper called `name`.
            pub fn from_name(name: &str) -> Option<Helper> {
                match name { $(stringify!($name) => Some(Helper::$name),)* _ => None }
            }

            /// Whether uops call it on slow paths only, so that the call belongs off the hot path.
            pub const fn is_slow(self) -> bool {
                match self { $(Helper::$name => is_slow!($mark),)* }
            }

            /// Where the helper's code is in this process.
            pub fn address(self) -> usize {
                match self { $(Helper::$name => $name as *const () as usize,)* }
            }
        }

        /// Calls the macro `$m` with the mark, the name, the arguments and the result of every helper.
        #[macro_export]
        macro_rules! for_each_helper {
            ($m:path) => {
                $m! { $($mark fn $name($($arg: $ty),*) $(-> $ret)?;)* }
            };
        }
    };
}

impl Helper {
    const SLOW_COUNT: usize = {
        let (mut count, mut i) = (0, 0);
        while i < Helper::ALL.len() {
            count += Helper::ALL[i].is_slow() as usize;
            i += 1;
        }
        count
    };

    const fn slow() -> [Helper; Helper::SLOW_COUNT] {
        let mut slow = [Helper::ALL[0]; Helper::SLOW_COUNT];
        let (mut count, mut i) = (0, 0);
        while i < Helper::ALL.len() {
            if Helper::ALL[i].is_slow() {
                slow[count] = Helper::ALL[i];
                count += 1;
            }
            i += 1;
        }
        slow
    }
}

macro_rules! is_slow {
    (slow) => {
        true
    };
    (direct) => {
        false
    };
}

helpers! {
    /// Frees an object whose last reference is gone, and whatever only it kept alive.
    slow fn uop_dealloc(thread: *mut Thread, object: Ref);
    /// Carves a new block of number slots and returns one of them; the rest is the free list.
    slow fn uop_refill(thread: *mut Thread) -> *mut u8;
    /// `left + right` of two ints of any size, whose references it takes over unless it fails
    /// with null and an exception.
    slow fn uop_int_add(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    /// `left - right` of two ints of any size, whose references it takes over unless it fails
    /// with null and an exception.
    slow fn uop_int_subtract(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    /// `left * right` of two ints of any size, whose references it takes over unless it fails
    /// with null and an exception.
    slow fn uop_int_multiply(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    /// Any binary operator, by CPython's `NB_*` number. Null and an exception on failure.
    direct fn uop_binary_op(thread: *mut Thread, operator: usize, left: Ref, right: Ref) -> Ref;
    /// Adds a reference to an object and returns the object. Callers call it where a slot is not the tagged
    /// int that is more likely.
    slow fn uop_new_reference(thread: *mut Thread, object: Ref) -> Ref;
    /// The tagged value of an object that a local owns and that is not tagged: a tagged int, for which it drops the
    /// local's reference, or the object, with a reference more. The caller puts it into the local, too, so that this
    /// happens once for many loads.
    slow fn uop_tag_local(thread: *mut Thread, object: Ref) -> Ref;
    /// Any binary operator on tagged values (see `semantics::optimised`), which it takes over
    /// unless it fails with null and an exception.
    slow fn uop_tagged_binary_op(thread: *mut Thread, operator: usize, left: Ref, right: Ref) -> Ref;
    /// How two tagged values that are ints compare, whose references it takes over:
    /// [`ORDER_OF_EQUAL`] if both are equal, one less if `left` is less, one more if it is greater. 0,
    /// and nothing taken over, if one of them needs more than 64 bits.
    slow fn uop_tagged_order(thread: *mut Thread, left: Ref, right: Ref) -> usize;
    /// `iter(object)`. Null and an exception on failure.
    direct fn uop_get_iter(thread: *mut Thread, object: Ref) -> Ref;
    /// `next(iterator)`. Null at the end, and null and an exception on failure.
    direct fn uop_iter_next(thread: *mut Thread, iterator: Ref) -> Ref;
    /// A new reference to the int `value`. Callers need the object only rarely.
    slow fn uop_box_int(thread: *mut Thread, value: usize) -> Ref;
    /// A new float with these bits. Callers need the object only rarely.
    slow fn uop_box_float(thread: *mut Thread, bits: usize) -> Ref;
    /// Compares two tagged values by CPython's mask, and takes them over; null, and takes over nothing,
    /// unless both are compact ints.
    slow fn uop_compare_tagged(thread: *mut Thread, mask: usize, left: Ref, right: Ref) -> Ref;
    /// Whether an exception is set.
    slow fn uop_error_occurred(thread: *mut Thread) -> bool;
    /// Appends to a list and takes over the reference to `value`, growing the list.
    slow fn uop_list_append(thread: *mut Thread, list: Ref, value: Ref);
    /// A list of the `count` references at `items`, which it takes over.
    direct fn uop_build_list(thread: *mut Thread, items: *mut Ref, count: usize) -> Ref;
    /// Calls the builtin class, function or method at `callable` with `count` arguments, a method's
    /// `self` the first of them, and takes over the references to all of them. Null and an exception on
    /// failure, and then takes over nothing.
    direct fn uop_call(
        thread: *mut Thread, callable: *mut Ref, args: *mut Ref, count: usize) -> Ref;
    /// Takes over the references to a callable and to `count` arguments.
    direct fn uop_release_call(
        thread: *mut Thread, callable: *mut Ref, args: *mut Ref, count: usize);
    /// Calls what is callable with `count` arguments, the last of which have the names in a tuple, and
    /// takes over nothing. Null and an exception on failure.
    direct fn uop_call_with_names(
        thread: *mut Thread,
        callable: Ref,
        args: *mut Ref,
        count: usize,
        names: Ref,
    ) -> Ref;
    /// The type of an object, as an object.
    direct fn uop_type_of(thread: *mut Thread, object: Ref) -> Ref;
    /// `isinstance(object, class)`. Null and an exception on failure.
    direct fn uop_is_instance(thread: *mut Thread, object: Ref, class: Ref) -> Ref;
    /// `tuple(iterable)`. Null and an exception on failure.
    direct fn uop_tuple_of(thread: *mut Thread, iterable: Ref) -> Ref;
    /// Handles waiting events. False and an exception if one of them raises.
    slow fn uop_handle_events(thread: *mut Thread) -> bool;
    /// Sets the exception for a call of `function` with a number of arguments that it does not take.
    direct fn uop_raise_arguments(thread: *mut Thread, function: Ref, given: usize);
    /// Sets the exception for an `__init__` that returned `value` and not `None`.
    direct fn uop_raise_init_result(thread: *mut Thread, value: Ref);
    /// A new instance of a program's class, without values.
    direct fn uop_new_instance(thread: *mut Thread, class: TypeId) -> Ref;
    /// The attribute of any object with the name of this number. Null and an exception on failure.
    direct fn uop_load_attr(thread: *mut Thread, owner: Ref, name: usize) -> Ref;
    /// The function that a class has under the name of this number, if `owner` is an instance of it
    /// that has no such value of its own. Null without an exception otherwise.
    direct fn uop_load_method(thread: *mut Thread, owner: Ref, name: usize) -> Ref;
    /// The attribute with the name of this number that comes after `class` in the method resolution
    /// order of the type of `this`, bound to it, or of the class `this`. Null and an exception on failure.
    direct fn uop_load_super_attr(thread: *mut Thread, class: Ref, this: Ref, name: usize) -> Ref;
    /// As `uop_load_super_attr`, but a function, not bound. Null without an exception if it is
    /// something else.
    direct fn uop_load_super_method(thread: *mut Thread, class: Ref, this: Ref, name: usize) -> Ref;
    /// Deletes an attribute of any object. False and an exception on failure.
    direct fn uop_delete_attr(thread: *mut Thread, owner: Ref, name: usize) -> bool;
    /// Sets an attribute of any object and takes over the reference to `value`. False and an
    /// exception on failure.
    direct fn uop_store_attr(thread: *mut Thread, owner: Ref, name: usize, value: Ref) -> bool;
    /// A cell that takes over the reference to `value`, which may be null.
    direct fn uop_make_cell(thread: *mut Thread, value: Ref) -> Ref;
    /// A function with the code of another, without a closure.
    direct fn uop_make_function(thread: *mut Thread, function: Ref) -> Ref;
    /// Gives a function that has none yet its closure, if that is a tuple of as many cells as its
    /// code has free variables.
    direct fn uop_set_closure(thread: *mut Thread, function: Ref, closure: Ref);
    /// Gives a function that has none yet the values that its last parameters have by default, if
    /// that is a tuple.
    direct fn uop_set_defaults(thread: *mut Thread, function: Ref, defaults: Ref);
    /// `raise` with the `count` objects at `args`: none for the exception that is handled, an exception or its class,
    /// and what it comes from. False and an exception.
    direct fn uop_raise(thread: *mut Thread, args: *mut Ref, count: usize) -> bool;
    /// Raises an exception that a handler has got. False and that exception.
    direct fn uop_raise_again(thread: *mut Thread, exception: Ref) -> bool;
    /// Makes an exception the one that is handled, and returns a new reference to the one that was handled before, or to
    /// `None`.
    direct fn uop_push_exception(thread: *mut Thread, exception: Ref) -> Ref;
    /// Makes an exception the one that is handled, or none if it is `None`, and takes over the reference.
    direct fn uop_pop_exception(thread: *mut Thread, exception: Ref);
    /// Whether an exception is an instance of a class, or of one in a tuple. Null and an exception if these are no
    /// classes of exceptions.
    direct fn uop_exception_matches(thread: *mut Thread, exception: Ref, classes: Ref) -> Ref;
    /// Sets the exception for an error without one.
    direct fn uop_raise_missing(thread: *mut Thread);
    /// A new reference to the builtin that a global name without a value stands for; `global` is the
    /// offset of the name's slot. Null and an exception if there is none.
    slow fn uop_load_builtin(thread: *mut Thread, global: usize) -> Ref;
    /// Notes that a global name has been added.
    slow fn uop_add_global(thread: *mut Thread);
    /// Sets the exception for a global name without a value; `global` is the offset of the name's slot.
    direct fn uop_raise_undefined(thread: *mut Thread, global: usize);
    /// Releases the locals of the frame of `locals` and returns the locals of the frame that
    /// called it.
    direct fn uop_pop_frame(thread: *mut Thread, locals: *mut Ref) -> *mut Ref;
    /// Moves a frame, which is left, with its stack up to `sp` into a new generator or coroutine, which goes on at the
    /// continuation of this number. What the frame says of its caller stays where it was.
    direct fn uop_new_generator(
        thread: *mut Thread, locals: *mut Ref, sp: *mut Ref, number: usize) -> Ref;
    /// Releases the locals of the frame of a generator, which has returned, and returns the locals of the frame that
    /// resumed it.
    direct fn uop_pop_generator(thread: *mut Thread, locals: *mut Ref) -> *mut Ref;
    /// A new reference to what `await` of an object delegates to. Null and an exception on failure.
    direct fn uop_get_awaitable(thread: *mut Thread, object: Ref) -> Ref;
    /// What an iterator that no uop resumes hands out when it is sent a value. Null at its end, and null and an
    /// exception on failure.
    direct fn uop_send(thread: *mut Thread, receiver: Ref, sent: Ref) -> Ref;
    /// Sets the exception for local number `local`, or the variable in the cell there, which has no value.
    slow fn uop_unbound_local(thread: *mut Thread, local: usize);
    /// `-operand`, or `~operand`. Null and an exception on failure.
    direct fn uop_unary_op(thread: *mut Thread, invert: bool, operand: Ref) -> Ref;
    /// A unary intrinsic, by CPython's number. Null and an exception on failure.
    direct fn uop_intrinsic(thread: *mut Thread, number: usize, value: Ref) -> Ref;
    /// Compares two objects of any type, by CPython's mask. Null and an exception on failure.
    direct fn uop_compare(thread: *mut Thread, mask: usize, left: Ref, right: Ref) -> Ref;
    /// How two texts compare: -1, 0 or 1.
    direct fn uop_str_compare(left: Ref, right: Ref) -> i64;
    /// `bool(object)`
    direct fn uop_truth(object: Ref) -> bool;
    /// `value in container`. Null and an exception on failure.
    direct fn uop_contains(thread: *mut Thread, container: Ref, value: Ref) -> Ref;
    /// `len(object)`. Null and an exception on failure.
    direct fn uop_length(thread: *mut Thread, object: Ref) -> Ref;
    /// `left + right` of two texts.
    direct fn uop_str_concat(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    /// `left + right` of two texts, in place where the reference to `left` is its last; takes that
    /// over.
    direct fn uop_str_append(thread: *mut Thread, left: Ref, right: Ref) -> Ref;
    /// The character at an index of a text; null if there is none.
    direct fn uop_str_item(thread: *mut Thread, text: Ref, index: usize) -> Ref;
    /// The character or byte at an index of a text or of bytes; null if there is none, or if the object is
    /// neither.
    direct fn uop_walked_item(thread: *mut Thread, container: Ref, index: usize) -> Ref;
    /// A text of the `count` texts at `items`.
    direct fn uop_build_string(thread: *mut Thread, items: *mut Ref, count: usize) -> Ref;
    /// `str(object)`, `repr(object)` or `ascii(object)`, by CPython's number.
    direct fn uop_convert(thread: *mut Thread, how: usize, object: Ref) -> Ref;
    /// `format(object, spec)`. Null and an exception on failure.
    direct fn uop_format(thread: *mut Thread, object: Ref, spec: Ref) -> Ref;
    /// `container[sub]`. Null and an exception on failure.
    direct fn uop_subscript(thread: *mut Thread, container: Ref, sub: Ref) -> Ref;
    /// `container[sub] = value`. False and an exception on failure.
    direct fn uop_set_item(thread: *mut Thread, container: Ref, sub: Ref, value: Ref) -> bool;
    /// `del container[sub]`. False and an exception on failure.
    direct fn uop_delete_item(thread: *mut Thread, container: Ref, sub: Ref) -> bool;
    /// `container[start:stop]`. Null and an exception on failure.
    direct fn uop_slice(thread: *mut Thread, container: Ref, start: Ref, stop: Ref) -> Ref;
    /// `container[start:stop] = value`. False and an exception on failure.
    direct fn uop_set_slice(
        thread: *mut Thread, value: Ref, container: Ref, start: Ref, stop: Ref) -> bool;
    /// A slice of three references that it takes over.
    direct fn uop_build_slice(thread: *mut Thread, start: Ref, stop: Ref, step: Ref) -> Ref;
    /// A tuple of the `count` references at `items`, which it takes over.
    direct fn uop_build_tuple(thread: *mut Thread, items: *mut Ref, count: usize) -> Ref;
    /// Writes the `count` items of an iterable to `out`, the last first, as new references. False
    /// and an exception, and nothing written, on failure.
    direct fn uop_unpack(thread: *mut Thread, iterable: Ref, out: *mut Ref, count: usize) -> bool;
    /// Appends the items of an iterable to a list. False and an exception on failure.
    direct fn uop_list_extend(thread: *mut Thread, list: Ref, iterable: Ref) -> bool;
    /// `dict[key]`. Null and an exception on failure.
    direct fn uop_dict_item(thread: *mut Thread, dict: Ref, key: Ref) -> Ref;
    /// `dict[key] = value`. False and an exception on failure.
    direct fn uop_dict_set_item(thread: *mut Thread, dict: Ref, key: Ref, value: Ref) -> bool;
    /// Sets the items of a dict, or of an iterable of pairs, in a dict. False and an exception on
    /// failure.
    direct fn uop_dict_update(thread: *mut Thread, dict: Ref, from: Ref) -> bool;
    /// A dict of `count` pairs at `items`. Null and an exception on failure.
    direct fn uop_build_map(thread: *mut Thread, items: *mut Ref, count: usize) -> Ref;
    /// A dict of a tuple of keys and the `count` values at `items`. Null and an exception on failure.
    direct fn uop_build_const_key_map(
        thread: *mut Thread, keys: Ref, items: *mut Ref, count: usize) -> Ref;
    /// A set of the `count` objects at `items`. Null and an exception on failure.
    direct fn uop_build_set(thread: *mut Thread, items: *mut Ref, count: usize) -> Ref;
    /// Adds to a set. False and an exception on failure.
    direct fn uop_set_add(thread: *mut Thread, set: Ref, value: Ref) -> bool;
    /// Adds the items of an iterable to a set. False and an exception on failure.
    direct fn uop_set_update(thread: *mut Thread, set: Ref, from: Ref) -> bool;
    /// Calls the builtin class, function or method `callable` with `count` arguments, a method's `self` the
    /// first of them, and takes over nothing. Null and an exception on failure.
    direct fn uop_call_kept(
        thread: *mut Thread, callable: Ref, args: *mut Ref, count: usize) -> Ref;
    /// The locals of a new frame, whose caller's locals are `locals`, for the function at `base`, below its `self` or null.
    /// Above these are `count` slots, which the frame takes over with them: an iterable of the arguments by position, and
    /// a dict of those by name. Null and an exception, and then nothing is taken over, if they do not fit.
    direct fn uop_star_frame(
        thread: *mut Thread, locals: *mut Ref, base: *mut Ref, count: usize) -> Ref;
    /// Calls the builtin class, function or method `callable` with the items of an iterable and with those of a dict, or
    /// null, by name. Takes over nothing. Null and an exception on failure.
    direct fn uop_call_star(thread: *mut Thread, callable: Ref, args: Ref, kwargs: Ref) -> Ref;
    /// Sets the items of a dict in another one, which has none of their keys. False and an exception on failure.
    direct fn uop_dict_merge(thread: *mut Thread, dict: Ref, from: Ref) -> bool;
    /// Writes the last `counts >> 8` items of an iterable to `out`, then a list, then the first `counts & 255` items, the
    /// last of them first. The list has the items in between. False and an exception, and nothing written, on failure.
    direct fn uop_unpack_star(thread: *mut Thread, iterable: Ref, out: *mut Ref, counts: usize) -> bool;
    /// A tuple of the values that a dict has for keys, or `None` if it lacks one of them. Null and an exception on failure.
    direct fn uop_match_keys(thread: *mut Thread, subject: Ref, keys: Ref) -> Ref;
    /// A tuple of attributes of an instance of a class: `count` that the class names in `__match_args__`, and those with
    /// `names`. `None` if it is no instance, or lacks one. Null and an exception on failure.
    direct fn uop_match_class(
        thread: *mut Thread, subject: Ref, class: Ref, count: usize, names: Ref) -> Ref;
}
