//! Programs.
//!
//! - [`Program`] is the data: constants, locals, traces with their exits.
//! - [`Document`] reads the `.uop` text format and writes it back, comments included; [`print()`]
//!   writes a program that has no file. Errors are [`Diagnostic`]s with their place in the source.
//! - [`generate`] makes random programs of a given length.
//! - [`import()`] makes a program of a recording of a real CPython.
//! - [`verify()`] proves that a program can be run safely. Only a [`VerifiedProgram`] can be loaded.
//! - [`LoadedProgram`] is a program in a runtime: constants are objects and uops are records. Every backend
//!   takes such a program. An [`Activation`] has the frames of one run.
#![deny(unsafe_code, unsafe_op_in_unsafe_fn)]

#[allow(unsafe_code)]
mod activation;
mod diagnostic;
pub mod dialect_name;
mod document;
mod excerpt;
mod fingerprint;
pub mod generate;
#[allow(unsafe_code)]
mod handling;
mod import;
#[allow(unsafe_code)]
mod landings;
mod limits;
#[allow(unsafe_code)]
mod load;
mod location;
mod loops;
mod merge;
mod notation;
pub mod optimise;
mod parse;
mod print;
mod program;
mod region;
pub mod rng;
mod shape;
mod source_map;
mod trivia;
mod verify;

pub use activation::{Activation, StartError};
pub use diagnostic::Diagnostic;
pub use document::Document;
pub use excerpt::{Cut, Excerpt};
pub use handling::lacks_frame;
pub use import::{
    Forming, ImportError, Imported, Instructions, Missing, Traces, import, import_with,
};
pub use limits::{
    CLASS_LIMIT, FUNCTION_LIMIT, GLOBAL_LIMIT, LOCAL_LIMIT, OFFSET_LIMIT, RECURSION_LIMIT,
    STACK_LIMIT, TRACE_LIMIT, UOP_LIMIT,
};
pub use load::{Continuation, LinkedExit, LoadedProgram, LoadedTrace};
pub use location::{Location, Part};
pub use loops::Loops;
pub use parse::parse_value;
pub use print::{print, print_with};
pub use program::{
    Arg, Class, ClassId, Const, ConstId, Exit, ExitId, FrameWalk, Function, FunctionId, Global,
    Handler, Handlers, Member, Named, Operand, Program, Region, Trace, TraceId, Uop,
};
pub use shape::Shape;
pub use source_map::SourceMap;
pub use trivia::{Notes, Trivia, TriviaLine};
pub use uops::Dialect;
pub use uops::runtime::Binding;
pub use verify::{SlotForm, VerifiedProgram, VerifyError, verify};
