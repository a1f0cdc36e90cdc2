//! Patterns of `match`.

use super::container::consume;
use crate::Flow;
use crate::helpers::{uop_match_class, uop_match_keys};

uop!(_MATCH_KEYS, |vm, _, [subject, keys]| -> Flow<3> {
    let values = uop_match_keys(vm.thread, subject, keys);
    if values.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    Flow::Next([subject, keys, values])
});

uop!(_MATCH_CLASS, |vm, operands, [subject, class, names]| -> Flow<1> {
    let attrs = uop_match_class(vm.thread, subject, class, operands.oparg(), names);
    consume(vm, [subject, class, names], attrs)
});

uop!(_MATCH_CLASS_KEPT, |vm, operands, [subject, class, names]| -> Flow<4> {
    let attrs = uop_match_class(vm.thread, subject, class, operands.oparg(), names);
    if attrs.is_null() {
        core::hint::cold_path();
        return Flow::Error;
    }
    Flow::Next([attrs, subject, class, names])
});
