//! Everything that is no stencil fails the build, and the message says what it is.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

mod pipeline;

use pipeline::{function, rejection, root, rustc, target, work};
use stencil_extract::crates::{BASE, Crate, Source};
use stencil_extract::{Library, What, compile, emit, extract};

/// Asserts that the pipeline rejects a function `_UOP__1` with this body, and that the message
/// names it and all of `parts`.
fn rejected(test: &str, body: &str, parts: &[&str]) {
    named(&rejection(test, &function("_UOP__1", body)), parts);
}

fn named(message: &str, parts: &[&str]) {
    for part in ["_UOP__1"].iter().chain(parts) {
        assert!(message.contains(part), "{part:?} is not in {message:?}");
    }
}

/// What extraction says of an object file that is not made by the tidy step.
fn extracted(test: &str, assembly: &str) -> String {
    let object =
        compile::assemble(&rustc(), assembly, target(), &work(test)).expect("it is assembly");
    match extract::extract(&object, &["_UOP__1".to_owned()]) {
        Ok(library) => panic!("accepted as {library:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn trap_a_panic_path_fails_the_build() {
    let body = "\ttestq %rax, %rax\n\tje .LBB0_1\n\tjmp _JIT_CONTINUE\n.LBB0_1:\n\tud2";
    rejected("panic", body, &["panic", "`ud2`"]);
    let body = "\ttestq %rax, %rax\n\tje .LBB0_1\n\tjmp _JIT_CONTINUE\n.LBB0_1:\n\
                \tcallq _ZN4core9panicking5panic17h0123456789abcdefE";
    rejected("panic-call", body, &["_ZN4core9panicking5panic17h0123456789abcdefE"]);
}

#[test]
fn trap_a_call_that_is_not_inlined_fails_the_build() {
    rejected("call", "\tcallq memcpy\n\tjmp _JIT_CONTINUE", &["call", "memcpy"]);
    // As a tail call it looks like a jump to a hole.
    rejected("tail-call", "\tjmp memcpy", &["memcpy", "no hole"]);
    rejected("tail-branch", "\tje memcpy\n\tjmp _JIT_CONTINUE", &["memcpy", "no hole"]);
    rejected(
        "indirect-call",
        "\tcallq *memcpy@GOTPCREL(%rip)\n\tjmp _JIT_CONTINUE",
        &["memcpy", "unknown relocation"],
    );
}

#[test]
fn trap_a_call_of_another_function_of_the_crate_fails_the_build() {
    let body = "\tcallq _OTHER__1\n\tjmp _JIT_CONTINUE";
    let assembly = function("_UOP__1", body) + &function("_OTHER__1", "\tretq");
    named(&rejection("other-call", &assembly), &["call", "_OTHER__1"]);
    let assembly = function("_UOP__1", "\tjmp _OTHER__1") + &function("_OTHER__1", "\tretq");
    named(&rejection("other-jump", &assembly), &["_OTHER__1"]);
}

#[test]
fn trap_a_data_section_fails_the_build() {
    // The tidy step does not take data along, so that what refers to it has no target.
    let constant = "\t.section\t.rodata.cst8,\"aM\",@progbits,8\n_CONSTANT:\n\t.quad 1\n";
    let body = "\tmovq _CONSTANT(%rip), %rax\n\tjmp _JIT_CONTINUE";
    let message = rejection("constant", &(constant.to_owned() + &function("_UOP__1", body)));
    named(&message, &["_CONSTANT", "no hole"]);
    // And extraction does not take an object file that has any.
    for section in [".rodata", ".data", ".bss", ".tdata", ".data.rel.ro"] {
        let kind = if section == ".bss" { "nobits" } else { "progbits" };
        let flags = match section {
            ".rodata" => "a",
            ".tdata" => "awT",
            _ => "aw",
        };
        let assembly = format!(
            ".section .text._UOP__1,\"ax\",@progbits\n_UOP__1:\n\tincl %eax\n\
             .section {section},\"{flags}\",@{kind}\n\t.zero 8\n"
        );
        let message = extracted(&format!("data{section}"), &assembly);
        assert!(message.contains(section), "{message}");
        assert!(message.contains("an unexpected section of 8 bytes"), "{message}");
    }
}

#[test]
fn trap_code_outside_of_stencils_fails_the_build() {
    let stencil = ".section .text._UOP__1,\"ax\",@progbits\n_UOP__1:\n\tincl %eax\n";
    let stray = format!("{stencil}.text\n\tretq\n");
    assert!(extracted("stray-text", &stray).contains(".text: an unexpected section"));
    let other = format!("{stencil}.section .text._OTHER__1,\"ax\",@progbits\n\tretq\n");
    assert!(extracted("stray-stencil", &other).contains("_OTHER__1"));
}

#[test]
fn trap_a_jump_table_fails_the_build() {
    rejected("jump-table", "\tjmpq *_TABLE(,%rax,8)\n.LBB0_1:\n\tjmp _JIT_CONTINUE", &["_TABLE"]);
}

#[test]
fn trap_an_unknown_relocation_fails_the_build() {
    for (test, body, symbol, kind) in [
        // R_X86_64_GOTPCREL, TPOFF32, 16 and 8.
        ("got", "\tmovq _JIT_OPERAND@GOTPCREL(%rip), %rax", "_JIT_OPERAND", 9),
        ("tls", "\tmovq %fs:_JIT_OPERAND@TPOFF, %rax", "_JIT_OPERAND", 23),
        ("word", "\tmovw $_JIT_OPARG, %ax", "_JIT_OPARG", 12),
        ("byte", "\tmovb $_JIT_OPARG, %al", "_JIT_OPARG", 14),
    ] {
        let body = format!("{body}\n\tjmp _JIT_CONTINUE");
        rejected(test, &body, &[symbol, &format!("unknown relocation, ELF type {kind}")]);
    }
}

#[test]
fn trap_an_unknown_symbol_fails_the_build() {
    for symbol in ["_JIT_OPARGS", "_JIT_EXIT_", "_JIT_EXIT_x", "_JIT_ERROR_256", "uop_no_helper"] {
        let body = format!("\tmovl ${symbol}, %eax\n\tjmp _JIT_CONTINUE");
        rejected("symbol", &body, &[symbol, "no hole", "Abs32"]);
    }
}

#[test]
fn trap_assembly_that_is_not_understood_fails_the_build() {
    rejected("directive", "\t.byte 1\n\tjmp _JIT_CONTINUE", &["directive", "`.byte 1`"]);
    rejected("jrcxz", "\tjrcxz .LBB0_1\n.LBB0_1:\n\tjmp _JIT_CONTINUE", &["jump", "jrcxz"]);
    rejected("no-end", "\tincl %eax", &["ends nowhere", "incl %eax"]);
}

#[test]
fn trap_a_missing_stencil_fails_the_build() {
    let assembly = ".section .text._OTHER__1,\"ax\",@progbits\n\tretq\n";
    named(&extracted("missing", assembly), &["is missing"]);
    // A uop without a stencil for some depth.
    let message =
        emit::to_rust("NONE", &Library::default(), 4).expect_err("there are no stencils at all");
    assert!(message.contains(uops::Op::ALL[0].symbol()), "{message}");
}

/// LLVM takes no symbol to be at address 0. If it knew an operand for the address of one, a
/// comparison with 0, and what depends on it, would be gone.
#[test]
fn trap_zero_operand_is_not_folded() {
    let zero = Crate {
        name: "zero",
        source: Source::File("stencils/extract/tests/sources/zero.rs"),
        uses: &[&BASE],
        has_stencils: true,
    };
    let library = stencil_extract::build(&rustc(), &root(), &zero, target(), &work("zero"))
        .expect("these are stencils");
    for (name, operand) in [("_OPARG__0", What::Oparg), ("_OPERAND__0", What::Operand)] {
        let stencil = library.stencils.iter().find(|stencil| stencil.name == name);
        let stencil = stencil.expect("it is exported");
        let holes = stencil.hot.holes.iter().chain(&stencil.cold.holes);
        let whats: Vec<What> = holes.map(|hole| hole.what).collect();
        assert!(whats.contains(&operand), "{name} does not look at its operand: {whats:?}");
        assert!(whats.contains(&What::Exit(0)), "{name} never finds it to be 0: {whats:?}");
    }
}
