//! What a program is.
//!
//! - [`Program`] is the data: constants, locals, traces with their exits.
//! - [`Document`] reads the `.uop` text format and writes it back, comments included; [`print()`]
//!   writes a program that has no file. Errors are [`Diagnostic`]s with a place in the source.
//! - [`generate`] makes random programs of a given length.
//! - [`import()`] makes a program of a recording of a real CPython.
//! - [`verify()`] proves that a program can be run safely. Only a [`VerifiedProgram`] can be loaded.
//! - [`LoadedProgram`] is a program inside a runtime, with constants that are objects and uops that
//!   are records: what every backend takes. An [`Activation`] has the frames that it runs in.
#![deny(unsafe_code, unsafe_op_in_unsafe_fn)]

#[allow(unsafe_code)]
mod activation;
mod diagnostic;
mod document;
pub mod generate;
mod import;
#[allow(unsafe_code)]
mod load;
pub mod optimise;
mod parse;
mod print;
mod program;
pub mod rng;
mod verify;

pub use activation::{Activation, StartError};
pub use diagnostic::Diagnostic;
pub use document::{Document, Notes, Part, Place, SourceMap, Trivia, TriviaLine};
pub use import::{ImportError, Imported, Missing, import};
pub use load::{Continuation, LoadedProgram, LoadedTrace, WarmExit};
pub use parse::parse_value;
pub use print::{print, print_with};
pub use program::{
    Arg, Class, ClassId, Const, ConstId, Exit, ExitId, FrameWalk, Function, FunctionId, Global,
    Member, Named, Operand, Program, Trace, TraceId, Uop,
};
pub use uops::runtime::Binding;
pub use verify::{SlotForm, VerifiedProgram, VerifyError, verify};

/// The most uops of a trace.
pub const UOP_LIMIT: usize = 1_000_000;
/// The largest bytecode offset: one that fits a signed immediate of 32 bits.
pub const OFFSET_LIMIT: u32 = i32::MAX as u32;
/// The most traces of a program.
pub const TRACE_LIMIT: usize = 65_536;
/// The most functions of a program.
pub const FUNCTION_LIMIT: usize = 65_535;
/// The most classes of a program.
pub const CLASS_LIMIT: usize = 256;
/// The most global names of a program.
pub const GLOBAL_LIMIT: usize = 65_535;
/// The most frames above each other: CPython's `sys.getrecursionlimit()`.
pub const RECURSION_LIMIT: usize = 1000;
/// The most locals of a function, parameters included.
pub const LOCAL_LIMIT: usize = 65_535;
/// The most stack slots of a function.
pub const STACK_LIMIT: u32 = 65_535;
