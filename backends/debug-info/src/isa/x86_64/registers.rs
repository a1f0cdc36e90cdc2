//! The numbers of registers, and of the machine.

use gimli::{Register, X86_64};

/// The number of the machine in object files.
pub(crate) const ELF_MACHINE: object::elf::Machine = object::elf::EM_X86_64;

/// The stack pointer.
pub(crate) const STACK_POINTER: Register = X86_64::RSP;

/// The register that may point into a frame.
pub(crate) const FRAME_POINTER: Register = X86_64::RBP;

/// What stands for the return address.
pub(crate) const RETURN_ADDRESS: Register = X86_64::RA;

/// Bytes that a call puts on the stack: the return address.
pub(crate) const PUSHED_BY_CALL: i32 = 8;

/// The registers that a C function hands back as it got them.
pub(crate) const KEPT: [Register; 6] =
    [X86_64::RBX, X86_64::RBP, X86_64::R12, X86_64::R13, X86_64::R14, X86_64::R15];

/// A call puts the return address on the stack.
pub(crate) const LINK: Option<usize> = None;
