//! What depends on the machine lies in folders named `isa`.

use crate::sources::{tokens, walk, without_tests};
use proc_macro2::TokenTree;
use std::path::Path;

/// Names of registers that mean nothing else. (`r8` and `x0` may be names of variables.)
const REGISTERS: &[&str] = &[
    "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "eax", "ebx", "ecx", "edx", "esi",
    "edi", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm15", "rip", "x29", "x30",
];

/// What a piece of code says of the machine.
fn of_machine(token: &TokenTree) -> Option<String> {
    let text = token.to_string();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let known = |word: &&str| {
        *word == "target_arch" || REGISTERS.contains(&word.to_ascii_lowercase().as_str())
    };
    match token {
        TokenTree::Ident(_) => known(&text.as_str()).then_some(text),
        TokenTree::Literal(_) => words.into_iter().find(known).map(str::to_owned),
        _ => None,
    }
}

fn in_isa(path: &Path) -> bool {
    path.iter().any(|part| part == "isa")
}

#[test]
fn machines_are_known_in_their_folders_only() {
    let mut found = Vec::new();
    for path in without_tests().iter().filter(|path| !in_isa(path)) {
        let mut words = Vec::new();
        walk(tokens(path), &mut |token| words.extend(of_machine(token)));
        if words.is_empty() {
            continue;
        }
        words.sort();
        words.dedup();
        found.push(format!("{}: {}", path.display(), words.join(", ")));
    }
    assert!(found.is_empty(), "the machine is known outside of `isa`:\n{}", found.join("\n"));
}

#[test]
fn registers_are_found_in_text_and_names() {
    let words = |text: &str| {
        let mut words = Vec::new();
        let tokens = text.parse().expect("tokens");
        walk(tokens, &mut |token| words.extend(of_machine(token)));
        words
    };
    assert_eq!(words(r#"asm!("mov {}, rsp"); Register::RAX; let rate = 1;"#), ["rsp", "RAX"]);
    assert_eq!(words(r#"#[cfg(target_arch = "x86_64")] fn f() {}"#), ["target_arch"]);
}
