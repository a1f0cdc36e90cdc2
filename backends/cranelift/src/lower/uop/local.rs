//! Locals.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::{Block, InstBuilder};
use uops::helpers::Helper;

lowerings! { |lowering, uop|
    _LOAD_FAST => lowering.load_fast(uop.oparg),
    _LOAD_FAST_AND_CLEAR => lowering.load_fast_and_clear(uop.oparg),
    _LOAD_FAST_CHECK => lowering.load_fast_check(uop.oparg),
    _DELETE_FAST => lowering.delete_fast(uop.oparg),
    _STORE_FAST => lowering.store_fast(uop.oparg),
}

impl Lowering<'_> {
    fn load_fast(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        self.incref(value);
        self.push(value);
    }

    fn load_fast_and_clear(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        let null = self.word(0);
        self.set_frame_field(layout::local(oparg), null);
        self.push_slot(value);
    }

    fn load_fast_check(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        let (bound, unbound) = (self.block(), self.cold_block());
        self.builder.ins().brif(value, bound, &[], unbound, &[]);
        self.in_unbound(unbound, oparg);
        self.builder.switch_to_block(bound);
        self.incref(value);
        self.push(value);
    }

    fn delete_fast(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        let (bound, unbound) = (self.block(), self.cold_block());
        self.builder.ins().brif(value, bound, &[], unbound, &[]);
        self.in_unbound(unbound, oparg);
        self.builder.switch_to_block(bound);
        let null = self.word(0);
        self.set_frame_field(layout::local(oparg), null);
        self.decref(value);
    }

    /// Raises in `block` that a local is empty.
    fn in_unbound(&mut self, block: Block, oparg: u16) {
        let error = self.error_block();
        self.in_cold(block, |this| {
            let local = this.word(oparg.into());
            this.call_helper(Helper::uop_unbound_local, &[this.thread, local]);
            this.jump(error);
        });
    }

    fn store_fast(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let old = self.frame_field(layout::local(oparg));
        self.set_frame_field(layout::local(oparg), value);
        self.decref_if_any(old);
        self.pop(1);
    }
}
