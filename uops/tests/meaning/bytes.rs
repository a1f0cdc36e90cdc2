//! The bytes and bytearrays of `scripts/meaning_digests.py`, on the runtime.

use crate::cases::{method, shown};
use crate::random::Random;
use uops::helpers::{
    uop_binary_op, uop_call_with_names, uop_delete_item, uop_set_item, uop_subscript,
};
use uops::object::Ref;
use uops::runtime::{PyException, Runtime, Value};

const LETTERS: &[u8] = b"aabbcA1 \t\n\r,-+\xff";
/// Names, and what arguments the methods take: one that may be left out is an upper-case letter.
const METHODS: [&str; 39] = [
    "capitalize ",
    "center iF",
    "count bII",
    "decode D",
    "endswith pII",
    "expandtabs I",
    "find bII",
    "hex SI",
    "index bII",
    "isalnum ",
    "isalpha ",
    "isascii ",
    "isdigit ",
    "islower ",
    "isspace ",
    "istitle ",
    "isupper ",
    "join l",
    "ljust iF",
    "lower ",
    "lstrip W",
    "partition p",
    "removeprefix p",
    "removesuffix p",
    "replace ppI",
    "rfind bII",
    "rindex bII",
    "rjust iF",
    "rpartition p",
    "rsplit WI",
    "rstrip W",
    "split WI",
    "splitlines O",
    "startswith pII",
    "strip W",
    "swapcase ",
    "title ",
    "translate tP",
    "zfill i",
];
const CHANGES: [&str; 8] =
    ["append b", "extend p", "insert ib", "pop I", "remove b", "reverse ", "extend l", "copy "];
/// CPython's numbers of `+=` and `*=`.
const ADD: usize = 13;
const MULTIPLY: usize = 18;

/// Bytes, or a bytearray, of fewer letters than `limit`.
pub fn some_bytes(random: &mut Random, limit: u64) -> Value {
    let count = random.below(limit);
    let content = (0..count).map(|_| random.choice(LETTERS)).collect();
    if random.flag(2) { Value::ByteArray(content) } else { Value::Bytes(content) }
}

pub fn small(random: &mut Random) -> Value {
    Value::from(random.below(30) as i64 - 12)
}

fn argument(random: &mut Random, kind: char) -> Value {
    match kind {
        'p' => some_bytes(random, 4),
        'b' if random.flag(2) => Value::from(i64::from(random.choice(LETTERS))),
        'b' => some_bytes(random, 4),
        'w' if random.flag(2) => Value::None,
        'w' => some_bytes(random, 4),
        'f' if random.flag(2) => Value::ByteArray(b"*".to_vec()),
        'f' => Value::Bytes(b".".to_vec()),
        't' if random.flag(2) => Value::None,
        't' => Value::Bytes((0..=255).rev().collect()),
        'l' => Value::List((0..random.below(4)).map(|_| some_bytes(random, 4)).collect()),
        'o' => Value::Bool(random.flag(2)),
        'd' => Value::Str("latin-1".to_owned()),
        's' => Value::Str(":".to_owned()),
        _ => small(random),
    }
}

fn arguments(random: &mut Random, kinds: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for kind in kinds.chars() {
        if kind.is_ascii_uppercase() && random.flag(2) {
            break;
        }
        all.push(argument(random, kind.to_ascii_lowercase()));
    }
    all
}

/// What a method gives. Whether bytes are a text of UTF-8 is not shown in CPython's words.
pub fn methods(random: &mut Random) -> String {
    let this = some_bytes(random, 24);
    let (name, kinds) = random.choice(&METHODS).split_once(' ').expect("a name");
    let kind = if matches!(this, Value::Bytes(_)) { "bytes" } else { "bytearray" };
    let mut args = vec![this];
    args.extend(arguments(random, kinds));
    let mut runtime = Runtime::new();
    let outcome = runtime.call(&method(&format!("{kind}.{name}")), &args);
    assert_eq!(runtime.live_objects(), 0);
    match outcome {
        Err(_) if name == "decode" => "no text".to_owned(),
        outcome => format!("{name} {}", shown(outcome)),
    }
}

/// A bytearray that is changed step by step.
struct World {
    runtime: Runtime,
    bytes: Ref,
}

impl World {
    /// What an operation on objects with these values gives, which are released. It takes the first to be the bytearray.
    fn shown(
        &mut self,
        values: &[Value],
        operation: impl FnOnce(&mut Runtime, Ref, &mut [Ref]) -> Option<Ref>,
    ) -> String {
        let mut objects: Vec<Ref> = values.iter().map(|value| self.runtime.make(value)).collect();
        let result = operation(&mut self.runtime, self.bytes, &mut objects);
        // SAFETY: the objects are the runtime's, and owned here.
        unsafe {
            objects.into_iter().for_each(|object| self.runtime.release(object));
            let outcome: Result<Value, PyException> = match self.runtime.take_exception() {
                Some(exception) => Err(exception),
                None => Ok(result.map_or(Value::None, |object| self.runtime.value(object))),
            };
            if let (Ok(_), Some(object)) = (&outcome, result) {
                self.runtime.release(object);
            }
            shown(outcome)
        }
    }

