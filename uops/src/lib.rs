//! CPython 3.13's tier-2 micro-operations: what each one is, does, and works on.
//!
//! - [`table`] has a row for every uop: stack effect, operand, flags, documentation; [`info`] is the
//!   same as data.
//! - [`semantics`] has the one Rust function that a row names, [`object`] the object model,
//!   [`thread`] the state that uops share. They come from the crate `uopbench-semantics`, which the
//!   stencil build compiles a second time.
//! - [`runtime`] is what is called rather than inlined: allocation, deallocation, slow paths.

pub mod coverage;
pub mod docs;
pub mod info;
pub mod inst;
pub mod runtime;
pub mod table;

pub use ::semantics::functions as semantics;
pub use ::semantics::{Fixed, Flow, Ref, Site, Thread, Vm};
pub use ::semantics::{flow, helpers, object, site, tail, thread, vm};
pub use info::{Below, Kind, Op, OperandKind, Slot, UopInfo};
pub use inst::Inst;

/// The table as the source of a crate, whose macro `for_each_uop!` hands on all rows.
pub const TABLE_SOURCE: &str = include_str!("table.rs");
