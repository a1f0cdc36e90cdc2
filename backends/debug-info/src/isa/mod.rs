//! What depends on the processor: its registers, and what its instructions do to a frame.
//!
//! A module for a processor exports
//!
//! - `ELF_MACHINE`, its number in object files;
//! - `STACK_POINTER`, `FRAME_POINTER`, `RETURN_ADDRESS` and `KEPT`, registers by their numbers in DWARF;
//! - `PUSHED_BY_CALL`, how many bytes a call puts on the stack;
//! - `LINK`, the index in `KEPT` of the register that a call puts the return address into, if it does;
//! - [`Reader`], which reads instructions;
//! - [`at_trace()`], the frame that a trace is entered with.

#[cfg(all(target_arch = "aarch64", target_os = "linux", not(uopbench_no_isa)))]
mod aarch64;
#[cfg(any(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    not(target_os = "linux"),
    uopbench_no_isa
))]
mod absent;
#[cfg_attr(
    any(
        not(any(target_arch = "aarch64", target_arch = "x86_64")),
        not(target_os = "linux"),
        uopbench_no_isa
    ),
    allow(dead_code, reason = "no instruction is read")
)]
mod flow;
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(uopbench_no_isa)))]
mod x86_64;

#[cfg(all(target_arch = "aarch64", target_os = "linux", not(uopbench_no_isa)))]
use aarch64 as machine;
#[cfg(any(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    not(target_os = "linux"),
    uopbench_no_isa
))]
use absent as machine;
pub(crate) use flow::{Flow, Step};
pub(crate) use machine::{
    ELF_MACHINE, FRAME_POINTER, KEPT, LINK, PUSHED_BY_CALL, RETURN_ADDRESS, Reader, STACK_POINTER,
    at_trace,
};
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(uopbench_no_isa)))]
use x86_64 as machine;
