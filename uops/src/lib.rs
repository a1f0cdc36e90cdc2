//! CPython's tier-2 micro-operations: what each one is, does, and works on.
//!
//! - [`dialect`] has the rows: a folder for each version of CPython, a row for every uop with stack
//!   effect, operand, flags and documentation; [`info`] is the table that is made of them.
//! - [`semantics`] has the one Rust function that a row names, [`object`] the object model,
//!   [`thread`] the state that uops share. They come from the crate `uopbench-semantics`, which the
//!   stencil build compiles a second time.
//! - [`runtime`] is what is called rather than inlined: allocation, deallocation, slow paths.

pub mod coverage;
pub mod dialect;
pub mod docs;
pub mod info;
pub mod inst;
pub mod operators;
pub mod runtime;
pub mod stencil_inst;

pub use ::semantics::functions as semantics;
pub use ::semantics::{Fixed, Flow, Operands, Ref, Thread, Vm};
pub use ::semantics::{flow, helpers, object, operands, operator, stencil, tail, thread, vm};
pub use ::semantics::{for_each_helper, for_each_operator};
pub use dialect::{Dialect, InstructionRole};
pub use info::{
    Below, Function, Kind, Moves, Op, OperandKind, Required, Slot, StackEffect, UopInfo,
};
pub use inst::Inst;
pub use operator::{Applied, Comparison, Operator};
pub use stencil_inst::StencilInst;

include!(concat!(env!("OUT_DIR"), "/for_each_uop.rs"));

/// The source of [`for_each_uop`]: all of a crate that a build script compiles without cargo.
pub const FOR_EACH_UOP: &str = include_str!(concat!(env!("OUT_DIR"), "/for_each_uop.rs"));
