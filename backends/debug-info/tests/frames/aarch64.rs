//! Frames of AArch64 code.

use crate::frames_of_pieces;
use backend_api::{Piece, Role};
use debug_info::code::Function;
use debug_info::eh_frame::{Reference, eh_frame};
use debug_info::unwind::{Frame, NoInstruction, Saved};
use gimli::{AArch64, RegisterRule, UnwindSection as _};
use std::collections::BTreeMap;
use trace::TraceId;

/// The index of the frame pointer among the registers that functions hand back.
const FP: usize = 10;
/// The index of the link register.
const LINK: usize = 11;

/// The frames of a function that the host calls.
fn frames_of(words: &[u32]) -> Result<BTreeMap<u64, Frame>, NoInstruction> {
    crate::frames_of(&words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>())
}

#[test]
fn a_return_address_is_followed_to_another_register_and_to_the_stack() {
    let code = [
        0xaa1e_03f0, // mov x16, x30
        0x9400_0002, // bl . + 8
        0x1400_0100, // b, out of the code
        0xa9b7_43fd, // stp x29, x16, [sp, #-144]!
        0x9100_03fd, // mov x29, sp
        0xd63f_03c0, // blr x30
        0xa8c9_43fd, // ldp x29, x16, [sp], #144
        0xd61f_0200, // br x16
    ];
    let frames = frames_of(&code).expect("these are instructions");
    let at = |address: u64| (frames[&address].sp, frames[&address].saved[LINK]);
    let moved = Saved::In(AArch64::X16);
    assert_eq!(at(0x1000), (Some(0), Saved::InPlace));
    assert_eq!(at(0x1004), (Some(0), moved));
    assert_eq!(at(0x100c), (Some(0), moved));
    for address in [0x1010, 0x1014, 0x1018] {
        assert_eq!(at(address), (Some(144), Saved::At(136)));
        assert_eq!(frames[&address].saved[FP], Saved::At(144));
    }
    assert_eq!(frames[&0x1014].fp, Some(144));
    assert_eq!(at(0x101c), (Some(0), moved));
    assert_eq!((frames[&0x101c].fp, frames[&0x101c].saved[FP]), (None, Saved::InPlace));
}

#[test]
fn code_that_does_not_save_the_link_register_has_its_return_address_on_the_stack() {
    let enter = [
        0xa9bf_7bfd, // stp x29, x30, [sp, #-16]!
        0xa9be_77f3, // stp x19, x29, [sp, #-32]!
        0x1000_0070, // adr x16, . + 12
        0xf900_0bf0, // str x16, [sp, #16]
        0xd63f_0220, // blr x17
        0xa8c2_77f3, // ldp x19, x29, [sp], #32
        0xa8c1_7bfd, // ldp x29, x30, [sp], #16
        0xd65f_03c0, // ret
    ];
    let trace = [
        0xa9bf_7bfd, // stp x29, x30, [sp, #-16]!
        0x9400_0400, // bl, out of the code
        0xa8c1_7bfd, // ldp x29, x30, [sp], #16
        0x9400_0004, // bl . + 16
        0xb5ff_ff80, // cbnz x0, . - 16
        0xf940_0bfe, // ldr x30, [sp, #16]
        0xd65f_03c0, // ret
        0xf940_0bfe, // ldr x30, [sp, #16]
        0xd61f_03c0, // br x30
    ];
    let piece = |role, address, words: &[u32]| Piece {
        role,
        address,
        bytes: words.iter().flat_map(|word| word.to_le_bytes()).collect(),
    };
    let hot = Role::Hot { trace: TraceId(0), uop: 0 };
    let pieces = [piece(Role::Enter, 0x1000, &enter), piece(hot, 0x2000, &trace)];
    let frames = frames_of_pieces(&pieces).expect("these are instructions");
    assert_eq!(frames[&0x1010].saved[LINK], Saved::At(8));
    let (copy, here) = (Saved::At(-16), Saved::InPlace);
    let link: Vec<Saved> = frames.range(0x2000..).map(|(_, frame)| frame.saved[LINK]).collect();
    assert_eq!(link, [copy, copy, copy, copy, copy, copy, here, here, here]);
    let function = Function { name: "test".into(), range: 0x2000..0x2024, line: None };
    let table = eh_frame(&[&function], &frames, Reference::Absolute).expect("it is short");
    assert_eq!(returns(&table, 0x2008), Some(RegisterRule::Offset(16)));
    assert_eq!(returns(&table, 0x2018), Some(RegisterRule::SameValue));
}

