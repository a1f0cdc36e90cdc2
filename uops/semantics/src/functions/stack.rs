//! The evaluation stack, and constants.

use super::counting::decref;
use crate::{Flow, Operands, Ref, Thread};

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

uop!(_LOAD_SMALL_INT, |vm, operands, []| -> Flow<1> {
    Flow::Next([Thread::int(vm.thread, operands.oparg() as i64)])
});

uop!(_INSERT_NULL, |_, _, [this]| -> Flow<2> { Flow::Next([Ref::NULL, this]) });

uop!(_MAKE_HEAP_SAFE, |_, _, [value]| -> Flow<1> {
    value.incref();
    Flow::Next([value])
});

uop!(_POP_TOP_OPARG, |vm, operands, []| -> Flow<0> {
    let count = operands.oparg();
    let items = vm.below(count);
    let mut i = 0;
    while i < count {
        let item = *items.add(i);
        if !item.is_null() {
            decref(vm.thread, item);
        }
        i = i.wrapping_add(1);
    }
    vm.sp = items;
    Flow::Next([])
});

uop!(_NOP, |_, _, []| -> Flow<0> { Flow::Next([]) });
