//! A processor whose instructions this crate cannot read. No backend makes code for it.

mod reader;
mod registers;

pub(crate) use reader::{Reader, at_trace};
pub(crate) use registers::{
    ELF_MACHINE, FRAME_POINTER, KEPT, LINK, PUSHED_BY_CALL, RETURN_ADDRESS, STACK_POINTER,
};
