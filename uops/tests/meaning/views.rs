//! The views of a bytearray of `scripts/meaning_digests.py`, on the runtime.

use crate::bytes::{slice, small, some_bytes};
use crate::cases::{builtin_type, method, shown};
use crate::random::Random;
use uops::helpers::{uop_call_with_names, uop_set_item, uop_subscript};
use uops::object::Ref;
use uops::runtime::{PyException, Runtime, Value};

const FORMATS: &str = "bBchHiIlLqQfd?z";

/// A bytearray, and a view of it.
struct World {
    runtime: Runtime,
    data: Ref,
    view: Ref,
}

impl World {
    /// What an operation on objects gives that are made of these values, and released after it.
    fn outcome(
        &mut self,
        values: &[Value],
        operation: impl FnOnce(&mut Runtime, &[Ref]) -> Option<Ref>,
    ) -> Result<Option<Ref>, PyException> {
        let objects: Vec<Ref> = values.iter().map(|value| self.runtime.make(value)).collect();
        let result = operation(&mut self.runtime, &objects);
        // SAFETY: the objects are the runtime's, and owned here.
        objects.into_iter().for_each(|object| unsafe { self.runtime.release(object) });
        match self.runtime.take_exception() {
            Some(exception) => Err(exception),
            None => Ok(result),
        }
    }

    /// Calls something with an object in front of other arguments.
    fn called(
        &mut self,
        callee: Value,
        this: Ref,
        args: &[Value],
    ) -> Result<Option<Ref>, PyException> {
        let values: Vec<Value> =
            [callee, Value::Tuple(Vec::new())].iter().chain(args).cloned().collect();
        self.outcome(&values, |runtime, objects| {
            let mut given: Vec<Ref> =
                [this].into_iter().chain(objects[2..].iter().copied()).collect();
            let (start, count) = (given.as_mut_ptr(), given.len());
            // SAFETY: the objects are the runtime's, and alive.
            Some(unsafe {
                uop_call_with_names(runtime.thread(), objects[0], start, count, objects[1])
            })
        })
    }

    fn text(&mut self, outcome: Result<Option<Ref>, PyException>) -> String {
        let value = outcome.map(|object| {
            object.map_or(Value::None, |object| {
                // SAFETY: the object is the runtime's, and owned here.
                unsafe {
                    let value = self.runtime.value(object);
                    self.runtime.release(object);
                    value
                }
            })
        });
        shown(value)
    }

    fn method(&mut self, name: &str, this: Ref, args: &[Value]) -> String {
        let outcome = self.called(method(name), this, args);
        self.text(outcome)
    }

    /// Goes on with a new view, if there is one.
    fn go_on(&mut self, made: Result<Option<Ref>, PyException>) -> String {
        let view = match made {
            Ok(Some(view)) => view,
            other => return self.text(other),
        };
        // SAFETY: the world owns its view.
        unsafe { self.runtime.release(self.view) };
        self.view = view;
        let format = self.runtime.intern("format");
        let thread = self.runtime.thread();
        // SAFETY: the view is alive.
        let format = unsafe { uops::helpers::uop_load_attr(thread, view, format as usize) };
        // SAFETY: the text is the runtime's, and owned here.
        let (Value::Str(letter), ()) =
            (unsafe { (self.runtime.value(format), self.runtime.release(format)) })
        else {
            panic!("a format is a text")
        };
        format!("{letter} {}", self.method("memoryview.tolist", view, &[]))
    }

    fn store(&mut self, values: [Value; 2]) -> String {
        let view = self.view;
        let outcome = self.outcome(&values, |runtime, objects| {
            // SAFETY: the objects are the runtime's, and alive.
            unsafe { uop_set_item(runtime.thread(), view, objects[0], objects[1]) };
            None
        });
        self.text(outcome)
    }

    fn found(&mut self, at: Value) -> Result<Option<Ref>, PyException> {
        let view = self.view;
        self.outcome(&[at], |runtime, objects| {
            // SAFETY: the objects are the runtime's, and alive.
            Some(unsafe { uop_subscript(runtime.thread(), view, objects[0]) })
        })
    }

    fn step(&mut self, random: &mut Random) -> String {
        match random.below(10) {
            0 => {
                let found = self.found(small(random));
                self.text(found)
            }
            1 | 2 => {
                let place = small(random);
                self.store([place, Value::from(random.below(600) as i64 - 200)])
            }
            3 => {
                let place = small(random);
                self.store([place, Value::Float(random.below(64) as f64 / 4.0)])
            }
            4 | 5 => {
                let part = self.found(slice(random));
                self.go_on(part)
            }
            6 => {
                let part = slice(random);
                self.store([part, some_bytes(random, 6)])
            }
            7 => {
                let letter = Value::Str(random.pick(FORMATS).to_string());
                let cast = self.called(method("memoryview.cast"), self.view, &[letter]);
                self.go_on(cast)
            }
            8 => self.method("memoryview.tobytes", self.view, &[]),
            _ => self.method("bytearray.append", self.data, &[Value::from(1)]),
        }
    }
}

/// Up to 20 operations on a view, what each gives, and what is left.
pub fn views(random: &mut Random) -> String {
    let mut runtime = Runtime::new();
    let data = runtime.make(&Value::ByteArray((0..48).collect()));
    let mut world = World { runtime, data, view: Ref::NULL };
    let view = world.called(builtin_type("memoryview"), data, &[]);
    world.view = view.ok().flatten().expect("a view");
    let mut steps = Vec::new();
    for _ in 0..random.below(20) {
        steps.push(world.step(random));
    }
    world.method("memoryview.release", world.view, &[]);
    steps.push(world.method("memoryview.tolist", world.view, &[]));
    steps.push(world.method("bytearray.append", data, &[Value::from(1)]));
    let hex = world.method("bytearray.hex", data, &[]);
    // SAFETY: the world owns both.
    unsafe {
        world.runtime.release(world.view);
        world.runtime.release(data);
    }
    assert_eq!(world.runtime.live_objects(), 0);
    format!("{} {}", steps.join(" "), hex.trim_matches('\''))
}
