//! Locals that may hold a tagged value.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::InstBuilder;

lowerings! { |lowering, uop|
    _LOAD_FAST_MIXED_TAGGED => lowering.load_fast_mixed_tagged(uop.oparg),
    _LOAD_FAST_AND_CLEAR_MIXED => lowering.load_fast_and_clear_mixed(uop.oparg),
    _LOAD_FAST_MIXED => lowering.load_fast_mixed(uop.oparg),
    _STORE_FAST_MIXED_TAGGED => lowering.store_fast_mixed(uop.oparg),
}

impl Lowering<'_> {
    fn load_fast_mixed_tagged(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        let (done, result) = self.join();
        let object = self.cold_block();
        let tag = self.builder.ins().band_imm_u(value, 1);
        self.builder.ins().brif(tag, done, &[value.into()], object, &[]);
        self.in_cold(object, |this| {
            let tagged = this.tag(value, false);
            this.jump_with(done, tagged);
        });
        self.builder.switch_to_block(done);
        self.push(result);
    }

    fn load_fast_mixed(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        let (done, result) = self.join();
        let (int, object) = (self.block(), self.block());
        let tag = self.builder.ins().band_imm_u(value, 1);
        self.builder.ins().brif(tag, int, &[], object, &[]);
        self.builder.switch_to_block(int);
        let number = self.builder.ins().sshr_imm_u(value, 1);
        let boxed = self.box_int(number);
        self.jump_with(done, boxed);
        self.builder.switch_to_block(object);
        self.incref(value);
        self.jump_with(done, value);
        self.builder.switch_to_block(done);
        self.push(result);
    }

    fn load_fast_and_clear_mixed(&mut self, oparg: u16) {
        let value = self.frame_field(layout::local(oparg));
        let null = self.word(0);
        self.set_frame_field(layout::local(oparg), null);
        let reference = self.untag(value);
        self.push_slot(reference);
    }

    fn store_fast_mixed(&mut self, oparg: u16) {
        let [value] = self.inputs();
        let old = self.frame_field(layout::local(oparg));
        self.set_frame_field(layout::local(oparg), value);
        let (held, object, done) = (self.block(), self.block(), self.block());
        let tag = self.builder.ins().band_imm_u(old, 1);
        self.builder.ins().brif(tag, done, &[], held, &[]);
        self.builder.switch_to_block(held);
        self.builder.ins().brif(old, object, &[], done, &[]);
        self.builder.switch_to_block(object);
        self.decref(old);
        self.jump(done);
        self.builder.switch_to_block(done);
        self.pop(1);
    }
}
