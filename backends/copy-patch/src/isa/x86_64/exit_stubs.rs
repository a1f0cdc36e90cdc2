//! The code of exit stubs: a row of one-byte instructions that each push the stack pointer. After
//! every group of them there is a call. Each push is a stub.
//!
//! Execution that enters the row at some push reaches the call after that push's group. The words on
//! the stack then identify the push: the return address identifies the group, and the number of words
//! the position in the group.

/// Bytes of a stub.
pub const SIZE: usize = 1;

/// Pushes of a group.
const GROUP: usize = 32;

/// How many stubs follow each other without a gap, from every multiple of that number on.
pub const ROW: usize = GROUP;

/// Bytes between such stubs and the next ones.
pub const GAP: u64 = CALL_LEN as u64;

/// `push` of the stack pointer.
const PUSH: u8 = 0x54;

/// `call` with a distance of 32 bits.
const CALL: u8 = 0xe8;
const CALL_LEN: usize = 5;

/// `int3`, after the last call. The call does not return, so readers of the code find its end here.
const END: u8 = 0xcc;

/// Bytes of a group with its call.
const STRIDE: usize = GROUP + CALL_LEN;

/// Bytes of `count` stubs.
pub fn len(count: usize) -> usize {
    count.div_ceil(GROUP) * STRIDE + 1
}

/// The code of `count` stubs that runs at `address` and calls `leave`.
pub fn code(count: usize, address: usize, leave: u64) -> Vec<u8> {
    let mut code = Vec::with_capacity(len(count));
    for _ in 0..count.div_ceil(GROUP) {
        code.extend_from_slice(&[PUSH; GROUP]);
        code.push(CALL);
        let after = (address + code.len() + 4) as u64;
        code.extend_from_slice(&(leave.wrapping_sub(after) as u32).to_le_bytes());
    }
    code.push(END);
    code
}

/// Where stub `number` starts, in bytes from the first stub.
#[inline(always)]
pub fn offset(number: usize) -> usize {
    number + number / GROUP * CALL_LEN
}

/// The stub that starts there.
pub fn number(offset: usize) -> usize {
    offset - offset / STRIDE * CALL_LEN
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced_x86::code_asm::{CodeAssembler, rsp};

    #[test]
    fn numbers_and_offsets_agree() {
        for n in 0..1000 {
            assert_eq!(number(offset(n)), n);
            assert!(offset(n) < len(n + 1));
        }
    }

    /// The bytes are written by hand since they are written while compiling is timed.
    #[test]
    fn the_bytes_are_those_of_an_assembler() -> Result<(), iced_x86::IcedError> {
        let (address, leave) = (0x1000, 0x2000);
        let mut assembler = CodeAssembler::new(64)?;
        for _ in 0..2 {
            for _ in 0..GROUP {
                assembler.push(rsp)?;
            }
            assembler.call(leave)?;
        }
        assembler.int3()?;
        assert_eq!(code(33, address, leave), assembler.assemble(address as u64)?);
        assert_eq!(len(33), 2 * STRIDE + 1);
        Ok(())
    }
}
