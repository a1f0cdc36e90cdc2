//! Unwind information as a table of call frame information.

use crate::code::Function;
use crate::frame::{Frame, Saved};
use crate::isa::{FRAME_POINTER, KEPT, LINK, PUSHED_BY_CALL, RETURN_ADDRESS, STACK_POINTER};
use gimli::constants::{DW_EH_PE_pcrel, DW_EH_PE_sdata4};
use gimli::write::{
    Address, CallFrameInstruction, CommonInformationEntry, EhFrame, EndianVec,
    FrameDescriptionEntry, FrameTable,
};
use gimli::{DwEhPe, Encoding, Format, LittleEndian, Register};
use std::collections::BTreeMap;

/// How the table refers to the code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reference {
    /// By address.
    Absolute,
    /// By distance, with the table at this address.
    Relative(u64),
}

/// The contents of an `.eh_frame` section about some functions, with its terminator.
///
/// # Errors
/// If a function is too long for the format.
pub fn eh_frame(
    functions: &[&Function],
    frames: &BTreeMap<u64, Frame>,
    reference: Reference,
) -> gimli::write::Result<Vec<u8>> {
    let mut table = FrameTable::default();
    let encoding = Encoding { address_size: 8, format: Format::Dwarf32, version: 1 };
    for function in functions {
        let mut cie = CommonInformationEntry::new(encoding, 1, -8, RETURN_ADDRESS);
        if let Reference::Relative(_) = reference {
            cie.fde_address_encoding = DwEhPe(DW_EH_PE_pcrel.0 | DW_EH_PE_sdata4.0);
        }
        for instruction in changes(None, Frame::AT_ENTRY) {
            cie.add_instruction(instruction);
        }
        let cie = table.add_cie(cie);
        let start = match reference {
            Reference::Absolute => function.range.start,
            Reference::Relative(table) => function.range.start.wrapping_sub(table),
        };
        let length = (function.range.end - function.range.start) as u32;
        let mut entry = FrameDescriptionEntry::new(Address::Constant(start), length);
        let mut last = Frame::AT_ENTRY;
        for (&address, &frame) in frames.range(function.range.clone()) {
            let offset = (address - function.range.start) as u32;
            for instruction in changes(Some(last), frame) {
                entry.add_instruction(offset, instruction);
            }
            last = frame;
        }
        table.add_fde(cie, entry);
    }
    let mut section = EhFrame(EndianVec::new(LittleEndian));
    table.write_eh_frame(&mut section)?;
    let mut bytes = section.0.into_vec();
    bytes.extend_from_slice(&[0; 4]);
    Ok(bytes)
}

/// The instructions of the table that describe a frame, given the frame that was described last.
fn changes(last: Option<Frame>, frame: Frame) -> Vec<CallFrameInstruction> {
    let mut changes = Vec::new();
    let cfa = |frame: &Frame| match (frame.fp, frame.sp) {
        (Some(fp), _) => Some((FRAME_POINTER, fp)),
        (None, Some(sp)) => Some((STACK_POINTER, sp)),
        (None, None) => None,
    };
    if let Some((register, distance)) = cfa(&frame)
        && last.as_ref().and_then(cfa) != Some((register, distance))
    {
        changes.push(CallFrameInstruction::Cfa(register, distance));
    }
    let return_address = return_address(frame);
    if last.map(self::return_address).as_ref() != Some(&return_address) {
        changes.push(return_address);
    }
    for (index, &register) in KEPT.iter().enumerate() {
        if register == RETURN_ADDRESS {
            continue;
        }
        let before = last.map_or(Saved::InPlace, |last| last.saved[index]);
        if before == frame.saved[index] {
            continue;
        }
        changes.push(rule(register, frame.saved[index]));
    }
    changes
}

/// The instruction that says where the caller's value of a register is.
fn rule(register: Register, saved: Saved) -> CallFrameInstruction {
    match saved {
        Saved::InPlace => CallFrameInstruction::SameValue(register),
        Saved::At(distance) => CallFrameInstruction::Offset(register, -distance),
        Saved::In(other) => CallFrameInstruction::Register(register, other),
        Saved::Lost => CallFrameInstruction::Undefined(register),
    }
}

/// The instruction that says where the return address is. Unwinding ends where that is not known.
fn return_address(frame: Frame) -> CallFrameInstruction {
    let pushed = Saved::At(PUSHED_BY_CALL);
    let saved = match frame.is_known() {
        true => LINK.map_or(pushed, |link| frame.saved[link]),
        false => Saved::Lost,
    };
    rule(RETURN_ADDRESS, saved)
}
