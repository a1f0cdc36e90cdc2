//! The uops' functions, compiled to stencils.
//!
//! This crate is not part of the workspace. The build script of the copy-and-patch backend compiles
//! it with the rustc that builds the project, reads the assembly text, tidies it and extracts every
//! exported function as a stencil. The uops' functions come from the crate `semantics`, which is
//! compiled in the same way; there is no second definition.
//!
//! A stencil is a function with the `rust-preserve-none` convention. Its first arguments are in
//! registers that C functions preserve, so a call of a helper saves nothing. A value that differs
//! from use to use of a stencil is an undefined symbol, a hole, which the loader patches.
#![no_std]
#![feature(explicit_tail_calls, rust_preserve_none_cc)]
#![allow(incomplete_features, improper_ctypes, dead_code, non_snake_case, missing_docs)]

mod exits;
mod moves;
mod trampoline;
mod variants;
