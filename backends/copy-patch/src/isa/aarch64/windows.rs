//! Windows: parts of a long program that are so short that the branches between the hot and the cold code of a
//! stencil reach.
//!
//! A program that fits one window has one. A longer program begins a window where the one before it is full, and
//! goes on there through a jump, a veneer. All else that leads from window to window is a jump that reaches
//! [`PROGRAM_LIMIT`] bytes.

use code_memory::{ALIGN, Writer};

/// How far a conditional branch reaches, in bytes, less the longest part of a stencil.
const LEN: usize = (1 << 20) - (1 << 12);

/// How long a program may be, in bytes: so far a jump reaches.
pub const PROGRAM_LIMIT: Option<usize> = Some(LIMIT);
const LIMIT: usize = (1 << 27) - (1 << 20);

/// `b` with a distance of 26 bits.
const JUMP: u32 = 0x1400_0000;
const DISTANCE: u32 = 0x03ff_ffff;

/// The windows of a program's place.
#[derive(Clone, Copy, Debug)]
pub struct Windows {
    /// The end of the window that is being filled.
    end: usize,
    /// The end of the place.
    limit: usize,
}

impl Windows {
    /// The windows of a place in which a program may take `room` bytes; gives back what it will not use.
    pub fn new(writer: &mut Writer, room: usize) -> Windows {
        let len = room.next_multiple_of(LEN).min(LIMIT);
        writer.shorten(len);
        let limit = writer.end();
        Windows { end: limit.min(writer.start() + LEN), limit }
    }

    /// A place that is one window.
    pub fn one(writer: &Writer) -> Windows {
        Windows { end: writer.end(), limit: writer.end() }
    }

    /// The end of the window that is being filled.
    pub fn end(self) -> usize {
        self.end
    }

    /// Whether there is another window after this one.
    #[inline(always)]
    pub fn has_next(self) -> bool {
        self.end < self.limit
    }

    /// Goes on in the next window: its start, and the veneer that leads there from `position`.
    pub fn advance(&mut self, position: usize) -> (usize, [u8; 4]) {
        let start = self.end;
        self.end = self.limit.min(start + LEN);
        (start, jump(position, start))
    }

    /// Takes `len` bytes from the end of the place for what all windows use, if there is room for them after the
    /// window that is being filled: where they are.
    pub fn take(&mut self, len: usize) -> Option<usize> {
        let start = self.limit.checked_sub(len)? / ALIGN * ALIGN;
        (start >= self.end).then(|| {
            self.limit = start;
            start
        })
    }
}

/// The jump from one place to another.
fn jump(from: usize, to: usize) -> [u8; 4] {
    let words = (to.wrapping_sub(from) as i64 >> 2) as u32;
    (JUMP | words & DISTANCE).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_veneer_leads_to_the_next_window() {
        assert_eq!(u32::from_le_bytes(jump(0x1000, 0x1008)), 0x1400_0002);
        assert_eq!(u32::from_le_bytes(jump(0x1000, 0x0ffc)), 0x17ff_ffff);
    }
}
