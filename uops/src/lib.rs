//! CPython 3.13's tier-2 micro-operations: what each one is, does, and works on.
//!
//! - [`dialect`] has the rows: a folder for each version of CPython, a row for every uop with stack
//!   effect, operand, flags and documentation; [`info`] is the table that is made of them.
//! - [`semantics`] has the one Rust function that a row names. Interpreters, stencils and the
//!   slow paths of compilers are all made from it.
//! - [`object`] is the object model, [`thread`] the state that uops share.
//! - [`runtime`] is what is called rather than inlined: allocation, deallocation, slow paths.
//!
//! Everything but [`runtime`] depends on `core` alone and is compiled a second time by the stencil
//! build, which links it against nothing: a call that is not inlined there has to be one of
//! [`helpers`].

pub mod cold;
pub mod coverage;
pub mod dialect;
pub mod docs;
pub mod flow;
pub mod helpers;
pub mod info;
pub mod inst;
pub mod object;
pub mod runtime;
pub mod semantics;
pub mod site;
pub mod tail;
pub mod thread;
pub mod vm;

pub use dialect::Dialect;
pub use flow::Flow;
pub use info::{Below, Function, Kind, Op, OperandKind, Slot, UopInfo};
pub use inst::Inst;
pub use object::Ref;
pub use site::{Fixed, Site};
pub use thread::Thread;
pub use vm::Vm;

include!(concat!(env!("OUT_DIR"), "/for_each_uop.rs"));

/// The source of [`for_each_uop`], for crates that a build script compiles without cargo: they include
/// the file that the environment variable [`ROWS_VARIABLE`] names.
pub const FOR_EACH_UOP: &str = include_str!(concat!(env!("OUT_DIR"), "/for_each_uop.rs"));

/// The environment variable that names a file with [`FOR_EACH_UOP`].
pub const ROWS_VARIABLE: &str = "UOPBENCH_ROWS";
