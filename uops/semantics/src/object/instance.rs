//! Instances of a program's classes.

use super::{Header, Ref, type_id};

/// An instance of a class: its inline values or slots follow the struct.
///
/// How many there are, and which attribute each of them is, the class says. An instance of a class that derives from a
/// builtin type holds an object of that type in one more value, behind the others.
#[repr(C)]
#[derive(Debug)]
pub struct Instance {
    /// The common header. The lowest byte of its flags is 0 as long as the values are where the class says. The others are
    /// a number: 1 more than that of the attributes if the value behind them holds an object of a builtin type, else 0.
    pub header: Header,
    /// The first value; null where the attribute has not been set.
    pub values: [Ref; 0],
}

impl Instance {
    /// The flags of an instance with so many attributes that holds an object of a builtin type.
    pub const fn holding(attributes: usize) -> u32 {
        (attributes as u32 + 1) << u8::BITS
    }

    /// Whether the values of an instance with these flags are where its class says.
    #[inline(always)]
    pub const fn has_values(flags: u32) -> bool {
        flags as u8 == 0
    }

    /// Bytes from the object's start to value number `index`.
    pub const fn value_offset(index: usize) -> usize {
        size_of::<Instance>() + index * size_of::<Ref>()
    }
}

impl Ref {
    /// The object of a builtin type that an instance holds whose class derives from that type; nothing of all other
    /// objects.
    ///
    /// # Safety
    /// `self` points to a live object.
    #[inline]
    pub unsafe fn held(self) -> Option<Ref> {
        // SAFETY: the caller's promise; the flags of an instance say where the value is.
        unsafe {
            let Header { type_id, flags, .. } = *self.0;
            let place = (flags >> u8::BITS) as usize;
            if type_id < type_id::FIRST_CLASS || place == 0 {
                return None;
            }
            let offset = Instance::value_offset(place - 1);
            Some(self.0.wrapping_byte_add(offset).cast::<Ref>().read())
        }
    }
}
