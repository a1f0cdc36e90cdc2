//! What each uop does, and what it works on.
//!
//! - [`functions`] has the one Rust function that a row of the uop table names. Interpreters,
//!   stencils and the slow paths of compilers are all made from it.
//! - [`object`] is the object model, [`thread`] the state that uops share, [`vm`] what is in
//!   registers while a uop runs, [`operands`] where a uop gets its operands from.
//! - [`operator`] has a row for every binary operator, which says all that is known of it: number, fast
//!   and slow path, folding, tagged form, weight in random programs; and the comparisons.
//! - [`helpers`] declares what is called rather than inlined; the crate `uops` defines it.
//!   [`slow_path`] is how uops call what is rarely needed.
//! - [`stencil`] has the numbers that stencils and those who load them agree on.
//!
//! This crate depends on `core` alone. The stencil build compiles it a second time and links it
//! against nothing, so a call that is not inlined has to be one of [`helpers`].
#![no_std]

#[macro_use]
pub mod helpers;

pub mod flow;
pub mod functions;
#[cfg(thunks)]
mod isa;
mod number;
pub mod object;
pub mod operands;
pub mod operator;
pub mod slow_path;
pub mod stencil;
pub mod tail;
pub mod thread;
pub mod vm;

pub use flow::Flow;
pub use object::Ref;
pub use operands::{Fixed, Operands};
pub use thread::Thread;
pub use vm::Vm;
