//! The operands that a specialised instruction accepts.

use super::recording::OperandType;
use uops::Dialect;

/// Instructions that have specialised forms by the types of their operands.
const FAMILIES: [&str; 8] = [
    "BINARY_OP",
    "BINARY_SUBSCR",
    "COMPARE_OP",
    "CONTAINS_OP",
    "FOR_ITER",
    "STORE_SUBSCR",
    "TO_BOOL",
    "UNPACK_SEQUENCE",
];

/// The generic form of an instruction that is specialised by the types of its operands.
pub(super) fn generic(name: &str) -> Option<&'static str> {
    let specialises =
        |family: &str| name.strip_prefix(family).is_some_and(|rest| rest.starts_with('_'));
    FAMILIES.into_iter().find(|family| specialises(family))
}

/// Whether the guards of the instruction `name` let these operands pass.
pub(super) fn accepts(dialect: Dialect, name: &str, operands: &[OperandType]) -> bool {
    let is = |index: usize, names: &[&str]| match operands.get(index) {
        Some(OperandType::Builtin(kind)) => names.contains(&kind.as_str()),
        _ => false,
    };
    let both = |names: &[&str]| is(0, names) && is(1, names);
    const INT: &[&str] = &["int", "negative int", "big int"];
    const COMPACT: &[&str] = &["int", "negative int"];
    let uops = dialect.expansion(name).unwrap_or(&[]).iter().filter_map(|uop| dialect.op(uop));
    if uops.clone().any(|op| op.int_operator().is_some()) {
        return both(INT);
    }
    if uops.clone().any(|op| op.float_operator().is_some()) {
        return both(&["float"]);
    }
    match name {
        "COMPARE_OP_FLOAT" => both(&["float"]),
        "BINARY_OP_ADD_UNICODE" | "BINARY_OP_INPLACE_ADD_UNICODE" | "COMPARE_OP_STR" => {
            both(&["str"])
        }
        "COMPARE_OP_INT" => both(COMPACT),
        "BINARY_SUBSCR_LIST_INT" => is(0, &["list"]) && is(1, &["int"]),
        "BINARY_SUBSCR_TUPLE_INT" => is(0, &["tuple"]) && is(1, &["int"]),
        "BINARY_SUBSCR_STR_INT" => is(0, &["str"]) && is(1, &["int"]),
        "BINARY_SUBSCR_DICT" => is(0, &["dict"]),
        "STORE_SUBSCR_LIST_INT" => is(1, &["list"]) && is(2, &["int"]),
        "STORE_SUBSCR_DICT" | "CONTAINS_OP_DICT" => is(1, &["dict"]),
        "CONTAINS_OP_SET" => is(1, &["set", "frozenset"]),
        "TO_BOOL_BOOL" => is(0, &["bool"]),
        "TO_BOOL_INT" => is(0, INT),
        "TO_BOOL_LIST" => is(0, &["list"]),
        "TO_BOOL_NONE" => is(0, &["NoneType"]),
        "TO_BOOL_STR" => is(0, &["str"]),
        "TO_BOOL_ALWAYS_TRUE" => false,
        "FOR_ITER_LIST" => is(0, &["list_iterator"]),
        "FOR_ITER_RANGE" => is(0, &["range_iterator"]),
        "FOR_ITER_TUPLE" => is(0, &["tuple_iterator"]),
        "UNPACK_SEQUENCE_LIST" => is(0, &["list"]),
        "UNPACK_SEQUENCE_TUPLE" | "UNPACK_SEQUENCE_TWO_TUPLE" => is(0, &["tuple"]),
        _ => true,
    }
}
