//! Frames against what is known of machine code.
#![cfg(any(target_arch = "aarch64", target_arch = "x86_64"))]

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(target_arch = "x86_64")]
mod x86_64;

use backend_api::{Piece, Role};
use debug_info::Detail;
use debug_info::code::CodeMap;
use debug_info::source::Source;
use debug_info::unwind::{Frame, NoInstruction, frames};
use std::collections::BTreeMap;
use trace::Program;

/// The frames of a function that the host calls.
fn frames_of(bytes: &[u8]) -> Result<BTreeMap<u64, Frame>, NoInstruction> {
    frames_of_pieces(&[Piece { role: Role::Enter, address: 0x1000, bytes: bytes.to_vec() }])
}

/// The frames of code that is made up.
fn frames_of_pieces(pieces: &[Piece]) -> Result<BTreeMap<u64, Frame>, NoInstruction> {
    let program = Program::default();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("program.uop");
    let source = Source::write(&program, &path).expect("it can be written");
    let code = CodeMap::new("test", &program, &source, pieces, Detail::Trace);
    frames(&code.expect("there is code"))
}
