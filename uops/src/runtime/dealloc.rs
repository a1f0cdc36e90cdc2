//! Deallocation.

use super::owned::Refs;
use super::{arrays, deques, dicts, heap, instances, made_classes, memoryviews, sets, state};
use crate::object::{
    Array, BoundMethod, Builtin, Bytes, Cell, Complex, Deque, Descriptor, Dict, DictView,
    Enumerate, FLAG_BIG, Function, Generator, Header, Instance, Int, List, MemoryView,
    MethodDescriptor, Opaque, Range, RangeIter, Ref, SequenceIter, Set, Slice, Str, TableIter,
    Tuple, TypeObject, Zip, type_id,
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
        if free_if_simple(thread, object) {
            return;
        }
        if matches!(object.type_id(), type_id::INT | type_id::COMPLEX) {
            return free_wide(thread, object);
        }
        let mut dead = Refs::new();
        free_one(thread, object, &mut dead);
        // A list of work instead of recursion: nesting may be deeper than the native stack.
        while let Some(next) = dead.pop() {
            free_one(thread, next, &mut dead);
        }
    }
}

/// Frees an object that refers to no other, if it is a text or a number of the usual size.
unsafe fn free_if_simple(thread: *mut Thread, object: Ref) -> bool {
    // SAFETY: the caller passes a dead object of `thread`'s runtime, whose type says its layout.
    unsafe {
        if Thread::free_if_number(thread, object) {
            return true;
        }
        let is_text = object.type_id() == type_id::STR;
        if is_text {
            free::<Str>(thread, object, (*object.cast::<Str>()).capacity);
        }
        is_text
    }
}

/// Frees a number that [`free_if_simple`] leaves: an int of more than 64 bits, or a complex number.
#[inline(never)]
unsafe fn free_wide(thread: *mut Thread, object: Ref) {
    // SAFETY: the caller passes a dead object of `thread`'s runtime, whose type says its layout.
    unsafe {
        if object.type_id() == type_id::COMPLEX {
            return free::<Complex>(thread, object, 0);
        }
        if (*object.0).flags & FLAG_BIG != 0 {
            heap::drop_kept(thread, (*object.cast::<Int>()).value as *mut BigInt);
        }
        Thread::free_number(thread, object);
    }
}

/// Apart, so that the loop over an object's references stays small enough to be inlined.
#[inline(never)]
fn note_dead(dead: &mut Refs, object: Ref) {
    dead.push(object);
}

