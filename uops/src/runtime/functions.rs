//! Functions, and the frames that they run in.

use super::heap::{new_object, new_tracked};
use super::variables::Variable;
use super::{
    ExceptionKind, PyException, binding, dealloc, function_attributes, instances, raise, state,
    tuples,
};
use crate::object::{BoundMethod, Cell, Code, Frame, Function, Header, Ref, Tuple, type_id};
use crate::thread::{NO_VERSION, Thread};

/// A new function without a closure.
///
/// # Safety
/// `thread` is a live runtime's, and `code` lives as long as the function.
pub(super) unsafe fn new_function(thread: *mut Thread, code: *const Code) -> *mut Function {
    // SAFETY: the caller's promise.
    unsafe {
        let version = if (*code).free_count == 0 { (*code).version } else { 0 };
        let header = Header::new(type_id::FUNCTION);
        let [closure, defaults, attributes] = [Ref::NULL; 3];
        new_object(thread, Function { header, version, code, closure, defaults, attributes })
    }
}

/// A function, whose reference is taken over, bound to an object.
///
/// # Safety
/// `thread` is a live runtime's, and both objects are alive.
pub(super) unsafe fn bind(thread: *mut Thread, function: Ref, this: Ref) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        this.incref();
        let header = Header::new(type_id::METHOD);
        Ref(new_object(thread, BoundMethod { header, function, this }).cast())
    }
}

/// A new function with the code and the name of another one.
unsafe fn new_like(thread: *mut Thread, function: Ref) -> *mut Function {
    // SAFETY: the caller passes a live thread, and one of its functions.
    unsafe {
        let function = &*function.cast::<Function>();
        let made = new_function(thread, function.code);
        if !function.attributes.is_null() {
            function_attributes::name_as(thread, made, function);
        }
        made
    }
}

/// A new function with the code of another one. `given` are its cells, or what these hold, and then the
/// values of its last parameters by default.
///
/// # Safety
/// `thread` is a live runtime's, `function` one of its functions; `given` are live objects, at least as many
/// as the code has free variables.
pub(super) unsafe fn new_with(thread: *mut Thread, function: Ref, given: &[Ref]) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        let code = (*function.cast::<Function>()).code;
        let made = new_like(thread, function);
        let (cells, defaults) = given.split_at((*code).free_count as usize);
        if !cells.is_empty() {
            close_over(thread, made, cells);
        }
        if !defaults.is_empty() {
            give_defaults(thread, made, defaults);
        }
        Ref(made.cast())
    }
}

/// Gives a function that has no closure yet its cells. What is no cell becomes what a new cell holds;
/// null becomes an empty cell.
///
/// # Safety
/// `thread` is a live runtime's, `function` one of its functions; `contents` are live objects or null, as
/// many as the function's code has free variables.
pub(super) unsafe fn close_over(thread: *mut Thread, function: *mut Function, contents: &[Ref]) {
    // SAFETY: the caller's promise.
    unsafe {
        let cell = |&content: &Ref| {
            if !content.is_null() {
                content.incref();
                if content.type_id() == type_id::CELL {
                    return content;
                }
            }
            uop_make_cell(thread, content)
        };
        let cells: Vec<Ref> = contents.iter().map(cell).collect();
        (*function).closure = tuples::new_tuple(thread, &cells);
        (*function).version = (*(*function).code).version;
    }
}

/// Gives a function that has none yet the values of its last parameters by default; null or an empty cell for one that
/// has none.
///
/// # Safety
/// `thread` is a live runtime's, `function` one of its functions; `defaults` are live objects or null, no more than
/// its code has parameters.
pub(super) unsafe fn give_defaults(thread: *mut Thread, function: *mut Function, defaults: &[Ref]) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut values = function_attributes::values_by_default(thread, &*function);
        for (value, &given) in values.iter_mut().rev().zip(defaults.iter().rev()) {
            let is_any = !given.is_null() && given.type_id() != type_id::CELL;
            *value = is_any.then_some(given);
        }
        function_attributes::give_by_default(thread, function, &values);
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
            let local = locals.add(index).replace(Ref::NULL);
            if !local.is_tagged() {
                dealloc::release(thread, local);
            }
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
        raise(thread, binding::misfit(thread, &*function.cast::<Function>(), given));
    }
}

