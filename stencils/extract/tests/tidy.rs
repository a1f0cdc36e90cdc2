//! What the tidy step makes of small functions.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

mod pipeline;

use stencil_extract::{Hole, Patch, What, tidy};
use stencil_format::isa::x86_64::Patch as X86;

/// The instructions and labels of a tidied function, hot and cold, without the sections' heads.
fn tidied(body: &str) -> (Vec<String>, Vec<String>) {
    let text = tidy::tidy(
        &pipeline::function("_UOP__1", body),
        pipeline::target(),
        tidy::Options::default(),
    )
    .expect("it is understood")
    .assembly;
    let (hot, cold) = text.split_once(".section .text.cold.").unwrap_or((&text, ""));
    let lines = |text: &str| {
        let lines = text.lines().filter(|line| line.starts_with('\t'));
        lines.map(|line| line.trim().to_owned()).collect()
    };
    (lines(hot), lines(cold))
}

#[test]
fn the_jump_to_the_next_stencil_is_dropped() {
    let (hot, cold) = tidied("\taddq $8, %r13\n\tjmp _JIT_CONTINUE");
    assert_eq!(hot, ["addq $8, %r13"]);
    assert!(cold.is_empty());
    let stencil = pipeline::stencil("dropped", "\taddq $8, %r13\n\tjmp _JIT_CONTINUE");
    assert_eq!(stencil.hot.bytes, [0x49, 0x83, 0xc5, 8]);
    assert!(stencil.hot.holes.is_empty());
}

#[test]
fn a_branch_around_the_slow_path_is_inverted() {
    let (hot, cold) =
        tidied("\tdecl (%rsi)\n\tjne .LBB0_2\n\tcallq uop_dealloc\n.LBB0_2:\n\tjmp _JIT_CONTINUE");
    assert_eq!(hot, ["decl (%rsi)", "je .L_UOP__1_1"]);
    assert_eq!(cold[0], "callq uop_dealloc");
}

#[test]
fn every_conditional_jump_can_be_inverted() {
    for (branch, inverse) in [
        ("jo", "jno"),
        ("jb", "jae"),
        ("je", "jne"),
        ("jbe", "ja"),
        ("js", "jns"),
        ("jp", "jnp"),
        ("jl", "jge"),
        ("jle", "jg"),
    ] {
        for (from, to) in [(branch, inverse), (inverse, branch)] {
            let (hot, _) = tidied(&format!("\t{from} _JIT_CONTINUE\n\tjmp _JIT_EXIT_1"));
            assert_eq!(hot.len(), 1, "{from}");
            assert_eq!(hot[0].split(' ').next(), Some(to), "{from}");
        }
    }
}

#[test]
fn the_block_that_goes_on_is_last() {
    let (hot, cold) = tidied(
        "\ttestl %eax, %eax\n\tje .LBB0_2\n\tincl %ecx\n.LBB0_1:\n\tjmp _JIT_CONTINUE\n\
         .LBB0_2:\n\tdecl %ecx\n\tjmp .LBB0_1",
    );
    // One of two hot ways jumps over the other; both end where the next stencil begins.
    assert_eq!(hot.iter().filter(|line| line.starts_with("jmp")).count(), 1);
    assert!(!hot.last().expect("there is code").starts_with("jmp"), "{hot:?}");
    assert!(cold.is_empty());
}

#[test]
fn slow_paths_move_behind_and_come_back() {
    let stencil = pipeline::stencil(
        "behind",
        "\tdecl (%rsi)\n\tje .LBB0_1\n.LBB0_2:\n\tincl %ecx\n\tjmp _JIT_CONTINUE\n\
         .LBB0_1:\n\tmovq %r14, %rdi\n\tcallq uop_dealloc\n\tjmp .LBB0_2",
    );
    let whats = |holes: &[Hole]| holes.iter().map(|hole| hole.what).collect::<Vec<_>>();
    assert_eq!(whats(&stencil.hot.holes), [What::Cold]);
    let dealloc = What::from_symbol("uop_dealloc").expect("it is a helper");
    assert_eq!(whats(&stencil.cold.holes), [dealloc, What::Hot]);
    // Back to the `incl`, which the 2 bytes of `decl` and the 6 of the jump stand before.
    let back = stencil.cold.holes[1];
    assert_eq!((back.patch, back.addend), (Patch::X86_64(X86::Rel32), 8 - 4));
}

#[test]
fn what_only_slow_paths_reach_is_cold_too() {
    let (hot, cold) = tidied(
        "\ttestq %rax, %rax\n\tje .LBB0_1\n\tjmp _JIT_CONTINUE\n.LBB0_1:\n\tcallq uop_dealloc\n\
         \ttestb %al, %al\n\tje .LBB0_2\n\tincl %ecx\n.LBB0_2:\n\tjmp _JIT_ERROR_1",
    );
    assert_eq!(hot, ["testq %rax, %rax", "je .L_UOP__1_2"]);
    assert!(
        cold.contains(&"incl %ecx".to_owned()) && cold.contains(&"jmp _JIT_ERROR_1".to_owned())
    );
}

#[test]
fn a_function_that_returns_is_left_as_it_is() {
    let (hot, cold) = tidied("\txorl %eax, %eax\n\tretq");
    assert_eq!(hot, ["xorl %eax, %eax", "retq"]);
    assert!(cold.is_empty());
}
