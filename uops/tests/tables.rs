//! Dicts and sets by the hashes of their keys, which a program may have given.

use num_bigint::BigInt;
use uops::runtime::{BuiltinFunction, Runtime, Value};

fn call(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let function = BuiltinFunction::from_name(name).expect("a builtin function");
    let made = Runtime::new().call(&Value::Builtin(function), arguments);
    made.map_err(|exception| exception.to_string())
}

/// An int whose hash is that of 1.
fn large() -> Value {
    Value::Int(BigInt::from(1u64 << 61))
}

fn text(text: &str) -> Value {
    Value::Str(text.to_owned())
}

#[test]
fn keys_with_a_hash_come_in_the_order_in_which_they_are_tried() {
    let items = [Value::from(1), large(), Value::from(2), text("a")];
    let dict = Value::Dict(items.iter().map(|key| (key.clone(), key.clone())).collect());
    for table in [dict, Value::Set(items.to_vec()), Value::FrozenSet(items.to_vec())] {
        let others = |hash: i64| call("table.others", &[table.clone(), text("x"), hash.into()]);
        assert_eq!(others(1), Ok(Value::Tuple(vec![Value::from(1), large()])));
        assert_eq!(others(2), Ok(Value::Tuple(vec![Value::from(2)])));
        assert_eq!(others(9), Ok(Value::Tuple(vec![])));
        let has = call("table.has", &[table.clone(), text("x"), Value::from(1)]);
        assert_eq!(has, Ok(Value::Bool(false)));
        let take = call("table.take", &[table.clone(), text("x"), Value::from(1), text("none")]);
        assert_eq!(take, Ok(text("none")));
    }
}

#[test]
fn hashes_of_tables_are_those_of_their_keys() {
    let keys = [text("a"), Value::from(-1), large(), Value::Float(0.5)];
    let each = keys.iter().map(|key| call("hash", std::slice::from_ref(key)).expect("a hash"));
    let each: Vec<Value> = each.collect();
    let dict = Value::Dict(keys.iter().map(|key| (key.clone(), Value::None)).collect());
    assert_eq!(call("table.hashes", &[dict]), Ok(Value::Tuple(each.clone())));
    let mixed = call("table.mixed", &[Value::List(each)]);
    assert_eq!(mixed, call("hash", &[Value::Tuple(keys.to_vec())]));
}

#[test]
fn a_hash_that_a_program_gives_becomes_one_that_objects_have() {
    let hash = |number: i128| call("table.hash", &[Value::Int(BigInt::from(number))]);
    // As `hash` gives in CPython for an object whose `__hash__` returns this.
    for (given, expected) in [
        (7, 7),
        (-1, -2),
        (1 << 62, 1 << 62),
        (i64::MIN.into(), i64::MIN),
        (1 << 63, 4),
        ((1 << 64) + 3, 11),
    ] {
        assert_eq!(hash(given), Ok(Value::from(expected)), "{given}");
    }
    let message = "TypeError: __hash__ method should return an integer";
    assert_eq!(call("table.hash", &[text("a")]), Err(message.to_owned()));
}

#[test]
fn what_is_no_table_is_a_type_error() {
    let list = Value::List(vec![]);
    for name in ["table.has", "table.others"] {
        let error = call(name, &[list.clone(), text("x"), Value::from(1)]);
        assert_eq!(error, Err("TypeError: a dict or set is needed, not 'list'".to_owned()));
    }
    let set = Value::Set(vec![]);
    assert!(call("table.put", &[set.clone(), text("x"), Value::from(1), text("y")]).is_err());
    assert!(call("table.item", &[set, text("x"), Value::from(1), Value::None]).is_err());
}
