//! Unwind information against what is known of machine code, and the unwinder's own lookup.
#![cfg(target_arch = "x86_64")]

mod common;

use backend_api::{Piece, Role};
use common::{backends, compile, load};
use debug_info::code::{CodeMap, Function};
use debug_info::eh_frame::{Reference, eh_frame};
use debug_info::source::Source;
use debug_info::unwind::{Frame, NoInstruction, Saved, frames};
use debug_info::{Announcer, Detail, Options};
use gimli::UnwindSection as _;
use std::collections::BTreeMap;
use std::ffi::c_void;
use uops::runtime::Runtime;

/// The frames of a function that the host calls.
fn frames_of(bytes: &[u8]) -> Result<BTreeMap<u64, Frame>, NoInstruction> {
    let mut runtime = Runtime::new();
    let program = load("sum_range", &mut runtime);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("program.uop");
    let source = Source::write(program.program(), &path).expect("it can be written");
    let pieces = [Piece { role: Role::Enter, address: 0x1000, bytes: bytes.to_vec() }];
    let code = CodeMap::new("test", program.program(), &source, &pieces, Detail::Trace);
    program.unload(&mut runtime);
    frames(&code.expect("there is code"))
}

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

/// Whether it is code that traces share. Exit stubs push as many words as it takes, so that
/// there is no one frame.
fn is_shared(function: &Function) -> bool {
    function.name.ends_with(":shared")
}

/// Where traces begin. Their slow paths are elsewhere, and may begin within a frame.
fn begins(pieces: &[Piece]) -> impl Iterator<Item = u64> {
    let mut begins = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| !piece.bytes.is_empty()) {
        if let Role::Entry { trace } | Role::Hot { trace, .. } = piece.role {
            let first = begins.entry(trace).or_insert(piece.address);
            *first = piece.address.min(*first);
        }
    }
    begins.into_values()
}

/// Frames are known throughout traces and in the code that enters a program, and a trace begins with nothing of its own on the
/// machine stack.
#[test]
fn frames_of_all_programs_are_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut backends = backends();
    for file in common::programs() {
        let name = file.display();
        let mut runtime = Runtime::new();
        let program = common::load_file(&file, &mut runtime);
        let path = folder.path().join("program.uop");
        let source = Source::write(program.program(), &path).expect("it can be written");
        for backend in &mut backends {
            let code = compile(backend.as_mut(), &program);
            let label = backend.info().id;
            let pieces = code.pieces();
            let map = CodeMap::new(label, program.program(), &source, &pieces, Detail::Trace)
                .expect("code");
            let frames = frames(&map).unwrap_or_else(|error| panic!("{name}, {label}: {error}"));
            for function in map.functions.iter().filter(|function| !is_shared(function)) {
                for (address, frame) in frames.range(function.range.clone()) {
                    assert!(frame.is_known(), "{name}, {label}: the frame at {address:#x}");
                }
            }
            for address in begins(&pieces) {
                // A trace that no exit leads to is never reached.
                if let Some(frame) = frames.get(&address) {
                    assert_eq!(frame.sp, Some(8), "{name}, {label}: the trace at {address:#x}");
                }
            }
        }
        program.unload(&mut runtime);
    }
}

unsafe extern "C" {
    /// The C runtime's lookup: the table entry of the function at an address.
    fn _Unwind_Find_FDE(address: *const c_void, bases: *mut [usize; 3]) -> *const c_void;
}

fn unwinders_know(address: u64) -> bool {
    let mut bases = [0; 3];
    // SAFETY: it reads tables that are registered, and writes three words.
    unsafe { !_Unwind_Find_FDE(address as *const c_void, &mut bases).is_null() }
}

#[test]
fn unwinders_know_the_code_as_long_as_it_is_announced() {
    let folder = tempfile::tempdir().expect("a folder");
    let options =
        Options { unwinders: true, folder: folder.path().to_owned(), ..Options::default() };
    let mut announcer = Announcer::new(options).expect("files can be made");
    let mut runtime = Runtime::new();
    let program = load("sieve", &mut runtime);
    for mut backend in backends() {
        let code = compile(backend.as_mut(), &program);
        let pieces = code.pieces();
        let hot = pieces.iter().find(|piece| matches!(piece.role, Role::Hot { .. }));
        let address = hot.expect("uops have code").address + 1;
        assert!(!unwinders_know(address));
        let announced =
            announcer.announce("test", program.program(), &pieces).expect("the code is understood");
        assert!(unwinders_know(address), "{}", backend.info().id);
        drop(announced);
        assert!(!unwinders_know(address));
    }
    program.unload(&mut runtime);
}