#[test]
fn a_frame_may_be_as_large_as_a_number_in_a_register() {
    // mov x16, #0x1008; movk x16, #1, lsl #16; sub sp, sp, x16; the same twice and add; ret
    let size = [0xd282_0110, 0xf2a0_0030];
    let code = [size[0], size[1], 0xcb30_63ff, size[0], size[1], 0x8b30_63ff, 0xd65f_03c0];
    let frames = frames_of(&code).expect("these are instructions");
    let down: Vec<_> = frames.values().map(|frame| frame.sp).collect();
    assert_eq!(down, [0, 0, 0, 0x1_1008, 0x1_1008, 0x1_1008, 0].map(Some));
}

/// Where the return address is, as a table says.
fn returns(table: &[u8], address: u64) -> Option<RegisterRule<usize>> {
    let section = gimli::EhFrame::new(table, gimli::LittleEndian);
    let bases = gimli::BaseAddresses::default();
    let find = gimli::UnwindSection::cie_from_offset;
    let mut context = gimli::UnwindContext::new();
    let info = section.unwind_info_for_address(&bases, &mut context, address, find);
    info.expect("it is in the table").register(AArch64::X30)
}

#[test]
fn a_frame_pointer_stands_in_for_a_stack_pointer_that_is_lost() {
    let code = [
        0xa9bf_7bfd, // stp x29, x30, [sp, #-16]!
        0x9100_03fd, // mov x29, sp
        0xcb20_63ff, // sub sp, sp, x0
        0x9100_03bf, // mov sp, x29
        0xa8c1_7bfd, // ldp x29, x30, [sp], #16
        0xd65f_03c0, // ret
    ];
    let frames = frames_of(&code).expect("these are instructions");
    let aligned = frames[&0x100c];
    assert_eq!((aligned.sp, aligned.fp, aligned.is_known()), (None, Some(16), true));
    let end = frames[&0x1014];
    assert_eq!((end.sp, end.fp, end.saved[LINK]), (Some(0), None, Saved::InPlace));
}

#[test]
fn a_frame_that_cannot_be_followed_is_not_known() {
    // mov sp, x0; nop; ret. mov x30, x0; ret
    for code in [&[0x9100_001f, 0xd503_201f, 0xd65f_03c0][..], &[0xaa00_03fe, 0xd65f_03c0]] {
        let frames = frames_of(code).expect("these are instructions");
        let known = frames.values().map(Frame::is_known);
        assert!(known.enumerate().all(|(index, known)| known == (index == 0)), "{frames:?}");
        let function = Function { name: "test".into(), range: 0x1000..0x100c, line: None };
        let table = eh_frame(&[&function], &frames, Reference::Absolute).expect("it is short");
        assert_eq!(returns(&table, 0x1004), Some(RegisterRule::Undefined));
    }
}

#[test]
fn a_register_that_is_overwritten_is_lost_and_one_that_is_stored_is_not() {
    let code = [
        0xf81f_0ff3, // str x19, [sp, #-16]!
        0xaa00_03f3, // mov x19, x0
        0xaa00_03f4, // mov x20, x0
        0xf841_07f3, // ldr x19, [sp], #16
        0xd65f_03c0, // ret
    ];
    let frames = frames_of(&code).expect("these are instructions");
    assert_eq!(frames[&0x1008].saved[0], Saved::At(16));
    let last = frames[&0x1010];
    assert_eq!((last.sp, last.saved[0], last.saved[1]), (Some(0), Saved::InPlace, Saved::Lost));
}

#[test]
fn an_address_may_lie_among_the_code_and_other_bytes_may_not() {
    // ldr x16, . + 8; b . + 12; an address; br x16
    let jump = [0x5800_0050, 0x1400_0003, 0xffff_ffff, 0xffff_ffff, 0xd61f_0200];
    assert_eq!(frames_of(&jump).expect("these are instructions").len(), 3);
    assert_eq!(frames_of(&[0xd503_201f, 0xffff_ffff]), Err(NoInstruction { address: 0x1004 }));
}
