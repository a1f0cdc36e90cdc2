//! All stencils for AArch64 Linux, made on any machine that has Rust's core library for it.

mod pipeline;

use std::collections::BTreeMap;
use std::process::Command;
use stencil_extract::{Blob, Library, Target, crates};
use yaxpeax_arch::{Decoder as _, U8Reader};
use yaxpeax_arm::armv8::a64::{InstDecoder, Opcode};

const TARGET: &str = "aarch64-unknown-linux-gnu";

/// Whether the compiler has a core library for [`TARGET`].
fn has_library() -> bool {
    let output = Command::new(pipeline::rustc())
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .expect("rustc runs");
    let folder = String::from_utf8(output.stdout).expect("rustc prints text");
    let files = std::fs::read_dir(folder.trim()).into_iter().flatten().flatten();
    files.into_iter().any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
}

/// The stencils, or nothing where they can't be made.
fn library(test: &str) -> Option<Library> {
    if !has_library() {
        eprintln!("skipped: rustup target add {TARGET}");
        return None;
    }
    let target = Target::new("aarch64", "linux").expect("there are stencils for it").named(TARGET);
    let (rustc, root, work) = (pipeline::rustc(), pipeline::root(), pipeline::work(test));
    let library = stencil_extract::build(&rustc, &root, &crates::STENCILS, &target, &work);
    Some(library.expect("they can be made"))
}

/// The instructions of a part whose holes are filled with values that fit.
fn filled(blob: &Blob) -> Vec<(usize, Opcode)> {
    const ADDRESS: u64 = 0x1_2345_0000;
    // Near the code, a multiple of 8, with bits in all parts of it.
    const VALUE: u64 = 0x1_2345_8678;
    let mut code = blob.bytes.clone();
    for hole in &blob.holes {
        let at = usize::from(hole.offset);
        let value = VALUE.wrapping_add_signed(hole.addend.into());
        let written = hole.patch.apply(&mut code[at..], ADDRESS + at as u64, value);
        written.unwrap_or_else(|error| panic!("{:?}: {error}", hole.what));
    }
    let decoder = InstDecoder::default();
    let decode = |(number, word): (usize, &[u8])| {
        let instruction = decoder.decode(&mut U8Reader::new(word));
        let instruction = instruction.unwrap_or_else(|error| panic!("{word:02x?}: {error}"));
        (4 * number, instruction.opcode)
    };
    code.chunks(4).enumerate().map(decode).collect()
}

/// Every instruction of every stencil decodes when its holes are filled, and a branch out of a part is one
/// that reaches where it leads.
#[test]
fn every_stencil_is_filled_and_decoded() {
    let Some(library) = library("aarch64-filled") else { return };
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for stencil in &library.stencils {
        for blob in [&stencil.hot, &stencil.cold] {
            assert!(blob.bytes.len().is_multiple_of(4), "{}", stencil.name);
            let instructions = filled(blob);
            for hole in &blob.holes {
                let (_, opcode) = instructions[usize::from(hole.offset) / 4];
                let kind = match opcode {
                    Opcode::B => "jump",
                    Opcode::BL => "call",
                    Opcode::Bcc(_) | Opcode::CBZ | Opcode::CBNZ => "branch",
                    Opcode::MOVZ | Opcode::MOVK => "move",
                    Opcode::ADRP => "page",
                    Opcode::ADD => "addition",
                    Opcode::LDR | Opcode::STR => "load or store",
                    other => panic!("{}: a hole in {other:?}", stencil.name),
                };
                *seen.entry(kind).or_default() += 1;
            }
        }
    }
    let kinds = ["addition", "branch", "call", "jump", "load or store", "move", "page"];
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), kinds, "{seen:?}");
}
