//! The numbers of registers, and of the machine.

use gimli::{AArch64, Register};

/// The number of the machine in object files.
pub(crate) const ELF_MACHINE: object::elf::Machine = object::elf::EM_AARCH64;

/// The stack pointer.
pub(crate) const STACK_POINTER: Register = AArch64::SP;

/// The register that may point into a frame.
pub(crate) const FRAME_POINTER: Register = AArch64::X29;

/// What stands for the return address.
pub(crate) const RETURN_ADDRESS: Register = AArch64::X30;

/// Bytes that a call puts on the stack: none.
pub(crate) const PUSHED_BY_CALL: i32 = 0;

/// The number of the first of [`KEPT`], whose numbers follow each other.
pub(super) const FIRST_KEPT: u16 = 19;

/// The registers that a C function hands back as it got them, and the link register.
pub(crate) const KEPT: [Register; 12] = {
    let mut kept = [Register(0); 12];
    let mut index = 0;
    while index < kept.len() {
        kept[index] = Register(FIRST_KEPT + index as u16);
        index += 1;
    }
    kept
};

/// The index in [`KEPT`] of the register that a call puts the return address into.
pub(crate) const LINK: Option<usize> = Some((RETURN_ADDRESS.0 - FIRST_KEPT) as usize);