/// See [`crate::helpers::uop_raise_init_result`].
///
/// # Safety
/// `thread` is a live runtime's, `value` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_raise_init_result(thread: *mut Thread, value: Ref) {
    // SAFETY: the caller's promise.
    unsafe {
        let name = instances::type_name(thread, value);
        let message = format!("__init__() should return None, not '{name}'");
        raise(thread, PyException::type_error(message));
    }
}

/// See [`crate::helpers::uop_make_cell`].
///
/// # Safety
/// `thread` is a live runtime's, `value` an owned reference or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_make_cell(thread: *mut Thread, value: Ref) -> Ref {
    let header = Header::new(type_id::CELL);
    // SAFETY: the caller's promise.
    unsafe { Ref(new_tracked(thread, Cell { header, value }).cast()) }
}

/// See [`crate::helpers::uop_make_function`].
///
/// # Safety
/// `thread` is a live runtime's, `function` one of its functions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_make_function(thread: *mut Thread, function: Ref) -> Ref {
    // SAFETY: the caller's promise.
    unsafe { Ref(new_like(thread, function).cast()) }
}

/// See [`crate::helpers::uop_set_closure`].
///
/// # Safety
/// `thread` is a live runtime's, `function` one of its functions, `closure` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_set_closure(_thread: *mut Thread, function: Ref, closure: Ref) {
    // SAFETY: the caller's promise; the types say the layouts.
    unsafe {
        let function = &mut *function.cast::<Function>();
        if !function.closure.is_null() || closure.type_id() != type_id::TUPLE {
            return;
        }
        let tuple = closure.cast::<Tuple>();
        let items = (&raw const (*tuple).items).cast::<Ref>();
        let cells = std::slice::from_raw_parts(items, (*tuple).len);
        let fits = cells.len() == (*function.code).free_count as usize
            && cells.iter().all(|cell| cell.type_id() == type_id::CELL);
        if fits {
            closure.incref();
            function.closure = closure;
            function.version = (*function.code).version;
        }
    }
}

/// See [`crate::helpers::uop_set_defaults`].
///
/// # Safety
/// `thread` is a live runtime's, `function` one of its functions, `defaults` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_set_defaults(thread: *mut Thread, function: Ref, defaults: Ref) {
    // SAFETY: the caller's promise; the types say the layouts.
    unsafe {
        let function = function.cast::<Function>();
        let code = &*(*function).code;
        let mut values = function_attributes::values_by_default(thread, &*function);
        let fits = match defaults.type_id() {
            type_id::TUPLE => {
                let given = tuples::items(defaults);
                function_attributes::put_positional(code, &mut values, given)
            }
            type_id::DICT => {
                function_attributes::put_named(thread, code, &mut values, Some(defaults));
                true
            }
            _ => false,
        };
        if fits {
            function_attributes::give_by_default(thread, function, &values);
        }
    }
}

/// See [`crate::helpers::uop_raise_missing`].
///
/// # Safety
/// `thread` is a live runtime's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_raise_missing(thread: *mut Thread) {
    // SAFETY: the caller's promise.
    unsafe {
        if state(thread).exception.is_none() {
            let message = "error return without exception set";
            raise(thread, PyException::new(ExceptionKind::SystemError, message));
        }
    }
}

/// See [`crate::helpers::uop_load_builtin`].
///
/// # Safety
/// `thread` is a live runtime's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_load_builtin(thread: *mut Thread, global: usize) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        match state(thread).builtins.get(global / size_of::<Ref>()) {
            Some(builtin) if !builtin.is_null() => {
                builtin.incref();
                *builtin
            }
            _ => {
                uop_raise_undefined(thread, global);
                Ref::NULL
            }
        }
    }
}

/// See [`crate::helpers::uop_add_global`].
///
/// # Safety
/// `thread` is a live runtime's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_add_global(thread: *mut Thread) {
    // SAFETY: the caller's promise.
    unsafe { (*thread).globals_version = NO_VERSION };
}

/// See [`crate::helpers::uop_raise_undefined`].
///
/// # Safety
/// `thread` is a live runtime's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_raise_undefined(thread: *mut Thread, global: usize) {
    // SAFETY: the caller's promise.
    unsafe { raise(thread, Variable::Global(global / size_of::<Ref>()).error()) };
}

/// See [`crate::helpers::uop_unbound_local`].
///
/// # Safety
/// `thread` is a live runtime's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_unbound_local(thread: *mut Thread, local: usize) {
    // SAFETY: the caller's promise.
    unsafe { raise(thread, Variable::Local(local).error()) };
}
