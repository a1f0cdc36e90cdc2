//! What CPython refuses: recursion that is too deep, and containers that change while they are sorted or
//! walked.

use uops::helpers::{
    uop_build_list, uop_call_with_names, uop_compare, uop_convert, uop_dict_set_item, uop_get_iter,
    uop_iter_next, uop_load_attr, uop_set_add,
};
use uops::object::Ref;
use uops::runtime::{BuiltinFunction, ExceptionKind, Method, Runtime, Value};

/// CPython's mask of the outcomes that `==` accepts, and its number of the conversion `!r`.
const EQUAL: usize = 8;
const REPR: usize = 2;

/// A list in a list, and so on: so many around the innermost one.
fn nested(runtime: &mut Runtime, depth: usize) -> Ref {
    let mut list = runtime.make(&Value::List(Vec::new()));
    for _ in 0..depth {
        // SAFETY: the list is owned, and its reference goes into the new one.
        list = unsafe { uop_build_list(runtime.thread(), &raw mut list, 1) };
    }
    list
}

fn message(runtime: &mut Runtime) -> Option<String> {
    runtime.take_exception().map(|exception| exception.to_string())
}

/// Whether two nested lists can be compared, and shown; or what is raised.
fn compared_and_shown(depth: usize) -> [Option<String>; 2] {
    let mut runtime = Runtime::new();
    let (left, right) = (nested(&mut runtime, depth), nested(&mut runtime, depth));
    let thread = runtime.thread();
    // SAFETY: the objects are the runtime's, and owned here.
    unsafe {
        let equal = uop_compare(thread, EQUAL, left, right);
        let compared = message(&mut runtime);
        if compared.is_none() {
            assert_eq!(runtime.value(equal), Value::Bool(true));
        }
        let text = uop_convert(thread, REPR, left);
        let shown = message(&mut runtime);
        for object in [left, right, text] {
            if !object.is_null() {
                runtime.release(object);
            }
        }
        assert_eq!(runtime.live_objects(), 0);
        [compared, shown]
    }
}

#[test]
fn comparisons_and_reprs_go_as_deep_as_cpythons() {
    assert_eq!(compared_and_shown(900), [None, None]);
    assert_eq!(compared_and_shown(9_997), [None, None]);
    let too_deep =
        |doing: &str| Some(format!("RecursionError: maximum recursion depth exceeded {doing}"));
    let [compared, shown] = compared_and_shown(9_999);
    assert_eq!(compared, too_deep("in comparison"));
    assert_eq!(shown, too_deep("while getting the repr of an object"));
}

/// The method of an object.
fn bound(runtime: &mut Runtime, object: Ref, name: &str) -> Ref {
    let name = runtime.intern(name);
    // SAFETY: the object is the runtime's, and alive.
    unsafe { uop_load_attr(runtime.thread(), object, name as usize) }
}

fn ints(items: &[i64]) -> Value {
    Value::List(items.iter().copied().map(Value::from).collect())
}

/// Sorts a list by a method of its own, and gives what is raised and what the list then is.
fn sorted_by_own(method: &str, items: &[i64]) -> (Option<String>, Value) {
    let mut runtime = Runtime::new();
    let list = runtime.make(&ints(items));
    let key = bound(&mut runtime, list, method);
    let sort = runtime.make(&Value::Method(Method::from_name("list.sort").expect("a method")));
    let names = runtime.make(&Value::Tuple(vec![Value::Str("key".to_owned())]));
    // SAFETY: the objects are the runtime's, and owned here.
    unsafe {
        let mut args = [list, key];
        let result = uop_call_with_names(runtime.thread(), sort, args.as_mut_ptr(), 2, names);
        let raised = message(&mut runtime);
        let value = runtime.value(list);
        for object in [list, key, sort, names, result] {
            if !object.is_null() {
                runtime.release(object);
            }
        }
        assert_eq!(runtime.live_objects(), 0);
        (raised, value)
    }
}

