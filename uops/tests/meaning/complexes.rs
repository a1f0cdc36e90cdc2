//! The complex numbers of `scripts/meaning_digests.py`, on the runtime.

use crate::cases::{builtin, builtin_type, shown, spec};
use crate::random::Random;
use uops::Thread;
use uops::helpers::{uop_binary_op, uop_compare};
use uops::object::Ref;
use uops::runtime::{Runtime, Value};

const PARTS: [f64; 12] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -3.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    1e200,
    -1e-200,
    7.0,
];
const PIECES: [&str; 15] =
    ["1", "+", "-", "j", "J", ".5", "e1", "inf", "nan", "(", ")", " ", "_", "2", "1e-3"];
/// CPython's numbers of `+`, `-`, `*`, `/` and `**`.
const OPERATORS: [usize; 5] = [0, 10, 5, 11, 8];
/// CPython's mask of `==`.
const EQUAL: usize = 8;

fn part(random: &mut Random) -> f64 {
    match random.flag(2) {
        true => random.choice(&PARTS),
        false => (random.below(20001) as f64 - 10000.0) / 8.0,
    }
}

fn complex(random: &mut Random) -> (f64, f64) {
    (part(random), part(random))
}

fn complex_value(random: &mut Random) -> Value {
    let (real, imag) = complex(random);
    Value::Complex(real, imag)
}

fn number(random: &mut Random) -> Value {
    match random.below(5) {
        0 => Value::Float(part(random)),
        1 => Value::from(random.below(20) as i64 - 9),
        _ => complex_value(random),
    }
}

/// What an operation on two objects gives.
fn of_two(
    is_new: bool,
    values: [Value; 2],
    operation: impl FnOnce(*mut Thread, Ref, Ref) -> Ref,
) -> String {
    let mut runtime = Runtime::new();
    runtime.set_mixes_reals(is_new);
    let [left, right] = values.map(|value| runtime.make(&value));
    let result = operation(runtime.thread(), left, right);
    // SAFETY: the objects are the runtime's, and owned here.
    unsafe {
        let outcome = match runtime.take_exception() {
            Some(exception) => Err(exception),
            None => Ok(runtime.value(result)),
        };
        let results = if outcome.is_ok() { vec![result] } else { Vec::new() };
        [left, right].into_iter().chain(results).for_each(|object| runtime.release(object));
        assert_eq!(runtime.live_objects(), 0);
        shown(outcome)
    }
}

fn case(random: &mut Random, is_new: bool) -> String {
    let mut runtime = Runtime::new();
    runtime.set_mixes_reals(is_new);
    let mut call = |callable: &Value, args: &[Value]| shown(runtime.call(callable, args));
    match random.below(12) {
        0 => {
            let text = (0..random.below(6)).map(|_| random.choice(&PIECES)).collect();
            call(&builtin_type("complex"), &[Value::Str(text)])
        }
        1 => match complex(random) {
            (real, imag) if real.is_nan() || imag.is_nan() => "a NaN".to_owned(),
            (real, imag) => call(&builtin("abs"), &[Value::Complex(real, imag)]),
        },
        2 => match complex(random) {
            (real, imag) if real.is_nan() || imag.is_nan() => "a NaN".to_owned(),
            (real, imag) => call(&builtin("hash"), &[Value::Complex(real, imag)]),
        },
        3 => {
            let value = complex_value(random);
            call(&builtin("format"), &[value, Value::Str(spec(random))])
        }
        4 => {
            let name = random.choice(&["exp", "sqrt", "phase", "polar"]);
            match complex(random) {
                (real, imag) if real.is_finite() && imag.is_finite() => {
                    call(&builtin(&format!("cmath.{name}")), &[Value::Complex(real, imag)])
                }
                _ => "not finite".to_owned(),
            }
        }
        5 => match complex(random) {
            (length, angle) if length.is_finite() && angle.is_finite() => {
                call(&builtin("cmath.rect"), &[Value::Float(length), Value::Float(angle)])
            }
            _ => "not finite".to_owned(),
        },
        6 => {
            let items = (0..random.below(6)).map(|_| number(random)).collect();
            let start = complex_value(random);
            call(&builtin("sum"), &[Value::List(items), start])
        }
        7 => {
            let values = [complex_value(random), number(random)];
            // SAFETY: the objects are the runtime's, and alive.
            of_two(is_new, values, |thread, left, right| unsafe {
                uop_compare(thread, EQUAL, left, right)
            })
        }
        _ => {
            let mut values = [complex_value(random), number(random)];
            if random.flag(2) {
                values.reverse();
            }
            let operator = random.choice(&OPERATORS);
            // SAFETY: as above.
            of_two(is_new, values, |thread, left, right| unsafe {
                uop_binary_op(thread, operator, left, right)
            })
        }
    }
}

/// As CPython 3.13 has it.
pub fn before_3_14(random: &mut Random) -> String {
    case(random, false)
}

/// As CPython 3.14 and later have it.
pub fn since_3_14(random: &mut Random) -> String {
    case(random, true)
}
