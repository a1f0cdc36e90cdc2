//! The values that fill holes: their names, and which value a hole takes.

use std::mem::offset_of;
use stencil_format::What;
use uops::helpers::Helper;

/// All values that fill holes.
///
/// A hole names its value by a number of 8 bits, and there is a value for every such number. So filling a
/// hole needs no check of bounds.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct HoleValues {
    /// The values of the current uop.
    pub uop: UopValues,
    /// The values that all programs of a segment share.
    pub segment: SegmentValues,
    /// Zeros, so that there is a value for every number of 8 bits.
    rest: [u64; COUNT - NAMED],
}

/// The values of one uop.
#[derive(Clone, Copy, Default, Debug)]
#[repr(C)]
pub struct UopValues {
    /// The oparg.
    pub oparg: u64,
    /// The oparg as an offset from the first local, in bytes.
    pub local: u64,
    /// The operand. In code that belongs to no uop: the value that the code is made for.
    pub operand: u64,
    /// The address of the uop's hot part.
    pub hot: u64,
    /// The address of the uop's cold part.
    pub cold: u64,
    /// The address of the end of the uop's hot part.
    pub next: u64,
    /// The address of the uop's exit.
    pub exit: u64,
    /// The address of the uop's exit when an exception is set.
    pub error: u64,
    /// The address of the start of the trace's loop.
    pub top: u64,
    /// The address of the trace that a link leads to.
    pub target: u64,
}

/// The addresses that all programs of a segment share.
#[derive(Clone, Debug)]
#[repr(C)]
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
    pub thunks: [u64; Helper::SLOW.len()],
    /// Helpers, or trampolines of them, by number.
    pub helpers: [u64; Helper::ALL.len()],
}

/// How many values there are: one for every number of 8 bits.
const COUNT: usize = 256;

/// How many of them have names.
const NAMED: usize = (size_of::<UopValues>() + size_of::<SegmentValues>()) / size_of::<u64>();

const _: () = assert!(NAMED < COUNT && size_of::<HoleValues>() == COUNT * size_of::<u64>());

/// Which value fills a hole.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[repr(transparent)]
pub struct ValueIndex(u8);

impl ValueIndex {
    /// The index of a value that is always 0.
    pub const ZERO: ValueIndex = ValueIndex(NAMED as u8);
    const EXIT: ValueIndex = ValueIndex::at(offset_of!(HoleValues, uop.exit));
    const TARGET: ValueIndex = ValueIndex::at(offset_of!(HoleValues, uop.target));

    /// The index of the value at an offset in [`HoleValues`].
    const fn at(offset: usize) -> Self {
        ValueIndex((offset / size_of::<u64>()) as u8)
    }

    /// Which value fills a hole that stands for this.
    ///
    /// # Panics
    /// If there is no thunk of the helper that the hole names.
    pub fn of(what: What) -> Self {
        ValueIndex::at(match what {
            What::Oparg => offset_of!(HoleValues, uop.oparg),
            What::Local => offset_of!(HoleValues, uop.local),
            What::Operand | What::Small => offset_of!(HoleValues, uop.operand),
            What::Hot => offset_of!(HoleValues, uop.hot),
            What::Cold => offset_of!(HoleValues, uop.cold),
            What::Continue => offset_of!(HoleValues, uop.next),
            What::Exit(_) => offset_of!(HoleValues, uop.exit),
            What::Error(_) => offset_of!(HoleValues, uop.error),
            What::Top => offset_of!(HoleValues, uop.top),
            What::Target => offset_of!(HoleValues, uop.target),
            What::Return => offset_of!(HoleValues, segment.resume),
            What::Dealloc => offset_of!(HoleValues, segment.dealloc),
            What::Leave => offset_of!(HoleValues, segment.leave),
            What::Save => offset_of!(HoleValues, segment.save),
            What::SaveVoid => offset_of!(HoleValues, segment.save_void),
            What::BoxInt => offset_of!(HoleValues, segment.box_int),
            What::BoxFloat => offset_of!(HoleValues, segment.box_float),
            What::Thunk(helper) => {
                let thunk = Helper::SLOW.iter().position(|thunk| *thunk == helper);
                let number = thunk.expect("every slow-path helper has a thunk");
                offset_of!(HoleValues, segment.thunks) + number * size_of::<u64>()
            }
            What::Helper(helper) => {
                offset_of!(HoleValues, segment.helpers) + helper as usize * size_of::<u64>()
            }
        })
    }

    /// Whether it is where an exit or a link leads.
    pub fn is_exit(self) -> bool {
        self == Self::EXIT || self == Self::TARGET
    }
}

impl HoleValues {
    /// Zeros.
    pub fn new() -> Box<HoleValues> {
        let (thunks, helpers) = ([0; Helper::SLOW.len()], [0; Helper::ALL.len()]);
        let segment = SegmentValues {
            resume: 0,
            dealloc: 0,
            leave: 0,
            save: 0,
            save_void: 0,
            box_int: 0,
            box_float: 0,
            thunks,
            helpers,
        };
        Box::new(HoleValues { uop: UopValues::default(), segment, rest: [0; COUNT - NAMED] })
    }

    /// One of them.
    #[inline(always)]
    pub fn get(&self, index: ValueIndex) -> u64 {
        // SAFETY: all fields are words or arrays of words, without padding, and there are `COUNT` words.
        let all: &[u64; COUNT] = unsafe { &*(&raw const *self).cast() };
        all[usize::from(index.0)]
    }
}
