//! Addresses, loads and stores.

use super::Inliner;
use super::constant::clif_type;
use crate::lower::access::region_flags;
use crate::lower::known::Known;
use crate::lower::layout;
use crate::lower::slot::Held;
use cranelift_codegen::ir::{
    InstBuilder, MemFlagsData, StackSlotData, StackSlotKind, Value, types,
};
use form::{Operand, Region};

impl Inliner<'_, '_, '_> {
    pub(super) fn flags(&self, region: Region) -> MemFlagsData {
        region_flags(&self.lowering.flags, region)
    }

    /// The address of new memory on the machine stack.
    pub(super) fn local(&mut self, bytes: u32) -> Known {
        let builder = &mut self.lowering.builder;
        let align = align_of::<u64>().ilog2() as u8;
        let data = StackSlotData::new(StackSlotKind::ExplicitSlot, bytes, align);
        let slot = builder.create_sized_stack_slot(data);
        Known::Place(builder.ins().stack_addr(types::I64, slot, 0), 0)
    }

    /// A load. A slot of the stack is known without a load unless something has written to the stack.
    pub(super) fn load(
        &mut self,
        out: form::Value,
        ty: form::Type,
        base: Operand,
        offset: i32,
        region: Region,
        unwritten: bool,
    ) -> Result<(), &'static str> {
        let (base, offset) = self.place(base, offset)?;
        if region == Region::SharedThread {
            let value = self.lowering.shared_thread_field(offset);
            self.define(out, Known::Value(value));
            return Ok(());
        }
        if unwritten && let Some(index) = self.slot(base, offset) {
            let slot = self.lowering.stack[index];
            self.state.not_null[usize::from(out)] = slot.null == Some(false);
            let known = match slot.held {
                _ if slot.null == Some(true) => Some(Known::Constant(0)),
                Held::Object(value) => Some(Known::Value(value)),
                // The first block comes before all others.
                _ if self.block == 0 => Some(Known::Value(self.lowering.object(index))),
                Held::Memory => None,
                Held::Truth(condition) => Some(Known::Value(self.lowering.bool_object(condition))),
            };
            if let Some(known) = known {
                self.define(out, known);
                return Ok(());
            }
        }
        let flags = self.flags(region);
        let value = self.lowering.builder.ins().load(clif_type(ty), flags, base, offset);
        self.define(out, Known::Value(value));
        Ok(())
    }

    /// The slot of the stack at a place.
    pub(super) fn slot(&self, base: Value, offset: i32) -> Option<usize> {
        let lowering = &*self.lowering;
        if base != lowering.frame.sp || offset % layout::SLOT != 0 {
            return None;
        }
        let index = lowering.frame.base as i64 + i64::from(offset / layout::SLOT);
        usize::try_from(index).ok().filter(|index| *index < lowering.stack.len())
    }

    pub(super) fn index(
        &mut self,
        base: Operand,
        index: Operand,
        scale: i64,
    ) -> Result<Known, &'static str> {
        let base = match self.known(base)? {
            Known::Constant(_) | Known::Truth(_) | Known::Not(_) | Known::Nothing => {
                Known::Place(self.value(base)?, 0)
            }
            Known::Value(value) => Known::Place(value, 0),
            place @ Known::Place(..) => place,
        };
        let Known::Place(address, offset) = base else { return Err("no place") };
        if let Known::Constant(index) = self.known(index)? {
            return Ok(Known::Place(address, offset.wrapping_add(index.wrapping_mul(scale))));
        }
        let index = self.value(index)?;
        let ins = self.lowering.builder.ins();
        let distance = match scale {
            1 => index,
            _ if scale.count_ones() == 1 => {
                ins.ishl_imm_u(index, i64::from(scale.trailing_zeros()))
            }
            _ => ins.imul_imm_s(index, scale),
        };
        Ok(Known::Place(self.lowering.builder.ins().iadd(address, distance), offset))
    }
}
