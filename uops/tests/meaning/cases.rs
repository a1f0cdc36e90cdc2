//! The cases of `scripts/meaning_digests.py`, on the runtime.

use crate::random::Random;
use num_bigint::BigInt;
use uops::helpers::{uop_binary_op, uop_call_with_names};
use uops::runtime::{BuiltinFunction, BuiltinType, Method, Runtime, Value, float_repr};

/// CPython's number of `%`.
const REMAINDER: usize = 6;

pub fn shown(outcome: Result<Value, uops::runtime::PyException>) -> String {
    outcome.map_or_else(|exception| format!("! {exception}"), |value| value.to_string())
}

pub fn builtin(name: &str) -> Value {
    Value::Builtin(BuiltinFunction::from_name(name).expect("a builtin function"))
}

pub fn builtin_type(name: &str) -> Value {
    Value::Type(BuiltinType::from_name(name).expect("a builtin type"))
}

/// A method by its type and name.
pub fn method(name: &str) -> Value {
    Value::Method(Method::from_name(name).unwrap_or_else(|| panic!("there is no {name}")))
}

pub fn float(random: &mut Random) -> String {
    if random.flag(8) {
        return float_repr(f64::from_bits(random.next()));
    }
    let digits = 1 + random.below(15) as u32;
    let first = 10u64.pow(digits - 1);
    let whole = first + random.next() % (9 * first);
    let bits = u64::from(17 - digits) + random.below(2);
    let odd = (random.next() % (1 << bits)) | 1;
    float_repr(((whole << bits) + odd) as f64 / (1u64 << bits) as f64)
}

const SPECIAL: [f64; 13] = [
    0.0,
    -0.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    1e16,
    1e-5,
    9.995,
    0.5,
    1.5,
    2.5,
    1e22,
    1e300,
];
const TEXTS: [&str; 5] = ["", "a", "héllo", "abcdef ghi", "日本語"];

fn value(random: &mut Random) -> Value {
    match random.below(8) {
        0 | 1 => Value::from(random.below(2000) as i64 - 1000),
        2 => {
            let number = random.next();
            let value = BigInt::from(number) << random.below(80);
            Value::Int(if random.flag(2) { -value } else { value })
        }
        3 => Value::Float((random.below(20001) as f64 - 10000.0) / 8.0),
        4 => Value::Float(f64::from_bits(random.next())),
        5 => Value::Float(random.choice(&SPECIAL)),
        6 => Value::Str(random.choice(&TEXTS).to_owned()),
        _ => Value::Bool(random.flag(2)),
    }
}

pub fn spec(random: &mut Random) -> String {
    let mut spec = String::new();
    if random.flag(3) {
        if random.flag(2) {
            spec.push(random.pick("x*0 é<^,"));
        }
        spec.push(random.pick("<>=^"));
    }
    if random.flag(3) {
        spec.push(random.pick("+- "));
    }
    for (among, flag) in [(12, "z"), (4, "#"), (4, "0")] {
        if random.flag(among) {
            spec.push_str(flag);
        }
    }
    if random.flag(2) {
        spec.push_str(&random.below(30).to_string());
    }
    if random.flag(4) {
        spec.push(random.pick(",_"));
    }
    if random.flag(3) {
        spec.push_str(&format!(".{}", random.below(25)));
    }
    if !random.flag(4) {
        spec.push(random.pick("dddbcoxXneEfFgG%sq"));
    }
    spec
}

pub fn format_(random: &mut Random) -> String {
    let value = value(random);
    let spec = Value::Str(spec(random));
    shown(Runtime::new().call(&builtin("format"), &[value, spec]))
}

pub fn percent(random: &mut Random) -> String {
    let mut text = "%".to_owned();
    for flag in "-+ #0".chars() {
        if random.flag(4) {
            text.push(flag);
        }
    }
    if random.flag(2) {
        text.push_str(&random.below(30).to_string());
    }
    if random.flag(3) {
        text.push_str(&format!(".{}", random.below(25)));
    }
    text.push(random.pick("diuoxXeEfFgGcrsa%ds"));
    let right = value(random);
    let mut runtime = Runtime::new();
    let (left, right) = (runtime.make(&Value::Str(text)), runtime.make(&right));
    // SAFETY: the objects are the runtime's, and owned here.
    unsafe {
        let result = uop_binary_op(runtime.thread(), REMAINDER, left, right);
        let outcome = match runtime.take_exception() {
            Some(exception) => Err(exception),
            None => Ok(runtime.value(result)),
        };
        if outcome.is_ok() {
            runtime.release(result);
        }
        runtime.release(left);
        runtime.release(right);
        shown(outcome)
    }
}

