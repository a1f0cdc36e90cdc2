//! Looks at the machine code of programs.
//!
//! [`disassembly`] shows it as text, [`explore()`] beside the uops that it is made of, [`stencils`] what
//! copy-and-patch copies; [`audit`] finds out whether code leads only where it may. What depends on the
//! machine is in `isa`.
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
pub use explore::{explore, visits};
pub use instruction::Instruction;