/// Frees one object and notes which of those that it referred to are dead now.
unsafe fn free_one(thread: *mut Thread, object: Ref, dead: &mut Refs) {
    // SAFETY: the caller passes a dead object of `thread`'s runtime, whose type says its layout.
    unsafe {
        let let_go = |dead: &mut Refs, slot: &mut Ref| {
            if drop_count(*slot) && !free_if_simple(thread, *slot) {
                note_dead(dead, *slot);
            }
        };
        if object.type_id() >= type_id::FIRST_CLASS {
            // How many values an instance has is looked up once.
            let count = state(thread).classes.value_count(object.type_id());
            each_of(instances::value(object, 0), count, |slot| let_go(dead, slot));
            free_tracked::<Instance>(thread, object, count * size_of::<Ref>());
            return;
        }
        each_reference(thread, object, |slot| let_go(dead, slot));
        match object.type_id() {
            type_id::INT | type_id::FLOAT | type_id::COMPLEX => free_wide(thread, object),
            type_id::LIST => {
                let List { items, capacity, .. } = *object.cast::<List>();
                state(thread).heap.free_items(items, capacity);
                free_tracked::<List>(thread, object, 0);
            }
            type_id::TUPLE => {
                let len = (*object.cast::<Tuple>()).len;
                free::<Tuple>(thread, object, len * size_of::<Ref>());
            }
            type_id::BYTES => {
                let len = (*object.cast::<Bytes>()).len;
                free::<Bytes>(thread, object, len);
            }
            type_id::DICT | type_id::DEFAULT_DICT | type_id::COUNTER => {
                dicts::free_table(thread, object);
                free_tracked::<Dict>(thread, object, 0);
            }
            type_id::SET | type_id::FROZENSET => {
                sets::free_table(thread, object);
                free::<Set>(thread, object, 0);
            }
            type_id::ARRAY | type_id::BYTEARRAY => {
                arrays::free_items(thread, object);
                free::<Array>(thread, object, 0);
            }
            type_id::MEMORY_VIEW => {
                memoryviews::free_content(thread, object);
                free::<MemoryView>(thread, object, 0);
            }
            type_id::DEQUE => {
                deques::free_content(thread, object);
                free_tracked::<Deque>(thread, object, 0);
            }
            type_id::SLICE => free::<Slice>(thread, object, 0),
            type_id::DICT_KEYS | type_id::DICT_VALUES | type_id::DICT_ITEMS => {
                free::<DictView>(thread, object, 0);
            }
            type_id::DICT_KEY_ITER
            | type_id::DICT_VALUE_ITER
            | type_id::DICT_ITEM_ITER
            | type_id::SET_ITER
            | type_id::DEQUE_ITER => free::<TableIter>(thread, object, 0),
            type_id::ENUMERATE => free::<Enumerate>(thread, object, 0),
            type_id::ZIP => free::<Zip>(thread, object, 0),
            type_id::LIST_ITER
            | type_id::TUPLE_ITER
            | type_id::BYTES_ITER
            | type_id::ARRAY_ITER
            | type_id::BYTEARRAY_ITER
            | type_id::MEMORY_ITER
            | type_id::STR_ITER
            | type_id::REVERSED
            | type_id::LIST_REVERSED => free::<SequenceIter>(thread, object, 0),
            type_id::RANGE => free::<Range>(thread, object, 0),
            type_id::RANGE_ITER => free::<RangeIter>(thread, object, 0),
            type_id::TYPE => match made_classes::forget(thread, object) {
                true => free_tracked::<TypeObject>(thread, object, 0),
                false => free::<TypeObject>(thread, object, 0),
            },
            type_id::BUILTIN => free::<Builtin>(thread, object, 0),
            type_id::METHOD_DESCRIPTOR => free::<MethodDescriptor>(thread, object, 0),
            type_id::FUNCTION => free::<Function>(thread, object, 0),
            type_id::METHOD => free::<BoundMethod>(thread, object, 0),
            type_id::PROPERTY | type_id::STATIC_METHOD | type_id::CLASS_METHOD => {
                free::<Descriptor>(thread, object, 0);
            }
            type_id::GENERATOR | type_id::COROUTINE => {
                let room = (*object.cast::<Generator>()).room;
                free_tracked::<Generator>(thread, object, room);
            }
            type_id::OPAQUE => free::<Opaque>(thread, object, 0),
            type_id::CELL => free_tracked::<Cell>(thread, object, 0),
            other => unreachable!("an object of type {other} is never freed"),
        }
    }
}

/// Takes from objects, which may refer to each other, all references that they own.
///
/// # Safety
/// The objects are alive and of `thread`'s runtime, and no other code uses them any more.
pub(super) unsafe fn take_references(thread: *mut Thread, objects: &[Ref]) -> Vec<Ref> {
    let mut taken = Vec::new();
    for &object in objects {
        // SAFETY: the caller's promise.
        unsafe {
            each_reference(thread, object, |slot| {
                taken.push(std::mem::replace(slot, Ref::NULL));
            });
        }
    }
    taken
}

/// Frees immortal objects, and all that only they kept alive.
///
/// # Safety
/// The objects are alive, each named once and none of them inside of the thread, and no code looks at
/// them any more; `thread` is their runtime's.
pub(super) unsafe fn free_immortals(thread: *mut Thread, objects: &[Ref]) {
    // SAFETY: the caller's promise; none of them dies before all have let go of what they refer to.
    unsafe {
        for reference in take_references(thread, objects) {
            release(thread, reference);
        }
        for &object in objects {
            uop_dealloc(thread, object);
        }
    }
}

