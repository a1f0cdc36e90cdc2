//! The dicts of `scripts/meaning_digests.py`, on the runtime.

use crate::cases::{builtin, builtin_type, method, shown};
use crate::random::Random;
use uops::helpers::{uop_binary_op, uop_call_with_names, uop_dict_set_item, uop_get_iter};
use uops::object::Ref;
use uops::runtime::{PyException, Runtime, Value};

/// CPython's number of `|`.
const OR: usize = 7;

/// Two dicts and an iterator of one that was the first.
struct World {
    runtime: Runtime,
    items: Ref,
    other: Ref,
    walk: Ref,
}

fn key(random: &mut Random) -> Value {
    let limit = random.choice(&[4, 12, 40]);
    let key = random.below(limit);
    if random.flag(4) { Value::from(key as i64) } else { Value::Str(format!("k{key}")) }
}

impl World {
    fn new() -> Self {
        let mut runtime = Runtime::new();
        let [items, other, empty] = [(); 3].map(|()| runtime.make(&Value::Dict(Vec::new())));
        let mut world = World { runtime, items, other, walk: Ref::NULL };
        world.walk_over(empty);
        world
    }

    /// A new reference to what a callable returns for these objects, followed by these values.
    fn call(
        &mut self,
        callable: &Value,
        objects: &[Ref],
        values: &[Value],
    ) -> Result<Ref, PyException> {
        let callable = self.runtime.make(callable);
        let names = self.runtime.make(&Value::Tuple(Vec::new()));
        let values: Vec<Ref> = values.iter().map(|value| self.runtime.make(value)).collect();
        let mut args: Vec<Ref> = objects.iter().chain(&values).copied().collect();
        let (start, count) = (args.as_mut_ptr(), args.len());
        // SAFETY: the objects are the runtime's, and owned here or by the world.
        unsafe {
            let thread = self.runtime.thread();
            let result = uop_call_with_names(thread, callable, start, count, names);
            for object in values.into_iter().chain([callable, names]) {
                self.runtime.release(object);
            }
            self.runtime.take_exception().map_or(Ok(result), Err)
        }
    }

    /// What a method of a dict returns.
    fn method(&mut self, name: &str, dict: Ref, values: &[Value]) -> Result<Ref, PyException> {
        self.call(&method(&format!("dict.{name}")), &[dict], values)
    }

    /// The value of an object, which is released.
    fn take(&mut self, object: Ref) -> Value {
        // SAFETY: the object is the runtime's, and the caller owns it.
        unsafe {
            let value = self.runtime.value(object);
            self.runtime.release(object);
            value
        }
    }

    /// Shows an outcome, which is released.
    fn show(&mut self, outcome: Result<Ref, PyException>) -> String {
        shown(outcome.map(|object| self.take(object)))
    }

    /// Sets an item.
    fn set(&mut self, dict: Ref, key: &Value, number: u64) {
        let (key, value) = (self.runtime.make(key), self.runtime.make(&Value::from(number as i64)));
        // SAFETY: the objects are the runtime's, and owned here or by the world.
        unsafe {
            assert!(uop_dict_set_item(self.runtime.thread(), dict, key, value), "it has a hash");
            self.runtime.release(key);
            self.runtime.release(value);
        }
    }

    /// Replaces a reference of the world.
    fn replace(&mut self, place: fn(&mut World) -> &mut Ref, object: Ref) {
        let old = std::mem::replace(place(self), object);
        // SAFETY: the world owned it.
        unsafe { self.runtime.release(old) };
    }

    /// Begins a walk over something, whose reference it takes over.
    fn walk_over(&mut self, iterable: Ref) {
        // SAFETY: the objects are the runtime's, and owned here.
        let walk = unsafe { uop_get_iter(self.runtime.thread(), iterable) };
        self.replace(|world| &mut world.walk, walk);
        // SAFETY: as above.
        unsafe { self.runtime.release(iterable) };
    }

    fn step(&mut self, random: &mut Random, number: u64) -> String {
        let (items, other) = (self.items, self.other);
        let expect = "a dict";
        match random.below(30) {
            0 | 1 => self.set(items, &key(random), number),
            2 => {
                let popped = self.method("pop", items, &[key(random), Value::None]);
                return self.show(popped);
            }
            3 => {
                let popped = self.method("popitem", items, &[]);
                return self.show(popped);
            }
            4 => {
                let key = key(random);
                let value = self.method("setdefault", items, &[key, Value::from(number as i64)]);
                return self.show(value);
            }
            5 => {
                let updated = self.call(&method("dict.update"), &[items, other], &[]);
                self.show(updated);
            }
            6 => {
                let copy = self.method("copy", items, &[]).expect(expect);
                self.replace(|world| &mut world.other, copy);
            }
            7 => {
                let popped = self.method("pop", other, &[key(random), Value::None]);
                self.show(popped);
            }
            8 => self.set(other, &key(random), number),
            9 => {
                // SAFETY: the world owns both.
                let both = unsafe { uop_binary_op(self.runtime.thread(), OR, items, other) };
                self.replace(|world| &mut world.items, both);
            }
            10 if random.flag(3) => {
                let cleared = self.method("clear", items, &[]);
                self.show(cleared);
            }
            10 => {}
            11 | 12 => {
                let view = match random.below(4) {
                    // SAFETY: the world owns it.
                    0 => unsafe {
                        items.incref();
                        items
                    },
                    1 => self.method("keys", items, &[]).expect(expect),
                    2 => self.method("values", items, &[]).expect(expect),
                    _ => self.method("items", items, &[]).expect(expect),
                };
                self.walk_over(view);
            }
            13 => {
                let copy = self.call(&builtin_type("dict"), &[other], &[]).expect(expect);
                self.replace(|world| &mut world.items, copy);
            }
            14..=19 => {
                let popped = self.method("pop", items, &[key(random), Value::None]);
                if self.show(popped) != "None" {
                    self.set(items, &Value::Str(format!("n{number}")), number);
                }
            }
            20 => {
                if let Ok(pair) = self.method("popitem", items, &[]) {
                    let Value::Tuple(pair) = self.take(pair) else { panic!("a pair") };
                    let Value::Int(value) = &pair[1] else { panic!("values are numbers") };
                    let value = value.try_into().expect("a small number");
                    self.set(items, &Value::Str(format!("n{number}")), value);
                }
            }
            _ => {
                let end = Value::Str("end".to_owned());
                let next = self.call(&builtin("next"), &[self.walk], &[end]);
                return self.show(next);
            }
        }
        "None".to_owned()
    }
}

pub fn dict(random: &mut Random) -> String {
    let mut world = World::new();
    let steps: Vec<String> = (0..random.below(150)).map(|n| world.step(random, n)).collect();
    let World { mut runtime, items, other, walk } = world;
    // SAFETY: the objects are the runtime's, and owned here.
    unsafe {
        let [first, second] = [items, other].map(|dict| runtime.value(dict));
        [items, other, walk].into_iter().for_each(|object| runtime.release(object));
        assert_eq!(runtime.live_objects(), 0);
        format!("{} {first} {second}", steps.join(" "))
    }
}
