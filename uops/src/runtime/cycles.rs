//! Reference cycles: CPython's `gc.collect()`.
//!
//! Objects that keep each other alive and that nothing else refers to are found by trial deletion:
//! the references that come from the objects looked at are subtracted from the counts. What is
//! left over above zero comes from elsewhere, and all that such objects reach is alive.
//!
//! Every cycle goes through a list, a dict, a cell, an instance, a generator or a class that the program has made,
//! since nothing else can be made to refer to what was made after it. So those are tracked (see `heap`), and the rest is found from
//! there.

use super::dealloc::{each_reference, release, take_references};
use super::state;
use crate::object::{Ref, type_id};
use crate::thread::Thread;
use rustc_hash::FxHashMap;

/// Frees the objects that only cycles keep alive.
///
/// # Safety
/// `thread` is a live runtime's, and no borrowed or moved reference to its objects is in use.
pub(super) unsafe fn collect(thread: *mut Thread) {
    // SAFETY: the caller's promise: all objects met here are alive, and counts are exact.
    unsafe {
        let mut outside = reachable(thread, state(thread).heap.tracked().collect());
        let objects: Vec<Ref> = outside.keys().copied().collect();
        for &object in &objects {
            each_reference(thread, object, |slot| {
                if let Some(count) = outside.get_mut(slot) {
                    *count -= 1;
                }
            });
        }
        let is_alive = |object: &Ref| outside[object] > 0;
        let alive = reachable(thread, objects.iter().copied().filter(is_alive).collect());
        let garbage: Vec<Ref> =
            objects.into_iter().filter(|object| !alive.contains_key(object)).collect();
        // None of them dies before all have let go of what they refer to. A class knows how large its instances
        // are, so that it dies after them.
        garbage.iter().for_each(|object| object.incref());
        let dropped = take_references(thread, &garbage);
        let is_class = |object: &Ref| object.type_id() == type_id::TYPE;
        let (classes, others): (Vec<Ref>, Vec<Ref>) = garbage.into_iter().partition(is_class);
        let all = dropped.into_iter().chain(others).chain(classes);
        all.for_each(|object| release(thread, object));
    }
}

/// All mortal objects that can be reached from others, these included, with their counts of
/// references.
unsafe fn reachable(thread: *mut Thread, mut work: Vec<Ref>) -> FxHashMap<Ref, u32> {
    let mut found = FxHashMap::default();
    while let Some(object) = work.pop() {
        // SAFETY: what live objects refer to is alive.
        unsafe {
            if object.is_null() || object.is_immortal() || found.contains_key(&object) {
                continue;
            }
            found.insert(object, object.reference_count());
            each_reference(thread, object, |slot| work.push(*slot));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::{Runtime, Value, dicts, functions, lists};
    use crate::object::Ref;

    fn list(runtime: &mut Runtime) -> Ref {
        runtime.make(&Value::List(vec![]))
    }

    /// Collects, and says how many objects are left.
    fn left(runtime: &mut Runtime) -> usize {
        // SAFETY: the tests own what they refer to.
        unsafe { runtime.collect_cycles() };
        runtime.live_objects()
    }

    #[test]
    fn a_list_in_itself_is_freed() {
        let mut runtime = Runtime::new();
        let inner = list(&mut runtime);
        let thread = runtime.thread();
        // SAFETY: the list is alive, and the reference is given away.
        unsafe { lists::uop_list_append(thread, inner, inner) };
        assert_eq!(left(&mut runtime), 0);
    }

    #[test]
    fn a_cycle_through_a_dict_a_cell_and_a_tuple_is_freed_with_what_hangs_on_it() {
        let mut runtime = Runtime::new();
        let dict = runtime.make(&Value::Dict(vec![]));
        let key = runtime.make(&Value::Str("key".into()));
        let big = runtime.make(&Value::Float(0.5));
        let thread = runtime.thread();
        // SAFETY: all objects are alive; the cell takes over the dict, the dict its own references.
        unsafe {
            let cell = functions::uop_make_cell(thread, dict);
            let tuple = super::super::tuples::new_tuple(thread, &[cell, big]);
            dicts::set(thread, dict, key, tuple).expect("a str has a hash");
            super::release(thread, key);
            super::release(thread, tuple);
        }
        assert_eq!(runtime.live_objects(), 5);
        assert_eq!(left(&mut runtime), 0);
    }

    #[test]
    fn what_is_referred_to_from_outside_stays() {
        let mut runtime = Runtime::new();
        let (outer, inner) = (list(&mut runtime), list(&mut runtime));
        let thread = runtime.thread();
        // SAFETY: both lists are alive; `inner` keeps a reference to itself and one to `outer`.
        unsafe {
            inner.incref();
            lists::uop_list_append(thread, outer, inner);
            outer.incref();
            lists::uop_list_append(thread, inner, outer);
        }
        assert_eq!(left(&mut runtime), 2);
        // SAFETY: the test owns one reference to each.
        unsafe {
            runtime.release(outer);
            assert_eq!(left(&mut runtime), 2);
            runtime.release(inner);
        }
        assert_eq!(left(&mut runtime), 0);
    }

    #[test]
    fn acyclic_objects_stay() {
        let mut runtime = Runtime::new();
        let nested =
            Value::List(vec![Value::List(vec![Value::Float(1.5)]), Value::Int(1000.into())]);
        let object = runtime.make(&nested);
        assert_eq!(left(&mut runtime), 4);
        // SAFETY: the test owns the reference.
        unsafe { runtime.release(object) };
        assert_eq!(runtime.live_objects(), 0);
    }
}
