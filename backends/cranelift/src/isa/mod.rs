//! What depends on the processor that code runs on.
//!
//! A module for a processor exports what this file re-exports:
//!
//! - [`IS_KNOWN`], whether the backend has code for the processor;
//! - [`CALL`], the relocation of a near call, and [`link_call`], which fills it;
//! - [`Veneer`], a jump to any address, for callees that a near call doesn't reach;
//! - [`thunk`], the address of the thunk of a helper.

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
use aarch64 as machine;
#[cfg(any(
    not(any(target_arch = "aarch64", target_arch = "x86_64")),
    not(target_os = "linux"),
    uopbench_no_isa
))]
use absent as machine;
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(uopbench_no_isa)))]
use x86_64 as machine;

pub(crate) use machine::{CALL, IS_KNOWN, Veneer, link_call, thunk};

use uops::helpers::Helper;

/// Whether a helper is called through a thunk.
pub(crate) fn has_thunk(helper: Helper) -> bool {
    thunk(helper, false).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_helper_has_both_thunks_or_none_and_one_that_is_not_for_slow_paths_has_none() {
        let any = Helper::ALL.iter().any(|&helper| has_thunk(helper));
        for &helper in Helper::ALL {
            for floats in [false, true] {
                let found = thunk(helper, floats).is_some();
                assert_eq!(found, any && helper.is_slow(), "{}", helper.name());
            }
        }
    }
}
