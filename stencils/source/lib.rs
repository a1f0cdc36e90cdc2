//! The uops once more, compiled to stencils.
//!
//! This crate is not part of the workspace: the build script of the copy-and-patch backend compiles
//! it with the rustc that builds the project, reads the assembly, tidies it and extracts every
//! exported function as a stencil. It has the uops' own sources as modules; there is no second
//! definition.
//!
//! A stencil is a function in the `rust-preserve-none` convention, whose first arguments live in
//! registers that C functions preserve: calling a helper saves nothing. What differs from use to
//! use of a stencil is an undefined symbol, a hole, that the loader patches.
#![no_std]
#![feature(explicit_tail_calls, rust_cold_cc, rust_preserve_none_cc)]
#![allow(incomplete_features, improper_ctypes, dead_code, non_snake_case, missing_docs)]

#[path = "../../uops/src/flow.rs"]
mod flow;
#[path = "../../uops/src/helpers.rs"]
mod helpers;
#[path = "../../uops/src/object/mod.rs"]
mod object;
#[path = "../../uops/src/semantics/mod.rs"]
mod semantics;
#[path = "../../uops/src/site.rs"]
mod site;
#[path = "../../uops/src/thread.rs"]
mod thread;
#[path = "../../uops/src/vm.rs"]
mod vm;

mod cold;
mod exits;
mod holes;
mod moves;
mod trampoline;
mod variants;

use flow::Flow;
use object::Ref;
use site::{Fixed, Site};
use thread::Thread;
use vm::Vm;

/// Stack slots that a stencil keeps in registers.
const CACHE: usize = 4;

/// What every stencil is: locals, stack pointer and thread in registers that calls preserve, then
/// the topmost stack slots, the deepest of them first. The result is the status of the program.
type Stencil = unsafe extern "rust-preserve-none" fn(
    *mut Ref,
    *mut Ref,
    *mut Thread,
    Ref,
    Ref,
    Ref,
    Ref,
) -> u64;

