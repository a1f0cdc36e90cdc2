//! What an audit has to know of x86-64 instructions.

use crate::isa::{Audited, Leads, Value};
use backend_api::Piece;
use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Instruction, InstructionInfoFactory, Mnemonic, OpAccess,
    OpKind, Register,
};
use std::collections::HashMap;

/// The instructions of a piece of code.
pub(crate) fn read(piece: &Piece, _: &mut HashMap<u64, u64>) -> Vec<Audited> {
    let decoder = Decoder::with_ip(64, &piece.bytes, piece.address, DecoderOptions::NONE);
    let instructions: Vec<Instruction> = decoder.into_iter().collect();
    let mut info = InstructionInfoFactory::new();
    let read = |(index, instruction): (usize, &Instruction)| Audited {
        role: piece.role,
        address: instruction.ip(),
        next: instruction.next_ip(),
        leads: leads(instruction, &instructions[..index]),
        touches: touches(instruction, &mut info),
    };
    instructions.iter().enumerate().map(read).collect()
}

/// Where an instruction leads that follows others.
fn leads(instruction: &Instruction, before: &[Instruction]) -> Leads {
    if instruction.is_invalid() {
        return Leads::Forbidden("no instruction".into());
    }
    let asks =
        matches!(instruction.mnemonic(), Mnemonic::Syscall | Mnemonic::Sysenter | Mnemonic::Int);
    if instruction.is_privileged() || asks {
        let what = format!("{:?} is nothing that a uop needs", instruction.mnemonic());
        return Leads::Forbidden(what);
    }
    let to = |goes_on| Leads::To { target: instruction.near_branch_target(), goes_on };
    let through = |goes_on| Leads::Through { value: value(instruction, before), goes_on };
    match instruction.flow_control() {
        FlowControl::Next => Leads::Next,
        FlowControl::UnconditionalBranch => to(false),
        FlowControl::ConditionalBranch | FlowControl::Call => to(true),
        FlowControl::IndirectBranch => through(false),
        FlowControl::IndirectCall => through(true),
        _ => Leads::End,
    }
}

/// The place in memory at a fixed distance that an instruction uses.
fn touches(instruction: &Instruction, info: &mut InstructionInfoFactory) -> Option<u64> {
    let used = info.info(instruction).used_memory().iter();
    used.filter(|memory| memory.base() == Register::RIP).map(|memory| memory.displacement()).next()
}

/// What is known of the address that an instruction leads to.
fn value(through: &Instruction, before: &[Instruction]) -> Value {
    if let Some(constant) = constant(through, before) {
        return Value::Constant(constant);
    }
    if through.op0_kind() == OpKind::Memory && through.memory_base() == Register::RIP {
        return Value::At(through.memory_displacement64());
    }
    Value::Computed
}

/// The constant in the register that an instruction goes through, if one was put there on the way
/// straight to it.
fn constant(through: &Instruction, before: &[Instruction]) -> Option<u64> {
    if through.op0_kind() != OpKind::Register {
        return None;
    }
    let mut info = InstructionInfoFactory::new();
    let mut straight = before.iter().rev().take_while(|it| it.flow_control() == FlowControl::Next);
    let writes = straight.find(|instruction| {
        info.info(instruction).used_registers().iter().any(|used| {
            used.register().full_register() == through.op0_register()
                && !matches!(used.access(), OpAccess::Read | OpAccess::CondRead)
        })
    })?;
    let is_constant =
        writes.mnemonic() == Mnemonic::Mov && writes.op1_kind() == OpKind::Immediate64;
    is_constant.then(|| writes.immediate64())
}
