//! The values that fill holes: those of a uop, and those of a segment.

use std::mem::offset_of;
use stencil_format::What;
use uops::helpers::Helper;
use uops::stencil_inst::Immediates;

/// The values that differ from uop to uop, or from program to program.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C)]
pub struct HoleValues {
    /// The uop's operands. In code that belongs to no uop, the operand is the value that the code is made for.
    pub immediates: Immediates,
    /// The address of the uop's exit.
    pub exit: u64,
    /// The address of the uop's exit when an exception is set.
    pub error: u64,
    /// The address of the hot part of a stencil that has a cold part, too.
    pub hot: u64,
    /// The address of the cold part.
    pub cold: u64,
    /// The address of the start of the trace's loop, for the uop that jumps there.
    pub top: u64,
    /// The address of the trace that a link leads to.
    pub target: u64,
    /// What fills holes that only take what is added.
    pub zero: u64,
}

impl HoleValues {
    /// One of them. If it has 32 bits, the upper half is not its own.
    #[inline(always)]
    pub fn get(&self, index: ValueIndex) -> u64 {
        let value = (&raw const *self).cast::<u32>().wrapping_add(index.0.into());
        // SAFETY: there are values without padding at every index and for 64 bits after it.
        unsafe { value.cast::<u64>().read_unaligned() }
    }
}

/// Which of the values fills a hole: as many times 32 bits are before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct ValueIndex(u8);

impl Default for ValueIndex {
    fn default() -> Self {
        ValueIndex::ZERO
    }
}

impl ValueIndex {
    /// The index of a value that is always 0.
    pub const ZERO: ValueIndex = ValueIndex::at(offset_of!(HoleValues, zero));

    /// The index of the value at an offset.
    const fn at(offset: usize) -> Self {
        assert!(offset < size_of::<HoleValues>());
        ValueIndex((offset / size_of::<u32>()) as u8)
    }

    /// The value that a hole stands for; nothing if that is a value of the segment.
    pub fn of(what: What) -> Option<Self> {
        let offset = match what {
            What::Oparg => offset_of!(HoleValues, immediates.oparg),
            What::Local => offset_of!(HoleValues, immediates.local),
            What::Operand | What::Small => offset_of!(HoleValues, immediates.operand),
            What::Hot | What::Continue => offset_of!(HoleValues, hot),
            What::Cold => offset_of!(HoleValues, cold),
            What::Exit(_) => offset_of!(HoleValues, exit),
            What::Error(_) => offset_of!(HoleValues, error),
            What::Top => offset_of!(HoleValues, top),
            What::Target => offset_of!(HoleValues, target),
            _ => return None,
        };
        Some(ValueIndex::at(offset))
    }

    /// The index of the upper half of a value of 64 bits. That of a value that is always 0 is 0, too.
    pub const fn upper(self) -> Self {
        match self.0 {
            zero if zero == Self::ZERO.0 => self,
            index => ValueIndex(index + 1),
        }
    }

    /// Whether it is where an exit or a link leads, or the upper half of that.
    #[inline]
    pub fn is_exit(self) -> bool {
        const EXIT: ValueIndex = ValueIndex::at(offset_of!(HoleValues, exit));
        const TARGET: ValueIndex = ValueIndex::at(offset_of!(HoleValues, target));
        [EXIT, EXIT.upper(), TARGET, TARGET.upper()].contains(&self)
    }
}

/// The addresses that all programs of a segment share.
#[derive(Clone, Default, Debug)]
pub struct SegmentValues {
    /// The code that continues where the current frame returns to.
    pub resume: u64,
    /// The routine that frees objects.
    pub dealloc: u64,
    /// The code to which exit stubs jump, and which leaves the program.
    pub leave: u64,
    /// The code that thunks share.
    pub save: u64,
    /// The code that thunks of helpers without a result share.
    pub save_void: u64,
    /// The routine that makes int objects.
    pub box_int: u64,
    /// The routine that makes float objects.
    pub box_float: u64,
    /// Thunks of helpers, in the order of [`Helper::SLOW`].
    pub thunks: Vec<u64>,
    /// Helpers, or trampolines of them, by number.
    pub helpers: Vec<u64>,
}

impl SegmentValues {
    /// The address that a hole stands for; nothing if its value is a uop's, or not known yet.
    pub fn get(&self, what: What) -> Option<u64> {
        Some(match what {
            What::Return => self.resume,
            What::Dealloc => self.dealloc,
            What::Leave => self.leave,
            What::Save => self.save,
            What::SaveVoid => self.save_void,
            What::BoxInt => self.box_int,
            What::BoxFloat => self.box_float,
            What::Thunk(helper) => {
                let number = Helper::SLOW.iter().position(|thunk| *thunk == helper)?;
                *self.thunks.get(number)?
            }
            What::Helper(helper) => *self.helpers.get(helper as usize)?,
            _ => return None,
        })
    }
}
