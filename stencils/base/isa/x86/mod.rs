//! x86 of 32 bits, which no backend runs: its stencils show what extraction knows.

mod enter;
mod hole;
mod leave;
mod register;
mod thunk;

pub use hole::{local_offset, near_operand, oparg, operand, small_operand};
pub use leave::landing;
pub use register::{LIMIT, unused};
