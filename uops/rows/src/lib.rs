//! Reads the dialects of uops and writes the table that is made of them.
//!
//! A dialect is the vocabulary of one version of CPython. It is a folder with
//!
//! - `dialect.rs`, which says which version it is, what limits it has, which operators its numbers
//!   stand for and in which order its files of rows are read;
//! - `rows/NAME.rs`, files of rows: a row for each uop;
//! - `expansions.txt`, the uops that each bytecode instruction stands for;
//! - `equivalents.txt`, if programs of another dialect can be said in it: what it has in place of that
//!   dialect's uops;
//! - `instructions.txt`, what instructions are to the importer;
//! - `coverage.txt`, the names of all uops that this version of CPython has.
//!
//! These files have the extension `.rs` because their tokens are those of Rust. No compiler reads them
//! but this crate: [`read`] parses a dialect, [`Table::of`] gives every row a number, and the table
//! writes itself as Rust source.
//!
//! # Rows
//!
//! ```text
//! /// What it does.
//! _NAME [= _FUNCTION [@ oparg]]: (inputs -- outputs), operand, [flags] [, only [opargs]];
//! ```
//!
//! - `_NAME` is CPython's name. `_FUNCTION` is the function that is the uop's meaning. If the row names
//!   none, the function has the name of the uop. `@ oparg` fixes the function's `oparg`, as
//!   `_LOAD_FAST_3` does.
//! - Stack effects have CPython's notation; the topmost slot comes last. `name: Kind` is what an input
//!   has to be and what an output is known to be; without a kind it is an object. An output with the
//!   name of an input is the same object. `name = input` is a new reference to the input's object.
//!   `name[oparg]`, `name[oparg-1]`, `name[oparg-2]` and `name[oparg*2]` are arrays: their slots, and
//!   those below them, are in memory when the function is called. Which forms there are is documented
//!   at [`Below`].
//! - `operand` says what the operands mean: a variant of `uops::OperandKind`.
//! - `only` lists opargs worth machine code of their own.
//! - The flags are documented at [`Flags`].
//!
//! `equivalents.txt` has lines `_UOP: _UOP …`: a uop of a dialect that is read before, and the uops that
//! have the same effect together. It has no lines for uops that both dialects have.
//!
//! `instructions.txt` says what instructions are to the importer, in lines `Role: INSTRUCTION …`, whose role is
//! a variant of `uops::InstructionRole`. In lines `accepts INSTRUCTION: TYPE|TYPE …` it has the types of operands that
//! specialised instructions handle.
//!
//! A dialect can have rows of one that is read before: `use py313::{_NOP, _POP_TOP};` has single rows,
//! `use py313::local;` all rows of the file `rows/local.rs` of the dialect `py313`.

mod dialect;
mod effect;
mod emit;
mod error;
mod parse;
mod row;
mod source;
mod table;
mod terms;

pub use dialect::{Dialect, read};
pub use effect::{Below, Effect, Slot};
pub use error::Error;
pub use row::{Flags, Row};
pub use table::Table;
pub use terms::Terms;
