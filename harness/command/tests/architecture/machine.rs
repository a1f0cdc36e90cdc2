//! What depends on the machine lies in folders named `isa`.

use crate::sources::{all, text, tokens, walk, without_tests};
use proc_macro2::TokenTree;
use std::path::{Path, PathBuf};

/// Names of registers that mean nothing else. (`r8` and `x0` may be names of variables.)
const REGISTERS: &[&str] = &[
    "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "eax", "ebx", "ecx", "edx", "esi",
    "edi", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm15", "rip", "x29", "x30",
];

/// Other words that only code for one machine uses: names of machines, of crates for one machine, of
/// assembly and its dialects.
const OTHERS: &[&str] = &[
    "x86",
    "x86_64",
    "amd64",
    "aarch64",
    "arm64",
    "iced_x86",
    "global_asm",
    "naked_asm",
    "att_syntax",
    "redzone",
    "int3",
];

/// Tests of code for one machine, files and folders. Such a test has bytes or instructions of the machine, or
/// is compiled or run there alone.
const TESTS: &[&str] = &[
    "backends/code-memory/tests/arena.rs",
    "backends/copy-patch/tests/traps.rs",
    "backends/copy-patch/tests/workloads.rs",
    "backends/debug-info/tests/frames/",
    "backends/debug-info/tests/unwind.rs",
    "backends/llvm/tests/workloads.rs",
    "backends/template/tests/workloads.rs",
    "harness/command/tests/architecture/machine.rs",
    "harness/command/tests/command/",
    "harness/conformance/tests/conformance/audit.rs",
    "stencils/extract/tests/targets.rs",
    "stencils/extract/tests/assembled.rs",
    "stencils/extract/tests/formats.rs",
    "stencils/extract/tests/repeatable.rs",
    "stencils/extract/tests/sources/assembled.rs",
    "stencils/extract/tests/tidy.rs",
    "stencils/extract/tests/traps.rs",
];

/// The words of a text that name a machine or a part of one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| {
        let word = word.to_ascii_lowercase();
        // Cargo calls it `CARGO_CFG_TARGET_ARCH`.
        let is_target = word.contains("target_arch");
        is_target || REGISTERS.contains(&word.as_str()) || OTHERS.contains(&word.as_str())
    })
}

/// The words of a file, comments included, that name a machine or a part of one. Test modules are left out.
fn words_of(path: &Path) -> Vec<String> {
    let mut found = Vec::new();
    walk(tokens(path), &mut |token| {
        let text = token.to_string();
        match token {
            // In a text, this is a name of a file or an option.
            TokenTree::Ident(_) if text == "asm" => found.push(text),
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                found.extend(words(&text).map(str::to_owned));
            }
            TokenTree::Group(_) | TokenTree::Punct(_) => {}
        }
    });
    for line in text(path).lines().filter(|line| line.trim_start().starts_with("//")) {
        found.extend(words(line).map(str::to_owned));
    }
    found.sort();
    found.dedup();
    found
}

fn in_isa(path: &Path) -> bool {
    path.iter().any(|part| part == "isa")
}

#[test]
fn machines_are_known_in_their_folders_only() {
    let mut found = Vec::new();
    for path in without_tests().iter().filter(|path| !in_isa(path)) {
        let words = words_of(path);
        if !words.is_empty() {
            found.push(format!("{}: {}", path.display(), words.join(", ")));
        }
    }
    assert!(found.is_empty(), "the machine is known outside of `isa`:\n{}", found.join("\n"));
}

#[test]
fn the_tests_of_one_machine_are_listed() {
    let is_test = |path: &&PathBuf| path.iter().any(|part| part == "tests") && !in_isa(path);
    let mut found: Vec<PathBuf> = all();
    found.retain(|path| is_test(&path) && !words_of(path).is_empty());
    let is_listed = |path: &PathBuf| TESTS.iter().any(|listed| path.starts_with(listed));
    let unlisted: Vec<_> = found.iter().filter(|path| !is_listed(path)).collect();
    assert!(unlisted.is_empty(), "these tests know the machine: {unlisted:?}");
    for listed in TESTS {
        assert!(found.iter().any(|path| path.starts_with(listed)), "{listed} knows no machine");
    }
}

#[test]
fn registers_and_machines_are_found_in_text() {
    let words = |text| words(text).collect::<Vec<_>>();
    assert_eq!(words(r#"asm!("mov {}, rsp"); RAX; let rate = 1;"#), ["rsp", "RAX"]);
    assert_eq!(words(r#"#[cfg(target_arch = "x86_64")] fn f() {}"#), ["target_arch", "x86_64"]);
    assert_eq!(words("// on x86-64 and AArch64"), ["x86", "AArch64"]);
    assert_eq!(words(r#"env::var("CARGO_CFG_TARGET_ARCH")"#), ["CARGO_CFG_TARGET_ARCH"]);
}
