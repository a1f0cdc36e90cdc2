//! What a program is.
//!
//! - [`Program`] is the data: constants, locals, traces with their exits.
//! - [`parse`] reads the `.uop` text format, [`print`] writes it, [`verify`] proves that a program
//!   can be run safely. Errors are [`Diagnostic`]s with a place in the source.
//! - [`LoadedProgram`] is a verified program inside a runtime, with constants that are objects and
//!   uops that are records: what every backend takes.
#![deny(unsafe_op_in_unsafe_fn)]

mod load;
mod program;

pub use load::{Activation, LoadedProgram, LoadedTrace};
pub use program::{Arg, Const, ConstId, Exit, ExitId, Operand, Program, Trace, TraceId, Uop};
