//! Locals.

use super::{Lowering, layout};
use cranelift_codegen::ir::InstBuilder;

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
        self.push(value);
    }

    pub(super) fn store_fast(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let old = self.frame_field(offset(oparg));
        self.set_frame_field(offset(oparg), value);
        let (held, done) = (self.block(), self.block());
        self.builder.ins().brif(old, held, &[], done, &[]);
        self.builder.switch_to_block(held);
        self.decref(old);
        self.jump(done);
        self.builder.switch_to_block(done);
        self.pop(1);
    }
}
