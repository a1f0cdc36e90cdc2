//! The meaning of every uop: one function each, by family.
//!
//! A function takes the machine's registers, its operands and its inputs (the topmost last), and
//! says with [`crate::Flow`] where to go on. It is `inline(always)`: an interpreter inlines it in
//! its loop, a stencil in its wrapper.
//!
//! Rules for a new function:
//! - **Decide before you mutate.** `Flow::Exit` and `Flow::Error` leave stack and reference counts
//!   as they were on entry (inputs of an `exit_pops` uop excepted).
//! - No panic path: no indexing, no checked arithmetic that panics, no `unwrap`. The stencil build
//!   rejects a function that contains one.
//! - Work that is rare or long is a call of [`crate::helpers`], after `cold_path()` if it is rare.
//!
//! The macro `uop!` writes what is the same for all functions: the signature, and the `unsafe` block, which
//! is sound because of the contract below.
//!
//! # Safety
//! All functions here share one contract, so it is not repeated: `vm` holds a live thread, the
//! locals of a live frame and a stack pointer within its stack; the inputs and the slots below them
//! are owned references of the kinds that the table's row asks for; the operands are those that a
//! loaded, verified trace gives the uop.
// A uop is documented by its row in the table.
#![allow(missing_docs, clippy::missing_safety_doc, non_snake_case)]

#[macro_use]
mod uop;

mod attribute;
mod bookkeeping;
mod borrowed;
mod call;
mod closure;
mod compact;
mod comparison;
mod container;
mod counting;
mod exception;
mod frame;
mod generator;
mod global;
mod guard;
mod iteration;
mod kept;
mod kept_call;
mod kept_object;
mod kept_operator;
mod known;
mod list;
mod local;
mod mixed;
mod number;
mod optimised;
mod pattern;
mod position;
mod stack;
mod star;
mod text;
mod types;

pub use attribute::*;
pub use bookkeeping::*;
pub use borrowed::*;
pub use call::*;
pub use closure::*;
pub use compact::*;
pub use comparison::*;
pub use container::*;
pub use exception::*;
pub use frame::*;
pub use generator::*;
pub use global::*;
pub use guard::*;
pub use iteration::*;
pub use kept::*;
pub use kept_call::*;
pub use kept_object::*;
pub use kept_operator::*;
pub use known::*;
pub use list::*;
pub use local::*;
pub use mixed::*;
pub use number::*;
pub use optimised::*;
pub use pattern::*;
pub use position::*;
pub use stack::*;
pub use star::*;
pub use text::*;
pub use types::*;
