//! The evaluation stack, and constants.

use super::counting::decref;
use crate::{Flow, Operands, Ref};

uop!(_POP_TOP, |vm, _, [value]| -> Flow<0> {
    decref(vm.thread, value);
    Flow::Next([])
});

uop!(_PUSH_NULL, |_, _, []| -> Flow<1> { Flow::Next([Ref::NULL]) });

uop!(_COPY, |vm, operands, []| -> Flow<1> {
    let value = *vm.below(operands.oparg());
    value.incref();
    Flow::Next([value])
});

uop!(_SWAP, |vm, operands, [top]| -> Flow<1> {
    let slot = vm.below(operands.oparg().wrapping_sub(1));
    let bottom = *slot;
    *slot = top;
    Flow::Next([bottom])
});

#[inline(always)]
fn constant(operands: impl Operands) -> Ref {
    Ref(operands.operand() as usize as *mut _)
}

uop!(_LOAD_CONST_INLINE, |_, operands, []| -> Flow<1> {
    let value = constant(operands);
    value.incref();
    Flow::Next([value])
});

uop!(_LOAD_CONST_INLINE_BORROW, |_, operands, []| -> Flow<1> { Flow::Next([constant(operands)]) });

uop!(_LOAD_CONST_INLINE_BORROW_WITH_NULL, |_, operands, []| -> Flow<2> {
    Flow::Next([constant(operands), Ref::NULL])
});

uop!(_LOAD_CONST_INLINE_WITH_NULL, |_, operands, []| -> Flow<2> {
    let value = constant(operands);
    value.incref();
    Flow::Next([value, Ref::NULL])
});

uop!(_POP_TOP_LOAD_CONST_INLINE_BORROW, |vm, operands, [pop]| -> Flow<1> {
    decref(vm.thread, pop);
    Flow::Next([constant(operands)])
});

uop!(_NOP, |_, _, []| -> Flow<0> { Flow::Next([]) });
