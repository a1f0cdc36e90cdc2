//! Assembly text.

use super::{marker, narrow};
use crate::Blob;
use crate::format::Format;
use crate::isa::interface::{self, Reach, Transfer};
use std::borrow::Cow;
use std::fmt;

/// AArch64, as rustc writes it for a format of object files.
#[derive(Debug)]
pub(in crate::isa) struct Isa {
    pub(in crate::isa) format: Format,
}

/// Conditions, each with its opposite.
const CONDITIONS: [(&str, &str); 7] = [
    ("eq", "ne"),
    ("hs", "lo"),
    ("mi", "pl"),
    ("vs", "vc"),
    ("hi", "ls"),
    ("ge", "lt"),
    ("gt", "le"),
];

/// Branches that compare a register, each with its opposite.
const COMPARISONS: [(&str, &str); 2] = [("cbz", "cbnz"), ("tbz", "tbnz")];

/// The other one of a pair.
fn opposite(pairs: &[(&'static str, &'static str)], one: &str) -> Option<&'static str> {
    pairs.iter().find_map(|&(a, b)| match one {
        one if one == a => Some(b),
        one if one == b => Some(a),
        _ => None,
    })
}

/// The mnemonic of an instruction, and the rest.
fn split(line: &str) -> (&str, &str) {
    let (mnemonic, operands) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (mnemonic, operands.trim())
}

/// Whether an instruction has the link register for anything but to save it on the stack, to restore it, or to
/// find where it came from.
fn uses_link_register(mnemonic: &str, operands: &str) -> bool {
    let mut registers = operands.split(|c: char| !c.is_ascii_alphanumeric());
    if !registers.any(|register| matches!(register, "x30" | "w30" | "lr")) {
        return false;
    }
    match mnemonic {
        "str" | "stp" | "ldr" | "ldp" => !operands.contains("[sp"),
        // Thunks, exit stubs and the code that they lead to.
        "mov" => operands != "x16, x30",
        "sub" => operands != "x0, x30, #4",
        "blr" | "br" => false,
        _ => true,
    }
}

impl interface::Isa for Isa {
    fn flags(&self) -> &'static [&'static str] {
        // Vectors take their constants from a data section, which stencils have not.
        &["-Cno-vectorize-slp", "-Cno-vectorize-loops"]
    }

    fn module_of_assembly(&self, file: &str) -> String {
        format!("#![no_std]\ncore::arch::global_asm!(include_str!({file:?}), options(raw));\n")
    }

    fn comment(&self) -> &'static str {
        match self.format {
            Format::MachO => ";",
            Format::Elf | Format::Coff => "//",
        }
    }

    fn transfer<'a>(&self, line: &'a str) -> Result<Transfer<'a>, &'static str> {
        let (mnemonic, operands) = split(line);
        if uses_link_register(mnemonic, operands) {
            return Err("a value in the link register");
        }
        Ok(match mnemonic {
            // A jump table would also need a data section, which extraction rejects.
            "ret" | "br" => Transfer::Leave,
            "brk" | "udf" => return Err("a panic or unreachable path"),
            "b" => Transfer::Jump(operands),
            "bl" => Transfer::Call(operands),
            _ if mnemonic.starts_with("b.") => match opposite(&CONDITIONS, &mnemonic[2..]) {
                Some(_) => Transfer::Branch(mnemonic, operands),
                None => return Err("an unknown branch"),
            },
            _ if opposite(&COMPARISONS, mnemonic).is_some() => {
                let (branch, target) = line.rsplit_once(' ').ok_or("a branch to nowhere")?;
                Transfer::Branch(branch, target)
            }
            _ => Transfer::Next,
        })
    }

    fn invert(&self, branch: &str) -> String {
        let (mnemonic, operands) = split(branch);
        match mnemonic.strip_prefix("b.") {
            Some(condition) => {
                let other = opposite(&CONDITIONS, condition).expect("only known branches are read");
                format!("b.{other}")
            }
            None => {
                let other = opposite(&COMPARISONS, mnemonic).expect("only known branches are read");
                format!("{other} {operands}")
            }
        }
    }

    fn reach(&self, branch: &str, is_in_thunk: bool) -> Reach {
        match self.format {
            // It has relocations for jumps and calls only.
            Format::MachO => Reach::Part,
            Format::Elf | Format::Coff if is_in_thunk => Reach::All,
            // 14 bits for a number of instructions, and 19 bits.
            Format::Elf | Format::Coff if branch.starts_with("tb") => Reach::Part,
            Format::Elf | Format::Coff => Reach::Program,
        }
    }

    fn spelt<'a>(&self, line: &'a str, place: fmt::Arguments<'_>) -> Cow<'a, str> {
        match self.format {
            Format::MachO => marker::spelt(line, place),
            Format::Elf | Format::Coff => line.into(),
        }
    }

    fn leave(&self, line: &str) -> String {
        match line {
            // See `enter!` in the crate `base`.
            "ret" => "ldr x30, [sp, #16]\n\tret".to_owned(),
            line => line.to_owned(),
        }
    }

    fn jump(&self, target: &str) -> String {
        format!("b {target}")
    }

    fn far_jump(&self, target: &str) -> String {
        format!("{}\n\tbr x16", address(target))
    }

    fn far_call(&self, target: &str) -> String {
        format!("{}\n\tblr x16", address(target))
    }

    fn join(&self, one: &Blob, two: &Blob) -> Result<Blob, String> {
        narrow::join(one, two)
    }
}

/// Puts the address of a symbol into `x16`, which holds nothing where calls are and where it leads out of a
/// stencil.
fn address(target: &str) -> String {
    format!(
        "movz x16, #:abs_g3:{target}\n\tmovk x16, #:abs_g2_nc:{target}\n\t\
         movk x16, #:abs_g1_nc:{target}\n\tmovk x16, #:abs_g0_nc:{target}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isa::interface::Isa as _;

    const ISA: Isa = Isa { format: Format::Elf };

    #[test]
    fn branches_have_opposites() {
        for (line, branch, target, inverse) in [
            ("b.eq\t.LBB0_1", "b.eq", ".LBB0_1", "b.ne"),
            ("cbz\tx8, .LBB0_1", "cbz\tx8,", ".LBB0_1", "cbnz x8,"),
            ("tbnz\tw8, #3, .LBB0_1", "tbnz\tw8, #3,", ".LBB0_1", "tbz w8, #3,"),
        ] {
            assert_eq!(ISA.transfer(line), Ok(Transfer::Branch(branch, target)));
            assert_eq!(ISA.invert(branch), inverse);
        }
        assert_eq!(ISA.reach("tbnz\tw8, #3,", false), Reach::Part);
    }

    #[test]
    fn the_link_register_holds_no_value() {
        assert_eq!(ISA.transfer("stp x29, x30, [sp, #-16]!"), Ok(Transfer::Next));
        assert_eq!(ISA.transfer("ldr x30, [sp], #16"), Ok(Transfer::Next));
        assert!(ISA.transfer("mov x30, x8").is_err());
        assert!(ISA.transfer("add x8, x8, w30, sxtw").is_err());
        assert!(ISA.transfer("str x30, [x8]").is_err());
    }
}