    fn step(&mut self, random: &mut Random) -> String {
        match random.below(8) {
            0 => {
                // Before 3.15, CPython shows an apostrophe in another way.
                let place = small(random);
                let byte = random.below(300) as i64;
                let values = [place, Value::from(if byte == 39 { 40 } else { byte })];
                self.shown(&values, |runtime, bytes, objects| {
                    // SAFETY: the objects are the runtime's, and alive.
                    unsafe { uop_set_item(runtime.thread(), bytes, objects[0], objects[1]) };
                    None
                })
            }
            1 => {
                let index = small(random);
                self.shown(&[index], |runtime, bytes, objects| {
                    // SAFETY: as above.
                    unsafe { uop_delete_item(runtime.thread(), bytes, objects[0]) };
                    None
                })
            }
            2 => {
                let values = [slice(random), some_bytes(random, 6)];
                self.shown(&values, |runtime, bytes, objects| {
                    // SAFETY: as above.
                    unsafe { uop_set_item(runtime.thread(), bytes, objects[0], objects[1]) };
                    None
                })
            }
            3 => {
                let slice = slice(random);
                self.shown(&[slice], |runtime, bytes, objects| {
                    // SAFETY: as above.
                    unsafe { uop_delete_item(runtime.thread(), bytes, objects[0]) };
                    None
                })
            }
            4 => {
                let slice = slice(random);
                self.shown(&[slice], |runtime, bytes, objects| {
                    // SAFETY: as above.
                    Some(unsafe { uop_subscript(runtime.thread(), bytes, objects[0]) })
                })
            }
            5 => {
                let (operator, value) = match random.flag(3) {
                    true => (MULTIPLY, Value::from(random.below(4) as i64 - 1)),
                    false => (ADD, some_bytes(random, 6)),
                };
                self.shown(&[value], |runtime, bytes, objects| {
                    // SAFETY: as above.
                    Some(unsafe { uop_binary_op(runtime.thread(), operator, bytes, objects[0]) })
                })
            }
            _ => {
                let (name, kinds) = random.choice(&CHANGES).split_once(' ').expect("a name");
                let mut values =
                    vec![method(&format!("bytearray.{name}")), Value::Tuple(Vec::new())];
                values.extend(arguments(random, kinds));
                self.shown(&values, |runtime, bytes, objects| {
                    let mut args: Vec<Ref> =
                        [bytes].into_iter().chain(objects[2..].iter().copied()).collect();
                    let (start, count) = (args.as_mut_ptr(), args.len());
                    // SAFETY: as above.
                    Some(unsafe {
                        uop_call_with_names(runtime.thread(), objects[0], start, count, objects[1])
                    })
                })
            }
        }
    }
}

pub fn slice(random: &mut Random) -> Value {
    let bound = |random: &mut Random| match random.flag(4) {
        true => Value::None,
        false => small(random),
    };
    let (start, stop) = (bound(random), bound(random));
    let step = match random.flag(2) {
        true => Value::None,
        false => Value::from(random.below(7) as i64 - 3),
    };
    Value::Slice(Box::new([start, stop, step]))
}

/// Up to 40 changes of a bytearray, what each gives, and what is left.
pub fn changes(random: &mut Random) -> String {
    let mut runtime = Runtime::new();
    let bytes = runtime.make(&Value::ByteArray(b"abc".to_vec()));
    let mut world = World { runtime, bytes };
    let mut steps = Vec::new();
    for _ in 0..random.below(40) {
        steps.push(world.step(random));
        // SAFETY: the world owns the object.
        let Value::ByteArray(content) = (unsafe { world.runtime.value(world.bytes) }) else {
            unreachable!("a bytearray stays one")
        };
        if content.len() > 60 {
            let half = Value::Slice(Box::new([Value::from(9), Value::None, Value::None]));
            world.shown(&[half], |runtime, bytes, objects| {
                // SAFETY: as above.
                unsafe { uop_delete_item(runtime.thread(), bytes, objects[0]) };
                None
            });
        }
    }
    // SAFETY: as above.
    unsafe {
        let left = world.runtime.value(world.bytes);
        world.runtime.release(world.bytes);
        assert_eq!(world.runtime.live_objects(), 0);
        format!("{} {left}", steps.join(" "))
    }
}
