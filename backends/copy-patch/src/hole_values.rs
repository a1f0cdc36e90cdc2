//! The values that fill holes: those of a uop, and those of a segment.

use std::mem::offset_of;
use stencil_format::What;
use uops::helpers::Helper;

/// The values that differ from uop to uop, or from program to program.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C)]
pub struct HoleValues {
    /// The oparg.
    pub oparg: u64,
    /// The oparg as an offset from the first local, in bytes.
    pub local: u64,
    /// The operand. In code that belongs to no uop: the value that the code is made for.
    pub operand: u64,
    /// The address of the hot part.
    pub hot: u64,
    /// The address of the cold part.
    pub cold: u64,
    /// The address of the uop's exit.
    pub exit: u64,
    /// The address of the uop's exit stub. That of its exit when an exception is set follows it.
    pub stub: u64,
    /// The address of the start of the trace's loop, for the uop that jumps there.
    pub top: u64,
    /// The address of the trace that a link leads to.
    pub target: u64,
    /// What fills holes that only take what is added.
    pub zero: u64,
}

/// How many values there are.
const COUNT: usize = size_of::<HoleValues>() / size_of::<u64>();

impl HoleValues {
    /// One of them.
    #[inline(always)]
    pub fn get(&self, index: ValueIndex) -> u64 {
        // SAFETY: all fields are words without padding, and there are as many as every index is for.
        unsafe {
            let values: &[u64; COUNT] = &*(&raw const *self).cast();
            *values.get_unchecked(usize::from(index.0))
        }
    }
}

/// Which of the values fills a hole.
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
        ValueIndex((offset / size_of::<u64>()) as u8)
    }

    /// The value that a hole stands for; nothing if that is a value of the segment.
    pub fn of(what: What) -> Option<Self> {
        let offset = match what {
            What::Oparg => offset_of!(HoleValues, oparg),
            What::Local => offset_of!(HoleValues, local),
            What::Operand | What::Small => offset_of!(HoleValues, operand),
            What::Hot | What::Continue => offset_of!(HoleValues, hot),
            What::Cold => offset_of!(HoleValues, cold),
            What::Exit(_) => offset_of!(HoleValues, exit),
            What::Error(_) => offset_of!(HoleValues, stub),
            What::Top => offset_of!(HoleValues, top),
            What::Target => offset_of!(HoleValues, target),
            _ => return None,
        };
        Some(ValueIndex::at(offset))
    }

    /// Whether it is where an exit or a link leads.
    pub fn is_exit(self) -> bool {
        [What::Exit(0), What::Target].map(Self::of).contains(&Some(self))
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
