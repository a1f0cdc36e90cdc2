//! Frames of x86-64 code.

use crate::frames_of;
use debug_info::code::Function;
use debug_info::eh_frame::{Reference, eh_frame};
use debug_info::unwind::{Frame, NoInstruction, Saved};
use gimli::UnwindSection as _;

#[test]
fn pushes_and_pops_are_counted() {
    // push rbp; push rax; call $+5; pop rcx; pop rax; pop rbp; ret
    let frames = frames_of(&[0x55, 0x50, 0xe8, 0, 0, 0, 0, 0x59, 0x58, 0x5d, 0xc3]);
    let frames = frames.expect("these are instructions");
    // What is called is where the call returns to, so two frames meet there.
    assert!(frames[&0x1002].is_known() && !frames[&0x1007].is_known());
    // push rbp; sub rsp, 24; nop; add rsp, 24; pop rbp; ret
    let frames = frames_of(&[0x55, 0x48, 0x83, 0xec, 24, 0x90, 0x48, 0x83, 0xc4, 24, 0x5d, 0xc3]);
    let frames = frames.expect("they are known");
    let down: Vec<_> = frames.values().map(|frame| frame.sp).collect();
    assert_eq!(down, [8, 16, 40, 40, 16, 8].map(Some));
    let rbp: Vec<_> = frames.values().map(|frame| frame.saved[1]).collect();
    let saved = Saved::At(16);
    assert_eq!(rbp, [Saved::InPlace, saved, saved, saved, saved, Saved::InPlace]);
}

#[test]
fn a_frame_pointer_stands_in_for_a_stack_pointer_that_is_lost() {
    // push rbp; mov rbp, rsp; and rsp, -64; nop; leave; ret
    let code = [0x55, 0x48, 0x89, 0xe5, 0x48, 0x83, 0xe4, 0xc0, 0x90, 0xc9, 0xc3];
    let frames = frames_of(&code).expect("they are known");
    let aligned = frames[&0x1008];
    assert_eq!((aligned.sp, aligned.fp), (None, Some(16)));
    let end = frames[&0x100a];
    assert_eq!((end.sp, end.fp, end.saved[1]), (Some(8), None, Saved::InPlace));
}

#[test]
fn a_register_that_is_overwritten_is_lost_and_one_that_is_stored_is_not() {
    // sub rsp, 16; mov [rsp+8], rbx; mov rbx, rax; mov r12, rax; mov rbx, [rsp+8]; nop
    let code = [
        0x48, 0x83, 0xec, 16, 0x48, 0x89, 0x5c, 0x24, 8, 0x48, 0x89, 0xc3, 0x49, 0x89, 0xc4, 0x48,
        0x8b, 0x5c, 0x24, 8, 0xc3,
    ];
    let frames = frames_of(&code).expect("they are known");
    let last = frames[&0x1014];
    assert_eq!(frames[&0x100f].saved[0], Saved::At(16));
    assert_eq!((last.saved[0], last.saved[2]), (Saved::InPlace, Saved::Lost));
}

#[test]
fn a_frame_that_cannot_be_followed_is_not_known() {
    // mov rsp, rax; nop; ret
    let frames = frames_of(&[0x48, 0x89, 0xc4, 0x90, 0xc3]).expect("these are instructions");
    let known: Vec<bool> = frames.values().map(Frame::is_known).collect();
    assert_eq!(known, [true, false, false]);
    let function = Function { name: "test".into(), range: 0x1000..0x1005, line: None };
    let table = eh_frame(&[&function], &frames, Reference::Absolute).expect("it is short");
    let section = gimli::EhFrame::new(&table, gimli::LittleEndian);
    let bases = gimli::BaseAddresses::default();
    let returns = |address| {
        let find = gimli::UnwindSection::cie_from_offset;
        let mut context = gimli::UnwindContext::new();
        section
            .unwind_info_for_address(&bases, &mut context, address, find)
            .expect("it is in the table")
            .register(gimli::X86_64::RA)
    };
    assert_eq!(returns(0x1002), Some(gimli::RegisterRule::Offset(-8)));
    assert_eq!(returns(0x1003), Some(gimli::RegisterRule::Undefined));
}

#[test]
fn bytes_that_are_no_instruction_are_an_error() {
    assert_eq!(frames_of(&[0x90, 0x06]), Err(NoInstruction { address: 0x1001 }));
}