fn item(random: &mut Random, kind: u64, index: u64) -> Value {
    let or_nan = |random: &mut Random, among, value: fn(&mut Random) -> f64| {
        Value::Float(if random.flag(among) { f64::NAN } else { value(random) })
    };
    match kind {
        0 => or_nan(random, 8, |random| random.below(50) as f64),
        1 => Value::from(random.below(20) as i64 - 10),
        2 => {
            let members = (0..3).filter(|_| random.flag(2)).map(Value::from);
            Value::FrozenSet(members.collect())
        }
        3 => [
            Value::from(0),
            Value::Bool(false),
            Value::Float(0.0),
            Value::Float(-0.0),
            Value::from(1),
            Value::Bool(true),
            Value::Float(1.0),
        ][random.below(7) as usize]
            .clone(),
        4 => {
            let first = or_nan(random, 6, |random| random.below(4) as f64);
            Value::Tuple(vec![first, Value::from(index as i64)])
        }
        5 => Value::Float(match random.flag(40) {
            false => (index / 3) as f64,
            true => random.below(100) as f64,
        }),
        _ => Value::Float(match random.flag(60) {
            true => f64::NAN,
            false if index % 90 < 60 => index as f64,
            false => -(index as f64),
        }),
    }
}

pub fn sort(random: &mut Random) -> String {
    let kind = random.below(7);
    let limit = random.choice(&[4, 20, 70, 150, 400]);
    let length = random.below(limit);
    let items = Value::List((0..length).map(|index| item(random, kind, index)).collect());
    match random.below(6) {
        0 => sorted_with("reverse", &Value::Bool(true), &items),
        1 => {
            let key = match kind {
                2 | 4 => builtin("len"),
                5 => builtin_type("int"),
                _ => builtin("abs"),
            };
            sorted_with("key", &key, &items)
        }
        2 => {
            let extreme =
                |name| shown(Runtime::new().call(&builtin(name), std::slice::from_ref(&items)));
            extreme("min") + &extreme("max")
        }
        _ => shown(Runtime::new().call(&builtin("sorted"), &[items])),
    }
}

/// `sorted` with an argument by name.
fn sorted_with(name: &str, argument: &Value, items: &Value) -> String {
    let mut runtime = Runtime::new();
    let callable = runtime.make(&builtin("sorted"));
    let mut args = [runtime.make(items), runtime.make(argument)];
    let names = runtime.make(&Value::Tuple(vec![Value::Str(name.to_owned())]));
    // SAFETY: the objects are the runtime's, and owned here.
    unsafe {
        let thread = runtime.thread();
        let result = uop_call_with_names(thread, callable, args.as_mut_ptr(), 2, names);
        let outcome = match runtime.take_exception() {
            Some(exception) => Err(exception),
            None => Ok(runtime.value(result)),
        };
        if outcome.is_ok() {
            runtime.release(result);
        }
        [callable, args[0], args[1], names].into_iter().for_each(|object| runtime.release(object));
        assert_eq!(runtime.live_objects(), 0);
        shown(outcome)
    }
}

const RANGES: [std::ops::Range<u32>; 5] =
    [0..0x3400, 0xA000..0xAC00, 0xF900..0x12000, 0x16800..0x17000, 0x1BC00..0x1FC00];
const TESTS: &str = "isalnum isalpha isascii isdecimal isdigit islower isnumeric isprintable isspace istitle isupper";
const FORMS: &str = "capitalize casefold lower swapcase title upper";

pub fn characters(block: u64) -> Vec<String> {
    let codes = RANGES.into_iter().flatten();
    codes.skip(block as usize * 1000).take(1000).map(character).collect()
}

fn character(code: u32) -> String {
    let c = char::from_u32(code).expect("no surrogate");
    let mut runtime = Runtime::new();
    let mut call =
        |callable: &Value, text: String| shown(runtime.call(callable, &[Value::Str(text)]));
    let flag = |holds: String| if holds == "True" { '1' } else { '0' };
    let flags: String = TESTS
        .split(' ')
        .map(|name| flag(call(&method(&format!("str.{name}")), c.to_string())))
        .collect();
    let mut parts = vec![flags];
    parts.extend(FORMS.split(' ').map(|name| call(&method(&format!("str.{name}")), c.to_string())));
    for (name, text) in [
        ("lower", format!("A{c}Σ")),
        ("capitalize", format!("A{c}Σb")),
        ("title", format!("a{c}b")),
        ("swapcase", format!("{c}Σ")),
    ] {
        parts.push(call(&method(&format!("str.{name}")), text));
    }
    parts.push(call(&builtin_type("int"), c.to_string()));
    parts.push(call(&builtin_type("float"), format!("{c}1")));
    parts.join(" ")
}
