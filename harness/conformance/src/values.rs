//! Values at boundaries, such as the largest int of 64 bits.

use uops::Operator;
use uops::runtime::{BuiltinType, Method, Value};

/// A builtin type as a value.
pub fn type_value(name: &str) -> Value {
    Value::Type(builtin(name))
}

/// A builtin type.
pub fn builtin(name: &str) -> BuiltinType {
    BuiltinType::from_name(name).expect("a builtin type")
}

/// `list.append` as a value.
pub fn list_append() -> Value {
    Value::Method(Method::LIST_APPEND)
}

/// A list.
pub fn list(items: impl Into<Vec<Value>>) -> Value {
    Value::List(items.into())
}

/// A list with items of its own: numbers outside the cache of small ints.
pub fn list_of(len: usize) -> Value {
    Value::List((0..len).map(|index| Value::from(1000 + index as i64)).collect())
}

fn range(start: i64, stop: i64, step: i64) -> Value {
    Value::Range { start, stop, step }
}

/// ±2ⁿ.
pub fn power(negative: bool, exponent: u32) -> Value {
    let Value::Int(two) = Value::from(if negative { -2 } else { 2 }) else { unreachable!() };
    // Odd, so that the sign of the base is the sign of the power.
    Value::Int(two.pow(exponent | 1))
}

/// Ints around the cache of small ones, around 64 bits and beyond.
pub fn ints() -> Vec<Value> {
    let compact = [-5, -6, 256, 257, 0, 1, -1, i64::MIN, i64::MAX, 1 << 62, -(1 << 62), 3037000500];
    let mut ints: Vec<Value> = compact.into_iter().map(Value::from).collect();
    ints.extend([power(false, 64), power(true, 64), power(false, 200)]);
    ints
}

/// Floats at the edges of the format.
pub fn floats() -> Vec<Value> {
    [1.5, 0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 5e-324, 1e308, -1e308]
        .map(Value::Float)
        .into()
}

/// Values of every type that has values, immortal and counted ones.
pub fn of_every_type() -> Vec<Value> {
    vec![
        Value::Float(1.25),
        Value::from(1 << 40),
        Value::from(7),
        Value::None,
        Value::Bool(true),
        Value::Bool(false),
        power(true, 64),
        Value::Bytes(b"ab".to_vec()),
        Value::Tuple(vec![Value::Float(0.5), Value::None]),
        list([]),
        list_of(4),
        range(0, 3, 1),
        type_value("range"),
        list_append(),
    ]
}

/// Ranges: empty, short, backwards, and where the next value would not fit 64 bits.
pub fn ranges() -> Vec<Value> {
    vec![
        range(0, 3, 1),
        range(0, 0, 1),
        range(3, 0, 1),
        range(3, 0, -1),
        range(-7, -4, 2),
        range(255, 259, 1),
        range(i64::MAX - 1, i64::MAX, 1),
        range(i64::MAX - 1, i64::MAX, 7),
        range(i64::MIN + 1, i64::MIN, -1),
        range(i64::MIN, i64::MIN + 1, i64::MAX),
        range(0, i64::MAX, 1 << 60),
    ]
}

/// What has an iterator.
pub fn iterables() -> Vec<Value> {
    let mut iterables = ranges();
    iterables.extend([
        list([]),
        list_of(1),
        list([Value::Float(0.5), Value::None]),
        Value::Tuple(Vec::new()),
        Value::Tuple(vec![Value::Float(0.5), Value::from(3)]),
        Value::Bytes(Vec::new()),
        Value::Bytes(vec![0, 255]),
    ]);
    iterables
}

/// Whether a range has a value.
pub fn is_not_empty(value: &Value) -> bool {
    match *value {
        Value::Range { start, stop, step } => {
            if step > 0 {
                start < stop
            } else {
                start > stop
            }
        }
        _ => false,
    }
}

/// What to index a list of `len` items with.
pub fn indices(len: usize) -> Vec<Value> {
    let len = len as i64;
    let mut indices: Vec<Value> =
        [-1, 0, len - 1, len, len + 1, -len, i64::MAX, i64::MIN].map(Value::from).into();
    indices.extend([power(false, 64), Value::Bool(false), Value::Float(0.0), Value::None]);
    indices
}

/// Every pair.
pub fn pairs(values: &[Value]) -> Vec<Vec<Value>> {
    let pair = |left: &Value| {
        let left = left.clone();
        move |right: &Value| vec![left.clone(), right.clone()]
    };
    values.iter().flat_map(|left| values.iter().map(pair(left))).collect()
}

/// Operands for a binary operator.
pub fn operands(operator: Operator) -> Vec<Vec<Value>> {
    let mut lefts = vec![Value::Float(2.5), Value::Bool(true), Value::None, list_of(2)];
    lefts.extend(ints());
    let mut rights = match operator {
        // Results stay small enough to be made.
        Operator::LeftShift | Operator::Power | Operator::Multiply => {
            [0, 1, -1, 2, 3, 62, 63, 64].map(Value::from).into()
        }
        Operator::RightShift => [0, 1, -1, 63, 64, 65, i64::MAX].map(Value::from).into(),
        _ => ints(),
    };
    rights.extend([0.0, -2.0, 0.5, f64::INFINITY, f64::NAN].map(Value::Float));
    rights.extend([Value::Bool(true), Value::None, list_of(2)]);
    let pair = |left: &Value| {
        let left = left.clone();
        move |right: &Value| vec![left.clone(), right.clone()]
    };
    lefts.iter().flat_map(|left| rights.iter().map(pair(left))).collect()
}

/// Arguments for a call of a builtin class: for each number of arguments the runs.
pub fn call_arguments(class: &str) -> Vec<Vec<Vec<Value>>> {
    let one = |values: Vec<Value>| values.into_iter().map(|value| vec![value]).collect();
    let two = vec![vec![Value::from(2), Value::from(5)], vec![Value::None, Value::from(1)]];
    let mut numbers = ints();
    numbers.extend(floats());
    numbers.extend(of_every_type());
    match class {
        "range" => vec![
            vec![Vec::new()],
            one(numbers),
            pairs(&ints()),
            pairs(&ints())
                .into_iter()
                .enumerate()
                .map(|(index, mut run)| {
                    run.push(Value::from(index as i64 % 7 - 3));
                    run
                })
                .collect(),
            vec![vec![Value::from(1); 4]],
        ],
        "list" => {
            let mut values = of_every_type();
            values.extend(iterables());
            vec![vec![Vec::new()], one(values), two]
        }
        _ => vec![vec![Vec::new()], one(numbers), two],
    }
}