/// Shows all references that an object owns; some may be null.
///
/// # Safety
/// `object` is one of `thread`'s live runtime, and no other code looks at the references meanwhile.
pub(super) unsafe fn each_reference(
    thread: *mut Thread,
    object: Ref,
    mut visit: impl FnMut(&mut Ref),
) {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        // Most objects have their references one after the other: one loop goes through them, into which `visit` is inlined.
        let (first, count): (*mut Ref, usize) = match object.type_id() {
            type_id::LIST => {
                let list = object.cast::<List>();
                ((*list).items, (*list).len)
            }
            type_id::TUPLE => {
                let tuple = object.cast::<Tuple>();
                ((&raw mut (*tuple).items).cast(), (*tuple).len)
            }
            type_id::DICT | type_id::DEFAULT_DICT | type_id::COUNTER => {
                return dicts::table(object).each_reference(visit);
            }
            type_id::DEQUE => return deques::each_reference(object, visit),
            type_id::MEMORY_VIEW => (&raw mut (*object.cast::<MemoryView>()).base, 1),
            type_id::SET | type_id::FROZENSET => {
                return sets::table(object).each_reference(visit);
            }
            type_id::SLICE => (&raw mut (*object.cast::<Slice>()).start, 3),
            type_id::DICT_KEYS | type_id::DICT_VALUES | type_id::DICT_ITEMS => {
                (&raw mut (*object.cast::<DictView>()).dict, 1)
            }
            type_id::DICT_KEY_ITER
            | type_id::DICT_VALUE_ITER
            | type_id::DICT_ITEM_ITER
            | type_id::SET_ITER
            | type_id::DEQUE_ITER => (&raw mut (*object.cast::<TableIter>()).container, 1),
            type_id::ENUMERATE => (&raw mut (*object.cast::<Enumerate>()).iter, 1),
            type_id::ZIP => (&raw mut (*object.cast::<Zip>()).iters, 1),
            type_id::LIST_ITER
            | type_id::TUPLE_ITER
            | type_id::BYTES_ITER
            | type_id::ARRAY_ITER
            | type_id::BYTEARRAY_ITER
            | type_id::MEMORY_ITER
            | type_id::STR_ITER
            | type_id::REVERSED
            | type_id::LIST_REVERSED => (&raw mut (*object.cast::<SequenceIter>()).sequence, 1),
            // Closure, defaults and attributes, function and `self`.
            type_id::FUNCTION => (&raw mut (*object.cast::<Function>()).closure, 3),
            type_id::METHOD => (&raw mut (*object.cast::<BoundMethod>()).function, 2),
            type_id::GENERATOR | type_id::COROUTINE => {
                return each_of_generator(object.cast(), visit);
            }
            type_id::CELL => (&raw mut (*object.cast::<Cell>()).value, 1),
            type_id::PROPERTY | type_id::STATIC_METHOD | type_id::CLASS_METHOD => {
                let parts = &mut (*object.cast::<Descriptor>()).parts;
                (parts.as_mut_ptr(), parts.len())
            }
            type_id::TYPE => return made_classes::each_reference(thread, object, &mut visit),
            class if class >= type_id::FIRST_CLASS => {
                (instances::value(object, 0), state(thread).classes.value_count(class))
            }
            _ => return,
        };
        each_of(first, count, visit);
    }
}

/// Shows `count` references that lie one after the other.
#[inline(always)]
unsafe fn each_of(first: *mut Ref, count: usize, mut visit: impl FnMut(&mut Ref)) {
    for index in 0..count {
        // SAFETY: the caller passes so many references of a live object.
        visit(unsafe { &mut *first.add(index) });
    }
}

/// Shows all references that a generator owns; some may be null.
unsafe fn each_of_generator(generator: *mut Generator, mut visit: impl FnMut(&mut Ref)) {
    // SAFETY: the caller passes a live generator; locals and stack up to its pointer hold owned references, tagged ints or null.
    unsafe {
        let locals = Generator::locals(generator);
        let end = (*generator).frame.stack_pointer;
        visit(&mut *(&raw mut (*generator).frame.function).cast::<Ref>());
        let mut slot = locals;
        while slot < end {
            if !(*slot).is_tagged() {
                visit(&mut *slot);
            }
            slot = slot.add(1);
        }
    }
}

