//! No registers.

use gimli::Register;

/// The number of no machine.
pub(crate) const ELF_MACHINE: object::elf::Machine = object::elf::EM_NONE;

/// No register.
pub(crate) const STACK_POINTER: Register = Register(0);

/// No register.
pub(crate) const FRAME_POINTER: Register = Register(0);

/// No register.
pub(crate) const RETURN_ADDRESS: Register = Register(0);

/// Nothing.
pub(crate) const PUSHED_BY_CALL: i32 = 0;

/// No registers.
pub(crate) const KEPT: [Register; 0] = [];

/// No register.
pub(crate) const LINK: Option<usize> = None;
