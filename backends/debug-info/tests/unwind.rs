//! Unwind information of the code of all programs, and the unwinder's own lookup.

mod common;

use backend_api::{Piece, Role};
use common::{backends, compile, load};
use debug_info::code::{CodeMap, Function};
use debug_info::source::Source;
use debug_info::unwind::frames;
use debug_info::{Announcer, Detail, Options};
use std::collections::BTreeMap;
use std::ffi::c_void;
use uops::runtime::Runtime;

/// Whether it is code that traces share. Exit stubs push as many words as it takes, so that
/// there is no one frame.
fn is_shared(function: &Function) -> bool {
    function.name.ends_with(":shared")
}

/// Where traces begin that others enter. Their slow paths are elsewhere, and may begin within a frame. Where traces have
/// code for that, one without begins within the function of another.
fn begins(pieces: &[Piece]) -> impl Iterator<Item = u64> {
    let has_entries = pieces.iter().any(|piece| matches!(piece.role, Role::Entry { .. }));
    let mut begins = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| !piece.bytes.is_empty()) {
        let begin = match piece.role {
            Role::Entry { trace } => Some(trace),
            Role::Hot { trace, .. } if !has_entries => Some(trace),
            _ => None,
        };
        if let Some(trace) = begin {
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
    // What a call pushes.
    let at_entry = Some(if cfg!(target_arch = "x86_64") { 8 } else { 0 });
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
                    let function = &function.name;
                    assert!(
                        frame.is_known(),
                        "{name}, {label}: {address:#x} in {function}: {frame:?}"
                    );
                }
            }
            for address in begins(&pieces) {
                // A trace that no exit leads to is never reached.
                if let Some(frame) = frames.get(&address) {
                    assert_eq!(frame.sp, at_entry, "{name}, {label}: the trace at {address:#x}");
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