/// Exchanges what is in two lists, dicts, sets, bytearrays, cells or instances of one class.
///
/// # Safety
/// `thread` is a live runtime's; both objects are of it and of one type.
pub(super) unsafe fn swap_contents(thread: *mut Thread, a: Ref, b: Ref) {
    // SAFETY: the types say the layouts.
    unsafe {
        match a.type_id() {
            type_id::LIST => {
                let (a, b) = (&mut *a.0.cast::<List>(), &mut *b.0.cast::<List>());
                std::mem::swap(&mut a.len, &mut b.len);
                std::mem::swap(&mut a.items, &mut b.items);
                std::mem::swap(&mut a.capacity, &mut b.capacity);
            }
            type_id::DICT => {
                let (a, b) = (&mut *a.0.cast::<Dict>(), &mut *b.0.cast::<Dict>());
                std::mem::swap(&mut a.len, &mut b.len);
                std::mem::swap(&mut a.table, &mut b.table);
            }
            type_id::SET => {
                let (a, b) = (&mut *a.0.cast::<Set>(), &mut *b.0.cast::<Set>());
                std::mem::swap(&mut a.len, &mut b.len);
                std::mem::swap(&mut a.table, &mut b.table);
            }
            type_id::BYTEARRAY => {
                let (a, b) = (a.cast::<Array>(), b.cast::<Array>());
                std::mem::swap(&mut (*a).content, &mut (*b).content);
            }
            type_id::CELL => {
                let (a, b) = (a.cast::<Cell>(), b.cast::<Cell>());
                std::mem::swap(&mut (*a).value, &mut (*b).value);
            }
            class if class >= type_id::FIRST_CLASS => {
                for index in 0..state(thread).classes.value_count(class) {
                    std::ptr::swap(instances::value(a, index), instances::value(b, index));
                }
            }
            _ => {}
        }
    }
}

/// The layout of a `T` that `extra` bytes follow.
pub(super) fn layout_of<T>(extra: usize) -> Layout {
    let header = Layout::new::<T>();
    Layout::from_size_align(header.size() + extra, header.align().max(align_of::<Header>()))
        .expect("an object fits memory")
}

unsafe fn free<T>(thread: *mut Thread, object: Ref, extra: usize) {
    // SAFETY: the object was allocated with this layout.
    unsafe { state(thread).heap.free(object.0.cast(), layout_of::<T>(extra)) }
}

unsafe fn free_tracked<T>(thread: *mut Thread, object: Ref, extra: usize) {
    // SAFETY: the object was allocated with this layout.
    unsafe { state(thread).heap.free_tracked(object.0.cast(), layout_of::<T>(extra)) }
}

/// Releases what a generator's frame refers to. The generator never runs again.
///
/// # Safety
/// `locals` are those of the frame of a generator of this thread, and no uop runs in it any more.
pub(super) unsafe fn finish_generator(thread: *mut Thread, locals: *mut Ref) {
    // SAFETY: the caller's promise.
    unsafe {
        let generator = Generator::of(locals);
        let mut owned = Vec::new();
        each_reference(thread, Ref(generator.cast()), |slot| {
            owned.push(std::mem::replace(slot, Ref::NULL))
        });
        (*generator).header.flags = Generator::FINISHED;
        for reference in owned {
            release(thread, reference);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::free_immortals;
    use crate::object::{Code, Ref};
    use crate::runtime::{Pointed, Runtime, Scope, Value};

    #[test]
    fn immortal_objects_are_freed_with_what_they_refer_to() {
        let mut runtime = Runtime::new();
        let Value::Int(one) = Value::from(1) else { unreachable!() };
        let items = vec![Value::Int(one << 200), Value::Tuple(vec![Value::Float(0.5)])];
        // SAFETY: there are no constants.
        let list = unsafe { runtime.make_immortal(&Value::List(items), Scope::default()) };
        let code = Code {
            version: 1,
            arg_count: 0,
            local_count: 1,
            free_count: 1,
            frame_size: 0,
            positional: 0,
            positional_only: 0,
            keyword_only: 0,
            varargs: 0,
            varkeywords: 0,
            is_async: 0,
            names: Ref::NULL,
        };
        let code = Pointed::new(code);
        // SAFETY: the code outlives the function, whose closure has one cell.
        unsafe {
            let function = runtime.make_function(Pointed::pointer(&code));
            let (id, class) = runtime.add_class("C", Vec::new());
            runtime.set_members(id, Vec::new(), Ref(function.cast()));
            runtime.set_closure(function, &[class]);
            assert!(list.is_immortal() && class.is_immortal());
        }
        // Of the list three objects, of the function a cell in a tuple.
        assert_eq!(runtime.live_objects(), 5);
        let immortals = runtime.state.heap.take_immortals();
        // SAFETY: no code uses the objects any more.
        unsafe { free_immortals(runtime.thread(), &immortals) };
        assert_eq!(runtime.live_objects(), 0);
    }
}
