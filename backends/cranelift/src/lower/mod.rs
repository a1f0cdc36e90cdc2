//! From the uops of a trace to Cranelift's intermediate form.
//!
//! A trace becomes one function, or a part of one with other blocks of its region. Its value stack is in SSA values; the
//! frontend's variables are not used, since the code of a trace is straight. A slot is written to memory only at a side
//! exit, where ways join, or for a callee that reads it there. Locals stay in memory, as the uops' functions have them.
//!
//! Where blocks of one function join, and at the top of a loop, a Cranelift block has the locals, the stack pointer and
//! the slots that the code from there on reaches as parameters. Memory holds all slots there.
//!
//! Each module uses only those above it:
//!
//! | module | what it has |
//! |---|---|
//! | `layout`, `memory` | where the fields of objects, frames and the thread are; which accesses never overlap |
//! | `slot`, `snapshot` | stack slots and what is known of them; the stack as it was before a uop |
//! | `join` | where ways join within a function |
//! | `known` | the values of a form that is being inlined |
//! | `exits` | the side exits that uops have branched to |
//! | `lowering` | the state of lowering a group of traces |
//! | `access`, `stack`, `exit`, `object` | loads and stores; the value stack; side exits; counting references, boxing numbers, calling helpers |
//! | `inline` | the form of a uop's function, put into the trace |
//! | `uop` | the lowering of a uop: its form, one of a few lowerings by hand, or a call |
//! | `trace` | all traces of a group, uop by uop |

mod access;
mod exit;
mod exits;
mod inline;
mod join;
mod known;
mod layout;
mod lowering;
mod memory;
mod object;
mod slot;
mod snapshot;
mod stack;
mod trace;
mod uop;

pub(crate) use lowering::{Input, Malformed, StackForm};
pub(crate) use trace::lower;
