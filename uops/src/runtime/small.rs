//! Memory in small pieces: free lists by size, as CPython's `obmalloc` has them.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};

/// Sizes are multiples of this, and addresses too.
const GRAIN: usize = 16;
/// The largest piece: CPython's `SMALL_REQUEST_THRESHOLD`. Under Miri everything comes from the
/// system, where each access can be checked.
const LARGEST: usize = if cfg!(miri) { 0 } else { 512 };
/// Bytes that are taken from the system at once: a pool of CPython's.
const BLOCK: usize = 16 * 1024;

/// A piece that is not in use.
struct Free {
    next: *mut Free,
}

/// Pieces of up to 512 bytes from blocks that are kept, larger ones from the system.
pub(super) struct Memory {
    /// For each size, the pieces that are not in use.
    free: [*mut Free; LARGEST / GRAIN + 1],
    blocks: Vec<*mut u8>,
}

impl Default for Memory {
    fn default() -> Self {
        Memory { free: [std::ptr::null_mut(); LARGEST / GRAIN + 1], blocks: Vec::new() }
    }
}

impl Memory {
    /// Uninitialised memory, unless `layout` has no size.
    #[inline]
    pub(super) fn allocate(&mut self, layout: Layout) -> *mut u8 {
        let Some(class) = class(layout) else { return from_system(layout) };
        if self.free[class].is_null() {
            self.carve(class);
        }
        let piece = self.free[class];
        // SAFETY: the list holds pieces of blocks that are kept, and no object is in them.
        self.free[class] = unsafe { (*piece).next };
        piece.cast()
    }

    /// Takes back what `allocate` gave.
    ///
    /// # Safety
    /// `memory` came from `allocate` of this object with this layout and is not used again.
    #[inline]
    pub(super) unsafe fn free(&mut self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise; a piece has room for a `Free` and its alignment.
        unsafe {
            let Some(class) = class(layout) else { return dealloc(memory, layout) };
            let piece = memory.cast::<Free>();
            piece.write(Free { next: self.free[class] });
            self.free[class] = piece;
        }
    }

    /// Cuts a new block into pieces.
    #[cold]
    fn carve(&mut self, class: usize) {
        let block = from_system(BLOCK_LAYOUT);
        self.blocks.push(block);
        let size = class * GRAIN;
        for index in (0..BLOCK / size).rev() {
            // SAFETY: the piece lies in the block, which is aligned as pieces are.
            unsafe {
                let piece = block.add(index * size).cast::<Free>();
                piece.write(Free { next: self.free[class] });
                self.free[class] = piece;
            }
        }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        for block in self.blocks.drain(..) {
            // SAFETY: it was allocated with this layout, and what it held goes with its heap.
            unsafe { dealloc(block, BLOCK_LAYOUT) };
        }
    }
}

const BLOCK_LAYOUT: Layout = match Layout::from_size_align(BLOCK, GRAIN) {
    Ok(layout) => layout,
    Err(_) => unreachable!(),
};

/// The list that pieces for this layout are in; none if they come from the system.
#[inline]
fn class(layout: Layout) -> Option<usize> {
    (layout.size() <= LARGEST && layout.align() <= GRAIN)
        .then_some(layout.size().div_ceil(GRAIN))
        .filter(|&class| class != 0)
}

fn from_system(layout: Layout) -> *mut u8 {
    // SAFETY: nothing without a size is asked for.
    let memory = unsafe { alloc(layout) };
    if memory.is_null() {
        handle_alloc_error(layout);
    }
    memory
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_do_not_overlap_and_come_back() {
        let mut memory = Memory::default();
        let layouts: Vec<Layout> = [1, 8, 16, 17, 40, 256, 511, 512, 513, 4000]
            .map(|size| Layout::from_size_align(size, 8).expect("a layout"))
            .into();
        let mut pieces = Vec::new();
        // An interpreter that checks everything takes its time.
        let rounds = if cfg!(miri) { 3 } else { 200 };
        for round in 0..rounds {
            for &layout in &layouts {
                let piece = memory.allocate(layout);
                assert_eq!(piece as usize % 8, 0);
                // SAFETY: the piece has that many bytes.
                unsafe { piece.write_bytes(round, layout.size()) };
                pieces.push((piece, layout, round));
            }
        }
        for &(piece, layout, round) in &pieces {
            // SAFETY: the bytes were written above.
            let bytes = unsafe { std::slice::from_raw_parts(piece, layout.size()) };
            assert!(bytes.iter().all(|&byte| byte == round));
        }
        let first = pieces[0].0;
        for (piece, layout, _) in pieces.into_iter().rev() {
            // SAFETY: allocated above and not used again.
            unsafe { memory.free(piece, layout) };
        }
        let again = memory.allocate(layouts[0]);
        // Under Miri all pieces are the system's.
        assert!(again == first || cfg!(miri), "the last one freed is the next one used");
        // SAFETY: as above.
        unsafe { memory.free(again, layouts[0]) };
    }
}
