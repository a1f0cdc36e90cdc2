//! What depends on the processor: how a slow path calls a thunk.

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(target_arch = "x86")]
mod x86;
#[cfg(target_arch = "x86_64")]
mod x86_64;

use crate::Ref;
use crate::object::Header;

#[cfg(target_arch = "aarch64")]
pub(crate) use aarch64::call_thunk;
#[cfg(target_arch = "x86")]
pub(crate) use x86::call_thunk;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::call_thunk;

/// What fits a register.
pub(crate) trait Word: Copy {
    /// The value as it is in a register.
    fn word(self) -> usize;
    /// The value that is in a register.
    fn from_word(word: usize) -> Self;
}

impl Word for usize {
    #[inline(always)]
    fn word(self) -> usize {
        self
    }
    #[inline(always)]
    fn from_word(word: usize) -> Self {
        word
    }
}

impl Word for Ref {
    #[inline(always)]
    fn word(self) -> usize {
        self.0 as usize
    }
    #[inline(always)]
    fn from_word(word: usize) -> Self {
        Ref(word as *mut Header)
    }
}

impl Word for *mut u8 {
    #[inline(always)]
    fn word(self) -> usize {
        self as usize
    }
    #[inline(always)]
    fn from_word(word: usize) -> Self {
        word as *mut u8
    }
}

impl Word for bool {
    #[inline(always)]
    fn word(self) -> usize {
        usize::from(self)
    }
    #[inline(always)]
    fn from_word(word: usize) -> Self {
        word as u8 != 0
    }
}
