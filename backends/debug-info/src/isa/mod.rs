//! What depends on the processor: its registers, and what its instructions do to a frame.
//!
//! A module for a processor exports
//!
//! - `ELF_MACHINE`, its number in object files;
//! - `STACK_POINTER`, `FRAME_POINTER`, `RETURN_ADDRESS` and `KEPT`, registers by their numbers in DWARF;
//! - `PUSHED_BY_CALL`, how many bytes a call puts on the stack;
//! - [`Reader`], which reads instructions.

#[cfg(any(not(target_arch = "x86_64"), uopbench_no_isa))]
mod absent;
#[cfg_attr(
    any(not(target_arch = "x86_64"), uopbench_no_isa),
    allow(dead_code, reason = "no instruction is read")
)]
mod flow;
#[cfg(all(target_arch = "x86_64", not(uopbench_no_isa)))]
mod x86_64;

#[cfg(any(not(target_arch = "x86_64"), uopbench_no_isa))]
pub(crate) use absent::{
    ELF_MACHINE, FRAME_POINTER, KEPT, PUSHED_BY_CALL, RETURN_ADDRESS, Reader, STACK_POINTER,
};
pub(crate) use flow::{Flow, Step};
#[cfg(all(target_arch = "x86_64", not(uopbench_no_isa)))]
pub(crate) use x86_64::{
    ELF_MACHINE, FRAME_POINTER, KEPT, PUSHED_BY_CALL, RETURN_ADDRESS, Reader, STACK_POINTER,
};
