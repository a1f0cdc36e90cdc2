//! Inspects the machine code of programs.
//!
//! [`disassembly`] shows it as text, [`explore()`] beside its uops; [`stencils`] shows the stencils
//! of copy-and-patch; [`audit`] checks that code leads only where it may. What depends on the
//! processor is in `isa`.
#![forbid(unsafe_code)]

pub mod audit;
mod column;
pub mod disassembly;
mod error;
mod explore;
mod instruction;
mod isa;
mod patched;
pub mod stencils;

pub use error::Error;
pub use explore::{explore, profile, visits};
pub use instruction::Instruction;
