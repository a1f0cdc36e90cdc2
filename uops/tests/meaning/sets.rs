//! The sets of `scripts/meaning_digests.py`, on the runtime.

use crate::cases::{builtin, builtin_type, method, shown};
use crate::random::Random;
use uops::helpers::{uop_binary_op, uop_call_with_names};
use uops::object::Ref;
use uops::runtime::{PyException, Runtime, Value};

/// CPython's numbers of `&`, `|`, `-` and `^`; those of `&=` and its kin are 13 more.
const OPERATORS: [usize; 4] = [1, 7, 10, 12];
const METHODS: [&str; 4] = ["intersection", "union", "difference", "symmetric_difference"];

/// Two sets and an iterator of one that was the first.
struct World {
    runtime: Runtime,
    sets: [Ref; 2],
}

fn member(random: &mut Random) -> Value {
    let limit = random.choice(&[8, 40, 3000]);
    let number = random.below(limit) as i64;
    match random.below(9) {
        0 => Value::from(-number),
        1 => Value::from(number * (1 << 40)),
        2 => Value::Float(number as f64 + 0.5),
        3 => Value::Tuple(vec![Value::from(number), Value::from(1)]),
        _ => Value::from(number),
    }
}

fn members(random: &mut Random) -> Value {
    let items: Vec<Value> = (0..random.below(12)).map(|_| member(random)).collect();
    match random.flag(3) {
        true => {
            let mut pairs: Vec<(Value, Value)> = Vec::new();
            for item in items {
                if pairs.iter().all(|(known, _)| *known != item) {
                    pairs.push((item, Value::None));
                }
            }
            Value::Dict(pairs)
        }
        false => Value::List(items),
    }
}

impl World {
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
            let result = uop_call_with_names(self.runtime.thread(), callable, start, count, names);
            for object in values.into_iter().chain([callable, names]) {
                self.runtime.release(object);
            }
            self.runtime.take_exception().map_or(Ok(result), Err)
        }
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

    fn show(&mut self, outcome: Result<Ref, PyException>) -> String {
        shown(outcome.map(|object| self.take(object)))
    }

    fn replace(&mut self, place: usize, object: Ref) {
        let old = std::mem::replace(&mut self.sets[place], object);
        // SAFETY: the world owned it.
        unsafe { self.runtime.release(old) };
    }

    fn step(&mut self, random: &mut Random) -> String {
        let [set, other] = self.sets;
        match random.below(14) {
            0..=2 => {
                let added = self.call(&method("set.add"), &[set], &[member(random)]);
                self.show(added)
            }
            3 | 4 => {
                let discarded = self.call(&method("set.discard"), &[set], &[member(random)]);
                self.show(discarded)
            }
            5 | 6 => {
                let popped = self.call(&method("set.pop"), &[set], &[]);
                self.show(popped)
            }
            7 => {
                let updated = self.call(&method("set.update"), &[set], &[members(random)]);
                self.show(updated)
            }
            8 => {
                let made = self.call(&builtin_type("set"), &[], &[members(random)]);
                self.replace(1, made.expect("members have hashes"));
                "other".to_owned()
            }
            9 => {
                self.sets.reverse();
                "exchanged".to_owned()
            }
            10 | 11 => {
                let operator = random.choice(&OPERATORS);
                let in_place = random.flag(2);
                let number = if in_place { operator + 13 } else { operator };
                // SAFETY: the world owns both.
                let result = unsafe { uop_binary_op(self.runtime.thread(), number, set, other) };
                self.replace(0, result);
                "combined".to_owned()
            }
            12 => {
                let name = random.choice(&METHODS);
                let made = self.call(&method(&format!("set.{name}")), &[set], &[members(random)]);
                self.replace(0, made.expect("members have hashes"));
                "made".to_owned()
            }
            _ if random.flag(4) => {
                let cleared = self.call(&method("set.clear"), &[set], &[]);
                self.show(cleared)
            }
            _ => {
                let copy = self.call(&method("set.copy"), &[set], &[]).expect("a copy");
                self.replace(0, copy);
                "copied".to_owned()
            }
        }
    }
}

pub fn set(random: &mut Random) -> String {
    let mut runtime = Runtime::new();
    let sets = [(); 2].map(|()| runtime.make(&Value::Set(Vec::new())));
    let mut world = World { runtime, sets };
    let mut steps = Vec::new();
    for _ in 0..random.below(120) {
        steps.push(world.step(random));
        let listed = world.call(&builtin_type("list"), &[world.sets[0]], &[]);
        let count = world.call(&builtin("len"), &[world.sets[0]], &[]);
        let (listed, count) = (world.show(listed), world.show(count));
        steps.push(format!("{count} {}", crc32fast::hash(listed.as_bytes())));
    }
    let lists: Vec<String> = (0..2)
        .map(|place| {
            let listed = world.call(&builtin_type("list"), &[world.sets[place]], &[]);
            world.show(listed)
        })
        .collect();
    let World { mut runtime, sets } = world;
    // SAFETY: the objects are the runtime's, and owned here.
    unsafe {
        sets.into_iter().for_each(|object| runtime.release(object));
        assert_eq!(runtime.live_objects(), 0);
    }
    format!("{} {}", steps.join(" "), lists.join(" "))
}
