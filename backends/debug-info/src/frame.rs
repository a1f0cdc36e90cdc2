//! A frame: where the return address and the caller's registers are.

use crate::isa;
use gimli::Register;

/// Where the caller's value of a register is. Distances are down from the canonical frame address,
/// which is what the stack pointer was before the call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saved {
    /// In the register.
    InPlace,
    /// In memory.
    At(i32),
    /// In another register.
    In(Register),
    /// Nowhere.
    Lost,
}

/// A frame at one instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    /// How far the stack pointer is down.
    pub sp: Option<i32>,
    /// How far the frame pointer is down, where it points into the frame.
    pub fp: Option<i32>,
    /// The caller's values of the registers that functions hand back, in the order of their numbers in
    /// DWARF.
    pub saved: [Saved; isa::KEPT.len()],
}

impl Frame {
    /// A function at its first instruction.
    pub(crate) const AT_ENTRY: Frame =
        Frame { sp: Some(isa::PUSHED_BY_CALL), fp: None, saved: [Saved::InPlace; isa::KEPT.len()] };

    /// Whether there is a way to the return address. There is none where the stack pointer was moved
    /// in a way that is not understood, or code is entered with different frames.
    pub fn is_known(&self) -> bool {
        let is_lost = |link: usize| self.saved[link] == Saved::Lost;
        (self.sp.is_some() || self.fp.is_some()) && !isa::LINK.is_some_and(is_lost)
    }

    /// What holds of both frames.
    pub(crate) fn join(self, other: Frame) -> Frame {
        let same = |a: Option<i32>, b| a.filter(|_| a == b);
        let mut saved = self.saved;
        for (mine, theirs) in saved.iter_mut().zip(other.saved) {
            if *mine != theirs {
                *mine = Saved::Lost;
            }
        }
        Frame { sp: same(self.sp, other.sp), fp: same(self.fp, other.fp), saved }
    }
}
