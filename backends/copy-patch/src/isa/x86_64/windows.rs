//! Windows, of which every program has one: all branches reach all of a program.

use code_memory::Writer;

/// How long a program may be, in bytes: no branch sets a limit.
pub const PROGRAM_LIMIT: Option<usize> = None;

/// The window of a program's place.
#[derive(Clone, Copy, Debug)]
pub struct Windows {
    end: usize,
}

impl Windows {
    /// The window of a place in which a program may take `room` bytes.
    #[inline(always)]
    pub fn new(writer: &mut Writer, _room: usize) -> Windows {
        Windows::one(writer)
    }

    /// A place that is one window.
    #[inline(always)]
    pub fn one(writer: &Writer) -> Windows {
        Windows { end: writer.end() }
    }

    /// The end of the window.
    #[inline(always)]
    pub fn end(self) -> usize {
        self.end
    }

    /// Whether there is another window after this one.
    #[inline(always)]
    pub fn has_next(self) -> bool {
        false
    }

    /// Goes on in the next window, which there is not: at the same position, without a veneer.
    #[inline(always)]
    pub fn advance(&mut self, position: usize) -> (usize, [u8; 0]) {
        (position, [])
    }

    /// Takes `len` bytes after the window: there are none.
    #[inline(always)]
    pub fn take(&mut self, _len: usize) -> Option<usize> {
        None
    }
}
