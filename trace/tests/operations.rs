//! What the recorder accepts, the runtime carries out, with CPython 3.13's result.
//!
//! `operations.txt` is the output of `scripts/accepted_operations.py`, which goes through the recorder's
//! list of what it accepts; `identities.txt` is that of its `--identity`, and tells which objects the
//! results are.

use uops::Thread;
use uops::helpers::{
    uop_binary_op, uop_build_list, uop_build_map, uop_build_string, uop_build_tuple,
    uop_call_with_names, uop_compare, uop_contains, uop_convert, uop_get_iter, uop_list_extend,
    uop_slice, uop_subscript, uop_truth, uop_tuple_of, uop_unary_op,
};
use uops::object::{Ref, TypeId, type_id};
use uops::runtime::{Runtime, Value};

const OPERATIONS: &str = include_str!("operations.txt");
const IDENTITIES: &str = include_str!("identities.txt");

/// CPython's operators, in the order of their numbers.
const BINARY: [&str; 13] = ["+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^"];
/// Comparisons with CPython's masks of their outcomes.
const COMPARE: [(&str, usize); 6] =
    [("<", 2), ("<=", 10), ("==", 8), ("!=", 7), (">", 4), (">=", 12)];
/// CPython's numbers of conversions in f-strings.
const STR: usize = 1;
const REPR: usize = 2;

/// A runtime, and the references that a test has of its objects.
struct Objects {
    runtime: Runtime,
    owned: Vec<Ref>,
}

impl Objects {
    fn keep(&mut self, object: Ref) -> Ref {
        self.owned.push(object);
        object
    }

    fn value(&mut self, text: &str) -> Ref {
        let value = trace::parse_value(text).unwrap_or_else(|_| panic!("`{text}` is a value"));
        let object = self.runtime.make(&value);
        self.keep(object)
    }

    /// An operand: a value, maybe after the names of what is called with it, the last one first.
    fn operand(&mut self, text: &str) -> Result<Ref, String> {
        let (made, rest) = text.split_once(' ').unwrap_or_default();
        let callable = match made {
            "iter" => "builtin iter".into(),
            "bool" | "reversed" | "enumerate" | "str" => format!("type {made}"),
            "keys" | "values" | "items" => format!("method dict.{made}"),
            "array_d" | "array_b" | "array_L" => {
                let items = self.operand(rest)?;
                let code = self.value(&format!("'{}'", &made[6..]));
                return self.call("type array", &[code, items]);
            }
            "deque" => "type deque".into(),
            "counted" => "type Counter".into(),
            "made" => {
                let items = self.operand(rest)?;
                let factory = self.value("type int");
                return self.call("type defaultdict", &[factory, items]);
            }
            "listed" | "paired" | "held" | "keyed" => {
                let inner = self.operand(rest)?;
                return self.container(made, inner);
            }
            _ => return Ok(self.value(text)),
        };
        let inner = self.operand(rest)?;
        self.call(&callable, &[inner])
    }

    /// An object in a container of this kind, as `accepted_operations.py` makes it.
    fn container(&mut self, kind: &str, inner: Ref) -> Result<Ref, String> {
        let zero = self.value("0");
        let items = &mut match kind {
            "listed" => vec![inner],
            "keyed" => vec![inner, zero],
            _ => vec![zero, inner],
        };
        let (thread, count) = (self.runtime.thread(), items.len());
        // SAFETY: the objects are the runtime's; a list and a tuple take the references over.
        let made = unsafe {
            items.iter().for_each(|item| item.incref());
            match kind {
                "listed" => uop_build_list(thread, items.as_mut_ptr(), count),
                "paired" => uop_build_tuple(thread, items.as_mut_ptr(), count),
                _ => {
                    let dict = uop_build_map(thread, items.as_mut_ptr(), 1);
                    items.iter().for_each(|&item| self.runtime.release(item));
                    dict
                }
            }
        };
        self.outcome(made)
    }

    fn outcome(&mut self, object: Ref) -> Result<Ref, String> {
        match self.runtime.take_exception() {
            Some(exception) => Err(exception.to_string()),
            None => Ok(self.keep(object)),
        }
    }

    fn call(&mut self, callable: &str, args: &[Ref]) -> Result<Ref, String> {
        let callable = self.value(callable);
        let names = self.value("()");
        let mut args = args.to_vec();
        let thread = self.runtime.thread();
        // SAFETY: the objects are the runtime's, and kept.
        let result =
            unsafe { uop_call_with_names(thread, callable, args.as_mut_ptr(), args.len(), names) };
        self.outcome(result)
    }

    fn operation(&mut self, operation: &str, args: &[Ref]) -> Result<Ref, String> {
        let (kind, name) = operation.split_once(' ').unwrap_or((operation, ""));
        let thread = self.runtime.thread();
        let (first, last) = (args[0], args[args.len() - 1]);
        // SAFETY: the objects are the runtime's, and kept.
        let result = unsafe {
            match kind {
                "builtin" | "type" | "method" => return self.call(operation, args),
                "binary" => {
                    let number = |name: &str| BINARY.iter().position(|known| *known == name);
                    let plain = number(name);
                    let in_place = || number(name.strip_suffix('=')?).map(|number| number + 13);
                    let number = plain.or_else(in_place).expect("an operator");
                    uop_binary_op(thread, number, first, last)
                }
                "compare" => {
                    let mask = COMPARE.iter().find(|(known, _)| *known == name);
                    uop_compare(thread, mask.expect("a comparison").1, first, last)
                }
                "contains" => uop_contains(thread, first, last),
                "subscript" => uop_subscript(thread, first, last),
                "slice" => uop_slice(thread, first, args[1], last),
                "build" => uop_build_string(thread, args.to_vec().as_mut_ptr(), args.len()),
                "unary" if name == "not" => Thread::bool(thread, !uop_truth(first)),
                "unary" => uop_unary_op(thread, name == "~", first),
                "str" => uop_convert(thread, STR, first),
                "repr" => uop_convert(thread, REPR, first),
                "unpack" => uop_tuple_of(thread, first),
                "extend" => {
                    let list = self.runtime.make(&Value::List(Vec::new()));
                    self.keep(list);
                    uop_list_extend(thread, list, first);
                    uop_get_iter(thread, list)
                }
                _ => panic!("what is `{operation}`?"),
            }
        };
        let result = self.outcome(result)?;
        match kind {
            "extend" => Ok(self.owned[self.owned.len() - 2]),
            _ => Ok(result),
        }
    }
}

