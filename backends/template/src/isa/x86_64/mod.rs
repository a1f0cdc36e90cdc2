//! x86-64 outside of Windows, whose calling convention differs. `rbx` points at the uops' registers,
//! `rax` is the answer.
//!
//! The bytes are written by hand, because they are written while compiling is timed. A test compares
//! them with those of an assembler.

use super::{Distance, Isa};
use backend_api::Role;
use std::mem::offset_of;
use uops::Vm;

/// Writes instructions of x86-64.
#[derive(Clone, Copy, Debug)]
pub(crate) struct X86_64;

impl X86_64 {
    /// This machine.
    pub(crate) fn new() -> Option<X86_64> {
        Some(X86_64)
    }
}

/// Writes the start of an instruction that ends in a distance, and four bytes for that.
fn with_distance(code: &mut Vec<u8>, start: &[u8]) -> Distance {
    code.extend_from_slice(start);
    let distance = code.len();
    code.extend_from_slice(&[0; 4]);
    distance
}

impl Isa for X86_64 {
    const LIMIT: usize = 1 << 30;
    /// `int3`
    const FILLING: u8 = 0xcc;
    const ENTRIES: Role = Role::Data;

    /// `push rbx; mov rbx, rdi; jmp`
    fn enter(self, code: &mut Vec<u8>) -> Distance {
        with_distance(code, &[0x53, 0x48, 0x89, 0xfb, 0xe9])
    }

    /// `pop rbx; ret`
    fn leave(self, code: &mut Vec<u8>) {
        code.extend_from_slice(&[0x5b, 0xc3]);
    }

    /// `mov rax, [rbx + thread]; inc qword [rax + counter]`
    fn count(self, code: &mut Vec<u8>, counter: usize) {
        let thread = offset_of!(Vm, thread) as u8;
        code.extend_from_slice(&[0x48, 0x8b, 0x43, thread, 0x48, 0xff, 0x80]);
        code.extend_from_slice(&(counter as u32).to_le_bytes());
    }

    /// `mov rax, value`
    fn answer(self, code: &mut Vec<u8>, value: u64) {
        code.extend_from_slice(&[0x48, 0xb8]);
        code.extend_from_slice(&value.to_le_bytes());
    }

    /// `jmp`
    fn jump(self, code: &mut Vec<u8>) -> Distance {
        with_distance(code, &[0xe9])
    }

    /// The routine's address.
    fn entry(self, code: &mut Vec<u8>, routine: u64) {
        code.extend_from_slice(&routine.to_le_bytes());
    }

    /// `mov rdi, rbx; mov rsi, record; call [rip + distance]`
    fn call_for(self, code: &mut Vec<u8>, record: u64) -> Distance {
        code.extend_from_slice(&[0x48, 0x89, 0xdf, 0x48, 0xbe]);
        code.extend_from_slice(&record.to_le_bytes());
        with_distance(code, &[0xff, 0x15])
    }

    /// `mov rdi, rbx; call [rip + distance]; jmp rax`
    fn jump_to_result(self, code: &mut Vec<u8>) -> Distance {
        let distance = with_distance(code, &[0x48, 0x89, 0xdf, 0xff, 0x15]);
        code.extend_from_slice(&[0xff, 0xe0]);
        distance
    }

    /// `test eax, eax; jne`
    fn jump_if_answered(self, code: &mut Vec<u8>) -> Distance {
        with_distance(code, &[0x85, 0xc0, 0x0f, 0x85])
    }

    /// `cmp eax, number; je`
    fn jump_if_answer_is(self, code: &mut Vec<u8>, number: u8) -> Distance {
        with_distance(code, &[0x83, 0xf8, number, 0x0f, 0x84])
    }

    fn fill(self, code: &mut [u8], distance: Distance, target: usize) {
        let after = distance + 4;
        let value = (target as i64 - after as i64) as i32;
        code[distance..after].copy_from_slice(&value.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced_x86::code_asm::{CodeAssembler, eax, qword_ptr, rax, rbx, rdi, rsi};
    use iced_x86::{Code, Decoder, DecoderOptions, IcedError, Instruction, Register};

    const RECORD: u64 = 0x1122_3344_5566_7788;
    const END: usize = 0x1000;

    #[test]
    fn the_bytes_are_those_of_an_assembler() -> Result<(), IcedError> {
        let mut code = Vec::new();
        let mut distances = vec![X86_64.enter(&mut code)];
        distances.push(X86_64.call_for(&mut code, RECORD));
        distances.push(X86_64.jump_if_answered(&mut code));
        distances.push(X86_64.jump_if_answer_is(&mut code, 2));
        distances.push(X86_64.jump_to_result(&mut code));
        X86_64.answer(&mut code, RECORD);
        distances.push(X86_64.jump(&mut code));
        X86_64.leave(&mut code);
        // The targets of jumps are so far away that the assembler uses no short jumps.
        let len = code.len();
        code.resize(END, X86_64::FILLING);
        for distance in distances {
            X86_64.fill(&mut code, distance, END);
        }
        assert_eq!(code[..len], assembled(END - len)?[..len]);
        Ok(())
    }

    /// The same by an assembler, and so much filling before what is jumped to and called through.
    fn assembled(filling: usize) -> Result<Vec<u8>, IcedError> {
        let mut a = CodeAssembler::new(64)?;
        let mut place = a.create_label();
        a.push(rbx)?;
        a.mov(rbx, rdi)?;
        a.jmp(place)?;
        a.mov(rdi, rbx)?;
        a.mov(rsi, RECORD)?;
        a.call(qword_ptr(place))?;
        a.test(eax, eax)?;
        a.jne(place)?;
        a.add_instruction(Instruction::with2(Code::Cmp_rm32_imm8, Register::EAX, 2)?)?;
        a.je(place)?;
        a.mov(rdi, rbx)?;
        a.call(qword_ptr(place))?;
        a.jmp(rax)?;
        a.mov(rax, RECORD)?;
        a.jmp(place)?;
        a.pop(rbx)?;
        a.ret()?;
        a.db(&vec![X86_64::FILLING; filling])?;
        a.set_label(&mut place)?;
        a.int3()?;
        a.assemble(0)
    }

    /// An assembler would leave a distance of 0 out, so this is compared by its meaning.
    #[test]
    fn counting_adds_to_a_counter_of_the_thread() {
        const COUNTER: usize = 0x1_0000;
        let mut code = Vec::new();
        X86_64.count(&mut code, COUNTER);
        let instructions: Vec<Instruction> =
            Decoder::new(64, &code, DecoderOptions::NONE).into_iter().collect();
        let [load, add] = instructions[..] else { panic!("{instructions:?}") };
        assert_eq!((load.code(), load.op0_register()), (Code::Mov_r64_rm64, Register::RAX));
        assert_eq!(load.memory_base(), Register::RBX);
        assert_eq!(load.memory_displacement64(), offset_of!(Vm, thread) as u64);
        assert_eq!((add.code(), add.memory_base()), (Code::Inc_rm64, Register::RAX));
        assert_eq!(add.memory_displacement64(), COUNTER as u64);
    }
}
