//! Instances of a program's classes.

use super::{Header, Ref};

/// An instance of a class: its inline values or slots follow the struct.
///
/// How many there are, and which attribute each of them is, the class says.
#[repr(C)]
#[derive(Debug)]
pub struct Instance {
    /// The common header. Flags are 0 as long as the values are where the class says.
    pub header: Header,
    /// The first value; null where the attribute has not been set.
    pub values: [Ref; 0],
}

impl Instance {
    /// Bytes from the object's start to value number `index`.
    pub const fn value_offset(index: usize) -> usize {
        size_of::<Instance>() + index * size_of::<Ref>()
    }
}
