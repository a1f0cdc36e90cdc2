//! The instructions that a program consists of, for each processor.
//!
//! While a program runs, a register that calls preserve points at the registers of the uops ([`Vm`]),
//! and the stack is aligned for calls. Another register, the *answer*, contains the result of the
//! last call.
//!
//! [`Vm`]: uops::Vm

#[cfg(all(target_arch = "aarch64", target_os = "linux", not(uopbench_no_isa)))]
mod aarch64;
#[cfg(any(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    not(target_os = "linux"),
    uopbench_no_isa
))]
mod absent;
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(uopbench_no_isa)))]
mod x86_64;

#[cfg(all(target_arch = "aarch64", target_os = "linux", not(uopbench_no_isa)))]
pub(crate) use aarch64::Aarch64 as Native;
#[cfg(any(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    not(target_os = "linux"),
    uopbench_no_isa
))]
pub(crate) use absent::Absent as Native;
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(uopbench_no_isa)))]
pub(crate) use x86_64::X86_64 as Native;

use backend_api::Role;

/// Where a distance is to be filled in: an offset in the code.
pub(crate) type Distance = usize;

/// Writes the instructions of a machine.
pub(crate) trait Isa: Copy {
    /// The most bytes of a program's code: no distance between two places of it may be longer than a
    /// jump reaches.
    const LIMIT: usize;

    /// What fills gaps; it is never executed.
    const FILLING: u8;

    /// Enters a program: takes the pointer to the uops' registers from the host, and jumps.
    fn enter(self, code: &mut Vec<u8>) -> Distance;

    /// Returns the answer to the host.
    fn leave(self, code: &mut Vec<u8>);

    /// Adds 1 to the counter at this offset in the thread.
    fn count(self, code: &mut Vec<u8>, counter: usize);

    /// Sets the answer.
    fn answer(self, code: &mut Vec<u8>, value: u64);

    /// Jumps.
    fn jump(self, code: &mut Vec<u8>) -> Distance;

    /// What the code is for that [`Isa::entry`] writes.
    const ENTRIES: Role;

    /// Writes what calls of the routine at this address lead to.
    fn entry(self, code: &mut Vec<u8>, routine: u64);

    /// Calls the routine whose entry is at a distance, for the record at this address.
    fn call_for(self, code: &mut Vec<u8>, record: u64) -> Distance;

    /// Calls the routine whose entry is at a distance, and jumps to the address that it returns.
    fn jump_to_result(self, code: &mut Vec<u8>) -> Distance;

    /// Jumps if the answer is not 0.
    fn jump_if_answered(self, code: &mut Vec<u8>) -> Distance;

    /// Jumps if the answer is this number.
    fn jump_if_answer_is(self, code: &mut Vec<u8>, number: u8) -> Distance;

    /// Fills in that a distance leads to the offset `target`.
    fn fill(self, code: &mut [u8], distance: Distance, target: usize);
}
