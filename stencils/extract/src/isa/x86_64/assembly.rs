//! Assembly text in AT&T syntax.

use super::narrow;
use crate::Blob;
use crate::isa::interface::{self, Reach, Transfer};

/// x86-64, as rustc writes it.
#[derive(Debug)]
pub(in crate::isa) struct Isa;

/// Branches, each with the one that is taken where it is not.
const BRANCHES: [(&str, &str); 8] = [
    ("jo", "jno"),
    ("jb", "jae"),
    ("je", "jne"),
    ("jbe", "ja"),
    ("js", "jns"),
    ("jp", "jnp"),
    ("jl", "jge"),
    ("jle", "jg"),
];

/// The inverse of a branch, if it is one that is known.
fn inverse(branch: &str) -> Option<&'static str> {
    BRANCHES.iter().find_map(|&(a, b)| match branch {
        branch if branch == a => Some(b),
        branch if branch == b => Some(a),
        _ => None,
    })
}

impl interface::Isa for Isa {
    fn flags(&self) -> &'static [&'static str] {
        // Slow paths are called by instructions that LLVM does not know for calls, from code that has
        // set up no stack frame.
        &["-Cno-redzone=yes"]
    }

    fn module_of_assembly(&self, file: &str) -> String {
        format!(
            "#![no_std]\ncore::arch::global_asm!(include_str!({file:?}), options(att_syntax, raw));\n"
        )
    }

    fn comment(&self) -> &'static str {
        "#"
    }

    fn transfer<'a>(&self, line: &'a str) -> Result<Transfer<'a>, &'static str> {
        // The prefix marks a jump out of a function for the unwinder of Windows.
        let line = line.strip_prefix("rex64 ").unwrap_or(line);
        let (mnemonic, operand) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let operand = operand.trim();
        Ok(match mnemonic {
            "retq" => Transfer::Leave,
            // The trampoline's. A jump table would also need a data section, which extraction rejects.
            "jmpq" if operand.starts_with("*%") => Transfer::Leave,
            "ud2" | "int3" => return Err("a panic or unreachable path"),
            "jmp" => Transfer::Jump(operand),
            _ if mnemonic.starts_with('j') => match inverse(mnemonic) {
                Some(_) => Transfer::Branch(mnemonic, operand),
                None => return Err("an unknown jump"),
            },
            "callq" if !operand.starts_with('*') => Transfer::Call(operand),
            _ => Transfer::Next,
        })
    }

    fn invert(&self, branch: &str) -> String {
        inverse(branch).expect("only known branches are read").to_owned()
    }

    fn reach(&self, _: &str, _: bool) -> Reach {
        Reach::All
    }

    fn leave(&self, line: &str) -> String {
        line.to_owned()
    }

    fn jump(&self, target: &str) -> String {
        format!("jmp {target}")
    }

    fn far_jump(&self, target: &str) -> String {
        // `r11` holds nothing where it leads out of a stencil.
        format!("movabsq ${target}, %r11\n\tjmpq *%r11")
    }

    fn far_call(&self, target: &str) -> String {
        format!("movabsq ${target}, %r11\n\tcallq *%r11")
    }

    fn join(&self, one: &Blob, two: &Blob) -> Result<Blob, String> {
        narrow::join(one, two)
    }
}