/// Carries an operation out, and says what came of it.
fn carried_out(
    operation: &str,
    operands: &[&str],
    say: fn(&mut Objects, Ref, &Places) -> String,
) -> String {
    let mut objects = Objects { runtime: Runtime::new(), owned: Vec::new() };
    let args: Result<Vec<Ref>, String> =
        operands.iter().map(|operand| objects.operand(operand)).collect();
    let result = args.and_then(|args| {
        // An operation may change its operands.
        let known = places(&mut objects, &args);
        Ok((objects.operation(operation, &args)?, known))
    });
    let said = match result {
        Ok((result, known)) => say(&mut objects, result, &known),
        Err(exception) => format!("! {exception}"),
    };
    for object in std::mem::take(&mut objects.owned) {
        // SAFETY: each reference is owned here.
        unsafe { objects.runtime.release(object) };
    }
    assert_eq!(objects.runtime.live_objects(), 0, "{operation} {operands:?}");
    said
}

fn check(lines: &str, say: fn(&mut Objects, Ref, &Places) -> String) {
    let mut wrong = Vec::new();
    for line in lines.lines() {
        let mut columns: Vec<&str> = line.split('\t').collect();
        let expected = columns.pop().expect("a result");
        let found = carried_out(columns[0], &columns[1..], say);
        if found != expected {
            wrong.push(format!("{line}\n    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_the_recorder_accepts_runs() {
    check(OPERATIONS, |objects, result, _| {
        // SAFETY: the object is kept.
        unsafe { objects.runtime.value(result) }.to_string()
    });
}

/// The type of an object that is kept.
fn kind(object: Ref) -> TypeId {
    // SAFETY: the object is kept.
    unsafe { object.type_id() }
}

/// Objects, and where they were before an operation.
type Places = [(Ref, String)];

/// The operands and their items, with what `identities.txt` calls them.
fn places(objects: &mut Objects, operands: &[Ref]) -> Vec<(Ref, String)> {
    let mut found: Vec<(Ref, String)> = operands
        .iter()
        .enumerate()
        .map(|(at, &operand)| (operand, format!("operand {at}")))
        .collect();
    for (at, &operand) in operands.iter().enumerate() {
        let mut all = objects.items(operand);
        if kind(operand) == type_id::DICT {
            let keys = all.clone();
            all.extend(keys.into_iter().map(|key| objects.item(operand, key)));
        }
        for (index, item) in all.into_iter().enumerate() {
            found.push((item, format!("operand {at} item {index}")));
        }
    }
    found
}

impl Objects {
    /// What a container has under a key.
    fn item(&mut self, container: Ref, key: Ref) -> Ref {
        // SAFETY: the objects are kept.
        let item = unsafe { uop_subscript(self.runtime.thread(), container, key) };
        self.outcome(item).expect("an item")
    }

    /// The items of a list or tuple, the keys of a dict.
    fn items(&mut self, object: Ref) -> Vec<Ref> {
        let tuple = match kind(object) {
            type_id::TUPLE => object,
            type_id::LIST | type_id::DICT => {
                // SAFETY: the object is kept.
                let tuple = unsafe { uop_tuple_of(self.runtime.thread(), object) };
                self.outcome(tuple).expect("a tuple")
            }
            _ => return Vec::new(),
        };
        // SAFETY: the object is kept.
        let Value::Tuple(values) = (unsafe { self.runtime.value(tuple) }) else {
            unreachable!("a tuple has items");
        };
        let indices: Vec<Ref> =
            (0..values.len()).map(|index| self.value(&index.to_string())).collect();
        indices.into_iter().map(|index| self.item(tuple, index)).collect()
    }

    /// Which object this is, as `accepted_operations.py` says it.
    fn identity(&mut self, object: Ref, known: &Places) -> String {
        let kind = kind(object);
        // SAFETY: the object is kept.
        let value = unsafe { self.runtime.value(object) };
        let made = self.runtime.make(&value);
        if self.keep(made) == object {
            return "once".into();
        }
        if matches!(kind, type_id::INT | type_id::FLOAT | type_id::BYTES) {
            return type_id::name(kind).into();
        }
        if let Some((_, place)) = known.iter().find(|(known, _)| *known == object) {
            return place.clone();
        }
        if !matches!(kind, type_id::LIST | type_id::TUPLE) {
            return "new".into();
        }
        let items = self.items(object);
        let items: Vec<String> = items.iter().map(|&item| self.identity(item, known)).collect();
        format!("new [{}]", items.join(", "))
    }
}

#[test]
fn results_are_the_objects_that_they_are_in_cpython() {
    check(IDENTITIES, Objects::identity);
}
