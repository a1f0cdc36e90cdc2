//! The same assembly text gives the same holes, whatever the format of the object file: object files of
//! other systems and processors, made by rustc's assembler.

mod pipeline;

use std::fs;
use std::process::Command;
use stencil_extract::{Library, Patch, What, extract};
use stencil_format::isa::aarch64::Patch as A64;
use stencil_format::isa::x86_64::Patch as X86;

/// The object file that rustc's assembler makes of instructions, as a stencil `_UOP__1`. The names of
/// holes are those of ELF.
fn object(test: &str, target: &str, instructions: &str) -> Vec<u8> {
    let (head, prefix) = match target {
        _ if target.ends_with("-apple-darwin") => ("__TEXT,__text", "_"),
        _ if target.ends_with("-windows-msvc") => (".text._UOP__1,\"xr\"", ""),
        _ => (".text._UOP__1,\"ax\",@progbits", ""),
    };
    let syntax = if target.starts_with("x86_64") { ".att_syntax\n" } else { "" };
    let text = format!("{syntax}.section {head}\n.globl _UOP__1\n_UOP__1:\n{instructions}\n")
        .replace("_UOP_", &format!("{prefix}_UOP_"))
        .replace("_JIT_", &format!("{prefix}_JIT_"))
        // What that did to the name of the section.
        .replace(".text.__UOP_", ".text._UOP_");
    let work = pipeline::work(&format!("assembled-{test}-{target}"));
    let (assembly, out) = (work.join("text.s"), work.join("text.o"));
    fs::write(&assembly, text).expect("the target directory can be written");
    let source = pipeline::root().join("stencils/extract/tests/sources/assembled.rs");
    let output = Command::new(pipeline::rustc())
        .args(["--edition=2024", "--crate-type=lib", "--emit=obj", "-Cpanic=abort"])
        .args(["--cap-lints=allow", "--target", target, "-o"])
        .arg(&out)
        .arg(&source)
        .env("ASSEMBLY", &assembly)
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("rustc runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read(&out).expect("rustc has written it")
}

type Holes = Vec<(Patch, What, i32)>;

fn holes(test: &str, target: &str, instructions: &str) -> Holes {
    let object = object(test, target, instructions);
    let Library { stencils } =
        extract::extract(&object, &["_UOP__1".to_owned()]).expect("it is a stencil");
    let holes = stencils.iter().flat_map(|stencil| &stencil.hot.holes);
    holes.map(|hole| (hole.patch, hole.what, hole.addend)).collect()
}

const X86_64: &str = "\
    cmpb $7, _JIT_OPERAND(%rip)
    cmpw $0x1234, _JIT_OPERAND(%rip)
    cmpl $0x12345678, _JIT_OPERAND(%rip)
    cmpb $7, _JIT_OPERAND+16(%rip)
    cmpl $0x12345678, _JIT_OPERAND-16(%rip)
    movq _JIT_OPERAND+8(%rip), %rax
    movabsq $_JIT_OPERAND+24, %rax
    jmp _JIT_TOP";

/// The distance is counted from the end of the instruction, so what follows the field is in the addend.
#[test]
fn addends_on_x86_64() {
    let expected = [
        (Patch::X86_64(X86::Rel32), What::Operand, -5),
        (Patch::X86_64(X86::Rel32), What::Operand, -6),
        (Patch::X86_64(X86::Rel32), What::Operand, -8),
        (Patch::X86_64(X86::Rel32), What::Operand, 11),
        (Patch::X86_64(X86::Rel32), What::Operand, -24),
        (Patch::X86_64(X86::Rel32), What::Operand, 4),
        (Patch::Abs64, What::Operand, 24),
        (Patch::X86_64(X86::Rel32), What::Top, -4),
    ];
    for target in ["x86_64-unknown-linux-gnu", "x86_64-apple-darwin", "x86_64-pc-windows-msvc"] {
        assert_eq!(holes("x86_64", target, X86_64), expected, "{target}");
    }
}

const AARCH64: &str = "\
    adrp x0, _JIT_OPERAND
    adrp x0, _JIT_OPERAND+16
    adrp x0, _JIT_OPERAND-4100
    add x0, x0, :lo12:_JIT_OPERAND+16
    ldr x1, [x0, :lo12:_JIT_OPERAND+24]
    ldr q0, [x0, :lo12:_JIT_OPERAND+32]
    ldrb w1, [x0, :lo12:_JIT_OPERAND+3]
    bl _JIT_TOP
    b _JIT_TOP
    b.ne _JIT_EXIT_1";

const AARCH64_DARWIN: &str = "\
    adrp x0, _JIT_OPERAND@PAGE
    adrp x0, _JIT_OPERAND@PAGE+16
    adrp x0, _JIT_OPERAND@PAGE+4100
    add x0, x0, _JIT_OPERAND@PAGEOFF+16
    ldr x1, [x0, _JIT_OPERAND@PAGEOFF+24]
    ldr q0, [x0, _JIT_OPERAND@PAGEOFF+32]
    ldrb w1, [x0, _JIT_OPERAND@PAGEOFF+3]
    bl _JIT_TOP
    b _JIT_TOP";

/// What assemblers for COFF refuse.
const BRANCHES: &str = "\
    bl _JIT_TOP+8
    b _JIT_TOP-8
    b.ne _JIT_EXIT_1+12";

/// COFF keeps addends in the instructions, Mach-O in relocations of their own.
#[test]
fn addends_on_aarch64() {
    let expected = [
        (Patch::Aarch64(A64::Page21), What::Operand, 0),
        (Patch::Aarch64(A64::Page21), What::Operand, 16),
        (Patch::Aarch64(A64::Page21), What::Operand, -4100),
        (Patch::Aarch64(A64::PageOffset12 { scale: 0 }), What::Operand, 16),
        (Patch::Aarch64(A64::PageOffset12 { scale: 3 }), What::Operand, 24),
        (Patch::Aarch64(A64::PageOffset12 { scale: 4 }), What::Operand, 32),
        (Patch::Aarch64(A64::PageOffset12 { scale: 0 }), What::Operand, 3),
        (Patch::Aarch64(A64::Branch26), What::Top, 0),
        (Patch::Aarch64(A64::Branch26), What::Top, 0),
        (Patch::Aarch64(A64::Branch19), What::Exit(1), 0),
    ];
    for target in ["aarch64-unknown-linux-gnu", "aarch64-pc-windows-msvc"] {
        assert_eq!(holes("aarch64", target, AARCH64), expected, "{target}");
    }
    // There, negative addends spoil the relocation, and conditional branches have none.
    let mut darwin = expected[..9].to_vec();
    darwin[2].2 = 4100;
    assert_eq!(holes("aarch64", "aarch64-apple-darwin", AARCH64_DARWIN), darwin);
    let expected = [
        (Patch::Aarch64(A64::Branch26), What::Top, 8),
        (Patch::Aarch64(A64::Branch26), What::Top, -8),
        (Patch::Aarch64(A64::Branch19), What::Exit(1), 12),
    ];
    assert_eq!(holes("branches", "aarch64-unknown-linux-gnu", BRANCHES), expected);
}

/// Linkers for Mach-O take the addend of an instruction from a relocation of its own, and those for COFF
/// add nothing to a branch: what the instruction has of one is no addend for sure.
#[test]
fn an_addend_where_no_linker_looks_is_refused() {
    for (target, text, before, after) in [
        ("aarch64-apple-darwin", "adrp x0, _JIT_OPERAND@PAGE", 0x9000_0000, 0xb000_0000_u32),
        ("aarch64-pc-windows-msvc", "b _JIT_TOP", 0x1400_0000, 0x1400_0001),
    ] {
        let mut object = object("refused", target, text);
        let instruction = u32::to_le_bytes(before);
        let at = object.windows(4).position(|bytes| bytes == instruction).expect("it is there");
        object[at..at + 4].copy_from_slice(&after.to_le_bytes());
        let error = extract::extract(&object, &["_UOP__1".to_owned()]).expect_err("it is refused");
        assert!(error.to_string().contains("an addend in its place"), "{error}");
    }
}
