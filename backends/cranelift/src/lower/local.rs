//! Locals.

use super::{Lowering, layout};
use cranelift_codegen::ir::{Block, InstBuilder};
use uops::helpers::Helper;

fn offset(oparg: u16) -> i32 {
    i32::from(oparg) * layout::SLOT
}

impl Lowering<'_> {
    pub(super) fn load_fast(&mut self, oparg: u16) {
        let value = self.frame_field(offset(oparg));
        self.incref(value);
        self.push(value);
    }

    pub(super) fn load_fast_and_clear(&mut self, oparg: u16) {
        let value = self.frame_field(offset(oparg));
        let null = self.word(0);
        self.set_frame_field(offset(oparg), null);
        self.push_slot(value);
    }

    pub(super) fn load_fast_check(&mut self, oparg: u16) {
        let value = self.frame_field(offset(oparg));
        let (bound, unbound) = (self.block(), self.cold_block());
        self.builder.ins().brif(value, bound, &[], unbound, &[]);
        self.in_unbound(unbound, oparg);
        self.builder.switch_to_block(bound);
        self.incref(value);
        self.push(value);
    }

    pub(super) fn delete_fast(&mut self, oparg: u16) {
        let value = self.frame_field(offset(oparg));
        let (bound, unbound) = (self.block(), self.cold_block());
        self.builder.ins().brif(value, bound, &[], unbound, &[]);
        self.in_unbound(unbound, oparg);
        self.builder.switch_to_block(bound);
        let null = self.word(0);
        self.set_frame_field(offset(oparg), null);
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

    pub(super) fn store_fast(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let old = self.frame_field(offset(oparg));
        self.set_frame_field(offset(oparg), value);
        self.decref_if_any(old);
        self.pop(1);
    }
}