#[test]
fn a_list_is_empty_while_it_is_sorted_and_must_not_change() {
    // The list has no items to count.
    assert_eq!(sorted_by_own("count", &[3, 1, 2, 1]), (None, ints(&[3, 1, 2, 1])));
    let (raised, _) = sorted_by_own("append", &[3]);
    assert_eq!(raised.as_deref(), Some("ValueError: list modified during sort"));
}

/// Walks a container that is changed after its first item, and gives what is raised, twice.
fn walked(container: &Value, change: impl Fn(&mut Runtime, Ref)) -> [Option<String>; 2] {
    let mut runtime = Runtime::new();
    let container = runtime.make(container);
    let thread = runtime.thread();
    // SAFETY: the objects are the runtime's, and owned here.
    unsafe {
        let iter = uop_get_iter(thread, container);
        let first = uop_iter_next(thread, iter);
        runtime.release(first);
        change(&mut runtime, container);
        let mut raised = [None, None];
        for slot in &mut raised {
            loop {
                let item = uop_iter_next(thread, iter);
                if item.is_null() {
                    break;
                }
                runtime.release(item);
            }
            *slot = message(&mut runtime);
        }
        runtime.release(iter);
        runtime.release(container);
        assert_eq!(runtime.live_objects(), 0);
        raised
    }
}

#[test]
fn dicts_and_sets_must_not_change_their_size_while_they_are_walked() {
    let dict = Value::Dict(vec![(Value::from(1), Value::None), (Value::from(2), Value::None)]);
    let put = |runtime: &mut Runtime, dict: Ref, key: i64| {
        let (key, value) = (runtime.make(&Value::from(key)), runtime.make(&Value::None));
        // SAFETY: the objects are the runtime's, and owned here.
        unsafe { assert!(uop_dict_set_item(runtime.thread(), dict, key, value)) };
    };
    let size = Some("RuntimeError: dictionary changed size during iteration".to_owned());
    assert_eq!(walked(&dict, |runtime, dict| put(runtime, dict, 3)), [size.clone(), size]);
    let keys = Some("RuntimeError: dictionary keys changed during iteration".to_owned());
    let exchange = |runtime: &mut Runtime, dict: Ref| {
        let pop = bound(runtime, dict, "pop");
        let mut key = runtime.make(&Value::from(1));
        let names = runtime.make(&Value::Tuple(Vec::new()));
        // SAFETY: the objects are the runtime's, and owned here.
        unsafe {
            let thread = runtime.thread();
            let value = uop_call_with_names(thread, pop, &raw mut key, 1, names);
            [pop, names, value].into_iter().for_each(|object| runtime.release(object));
        }
        put(runtime, dict, 4);
    };
    assert_eq!(walked(&dict, exchange), [keys, None]);
    let set = Value::Set(vec![Value::from(1), Value::from(2)]);
    let add = |runtime: &mut Runtime, set: Ref| {
        let member = runtime.make(&Value::from(9));
        // SAFETY: the objects are the runtime's.
        unsafe { assert!(uop_set_add(runtime.thread(), set, member)) };
    };
    let size = Some("RuntimeError: Set changed size during iteration".to_owned());
    assert_eq!(walked(&set, add), [size.clone(), size]);
}

#[test]
fn the_first_extreme_wins_where_nothing_is_greater() {
    let call = |name: &str, items: &[f64]| {
        let function = Value::Builtin(BuiltinFunction::from_name(name).expect("a builtin"));
        let items = items.iter().map(|item| Value::Float(*item)).collect();
        Runtime::new().call(&function, &[Value::List(items)])
    };
    let nan = f64::NAN;
    assert_eq!(call("max", &[1.0, nan]), Ok(Value::Float(1.0)));
    assert_eq!(call("min", &[2.0, nan, 1.0]), Ok(Value::Float(1.0)));
    let empty = call("max", &[]).expect_err("there is no greatest item");
    assert_eq!(empty.kind, ExceptionKind::ValueError);
}
