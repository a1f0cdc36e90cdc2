//! x86-64.

mod hole;
mod leave;
mod register;
mod thunk;

pub use hole::{near_operand, oparg, operand};
pub use leave::landing;
pub use register::{LIMIT, unused};
