//! The uops that only move values, and constants.

use crate::lower::lowering::Lowering;
use crate::lower::slot::{Held, Slot};

lowerings! { |lowering, uop|
    _POP_TOP => lowering.pop_top(),
    _PUSH_NULL => lowering.push_null(),
    _COPY => lowering.copy(uop.oparg),
    _SWAP => lowering.swap(uop.oparg),
    _LOAD_CONST_INLINE => lowering.load_const(uop.operand),
    _LOAD_CONST_INLINE_BORROW => lowering.load_const_borrow(uop.operand),
    _LOAD_CONST_INLINE_WITH_NULL => {
        lowering.load_const(uop.operand);
        lowering.push_null();
    },
    _LOAD_CONST_INLINE_BORROW_WITH_NULL => {
        lowering.load_const_borrow(uop.operand);
        lowering.push_null();
    },
    _POP_TOP_LOAD_CONST_INLINE_BORROW => {
        lowering.pop_top();
        lowering.load_const_borrow(uop.operand);
    },
}

impl Lowering<'_> {
    fn pop_top(&mut self) {
        let [value] = self.inputs();
        self.decref(value);
        self.pop(1);
    }

    pub(super) fn push_null(&mut self) {
        let null = self.word(0);
        self.stack.push(Slot { held: Held::Object(null), dirty: true, null: Some(true) });
    }

    fn copy(&mut self, oparg: u16) {
        let value = self.object(self.stack.len() - usize::from(oparg));
        self.incref(value);
        self.push(value);
    }

    /// No instruction at all: the two slots change places in what the lowering knows.
    fn swap(&mut self, oparg: u16) {
        let top = self.stack.len() - 1;
        let other = self.stack.len() - usize::from(oparg);
        if top == other {
            return;
        }
        // What memory alone holds has to be loaded before its place is taken.
        self.object(top);
        self.object(other);
        self.stack.swap(top, other);
        self.stack[top].dirty = true;
        self.stack[other].dirty = true;
    }

    fn load_const(&mut self, operand: u64) {
        let value = self.word(operand);
        self.incref(value);
        self.push(value);
    }

    /// Pushes an immortal object, or a word that is no reference.
    pub(super) fn load_const_borrow(&mut self, operand: u64) {
        let value = self.word(operand);
        self.push(value);
    }
}
