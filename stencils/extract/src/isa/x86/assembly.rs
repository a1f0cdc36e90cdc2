//! Assembly text in AT&T syntax.

use super::narrow;
use crate::Blob;
use crate::isa::interface::{self, Reach, Transfer};
use crate::isa::x86_64;

/// x86 of 32 bits, as rustc writes it: jumps are those of x86-64.
#[derive(Debug)]
pub(in crate::isa) struct Isa;

impl interface::Isa for Isa {
    fn flags(&self) -> &'static [&'static str] {
        // Vectors take their constants from a data section, which stencils have not.
        &["-Cno-vectorize-slp", "-Cno-vectorize-loops"]
    }

    fn module_of_assembly(&self, file: &str) -> String {
        x86_64::Isa.module_of_assembly(file)
    }

    fn comment(&self) -> &'static str {
        x86_64::Isa.comment()
    }

    fn transfer<'a>(&self, line: &'a str) -> Result<Transfer<'a>, &'static str> {
        let (mnemonic, operand) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let operand = operand.trim();
        match mnemonic {
            "retl" => Ok(Transfer::Leave),
            // To an address in a register or on the stack; a jump table would also need a data section.
            "jmpl" if operand.starts_with('*') => Ok(Transfer::Leave),
            "calll" if !operand.starts_with('*') => Ok(Transfer::Call(operand)),
            _ => x86_64::Isa.transfer(line),
        }
    }

    fn invert(&self, branch: &str) -> String {
        x86_64::Isa.invert(branch)
    }

    fn reach(&self, _: &str, _: bool) -> Reach {
        Reach::All
    }

    fn leave(&self, line: &str) -> String {
        line.to_owned()
    }

    fn jump(&self, target: &str) -> String {
        x86_64::Isa.jump(target)
    }

    fn far_jump(&self, target: &str) -> String {
        // A jump reaches all addresses.
        self.jump(target)
    }

    fn far_call(&self, target: &str) -> String {
        format!("calll {target}")
    }

    fn join(&self, one: &Blob, two: &Blob) -> Result<Blob, String> {
        narrow::join(one, two)
    }
}
