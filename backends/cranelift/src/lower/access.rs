//! Loads and stores.

use super::lowering::Lowering;
use super::memory::Flags;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Type, Value, types};
use form::Region;

/// The flags of accesses to a region.
pub(super) fn region_flags(flags: &Flags, region: Region) -> MemFlagsData {
    match region {
        Region::Thread | Region::SharedThread => flags.thread,
        Region::Frame => flags.frame,
        Region::Object => flags.object,
        Region::Local => MemFlagsData::trusted(),
    }
}

impl Lowering<'_> {
    /// A field of the thread.
    pub(super) fn thread_field(&mut self, ty: Type, offset: i32) -> Value {
        self.builder.ins().load(ty, self.flags.thread, self.thread, offset)
    }

    pub(super) fn set_thread_field(&mut self, offset: i32, value: Value) {
        self.builder.ins().store(self.flags.thread, value, self.thread, offset);
    }

    /// A word of the thread that others write while the program runs. The load is atomic, because Cranelift
    /// assumes that any other load gives what was last loaded or stored, also around a loop.
    pub(super) fn shared_thread_field(&mut self, offset: i32) -> Value {
        let address = self.offset(self.thread, offset.into());
        self.builder.ins().atomic_load(types::I64, self.flags.thread, address)
    }

    /// An entry of a table in the thread.
    pub(super) fn thread_entry(&mut self, ty: Type, address: Value, offset: i32) -> Value {
        self.builder.ins().load(ty, self.flags.thread, address, offset)
    }

    /// A field of an object.
    pub(super) fn field(&mut self, ty: Type, object: Value, offset: i32) -> Value {
        self.builder.ins().load(ty, self.flags.object, object, offset)
    }

    pub(super) fn set_field(&mut self, object: Value, offset: i32, value: Value) {
        self.builder.ins().store(self.flags.object, value, object, offset);
    }

    pub(super) fn set_frame_field(&mut self, offset: i32, value: Value) {
        self.store_frame(self.frame.locals, offset, value);
    }

    /// Something in a frame, reached from `address`.
    pub(super) fn load_frame(&mut self, address: Value, offset: i32) -> Value {
        self.builder.ins().load(types::I64, self.flags.frame, address, offset)
    }

    pub(super) fn store_frame(&mut self, address: Value, offset: i32, value: Value) {
        self.builder.ins().store(self.flags.frame, value, address, offset);
    }

    /// A constant address or other word.
    pub(super) fn word(&mut self, value: u64) -> Value {
        self.builder.ins().iconst(types::I64, value as i64)
    }

    /// `value + offset`, which is `value` itself for 0.
    pub(super) fn offset(&mut self, value: Value, offset: i64) -> Value {
        if offset == 0 { value } else { self.builder.ins().iadd_imm_s(value, offset) }
    }

    /// Adds 1 to a counter of the thread.
    pub(super) fn count(&mut self, counter: i32) {
        let count = self.thread_field(types::I64, counter);
        let count = self.builder.ins().iadd_imm_s(count, 1);
        self.set_thread_field(counter, count);
    }

    /// Whether the bits of a header field differ from `expected`.
    pub(super) fn field_differs(&mut self, object: Value, offset: i32, expected: u32) -> Value {
        use cranelift_codegen::ir::condcodes::IntCC;
        let found = self.field(types::I32, object, offset);
        self.builder.ins().icmp_imm_u(IntCC::NotEqual, found, i64::from(expected))
    }
}
