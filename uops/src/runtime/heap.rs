//! Memory for objects.
//!
//! Numbers live in blocks of equal slots with a free list that code generators know; everything else
//! is memory of [`small`](super::small).

use super::pointed::Pointed;
use super::small::Memory;
use crate::object::{Header, IMMORTAL_REFCNT, Int, NUMBER_SIZE, Ref};
use crate::thread::{FreeSlot, Thread};
use std::alloc::Layout;

/// Slots in a block: 16 KiB, as a pool of CPython's. Miri takes its time for each.
const SLOTS: usize = if cfg!(miri) { 16 } else { 512 };

#[repr(C, align(32))]
struct Slot([u8; NUMBER_SIZE]);

/// In front of each object through which every reference cycle goes: the list of all of these.
/// CPython has the same in front of all containers, as `PyGC_Head`.
#[repr(C)]
struct Links {
    previous: *mut Links,
    next: *mut Links,
}

/// The heap's books.
pub(super) struct Heap {
    memory: Memory,
    /// The first object of those that are tracked; null if there is none.
    tracked: *mut Links,
    blocks: Vec<Pointed<[Slot]>>,
    /// Live objects outside number blocks.
    others: usize,
    /// Bytes of live objects outside number blocks.
    other_bytes: usize,
    /// Objects that were made immortal after they were allocated.
    immortals: Vec<Ref>,
}

impl Default for Heap {
    fn default() -> Self {
        Heap {
            memory: Memory::default(),
            tracked: std::ptr::null_mut(),
            blocks: Vec::new(),
            others: 0,
            other_bytes: 0,
            immortals: Vec::new(),
        }
    }
}

impl std::fmt::Debug for Heap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Heap").field("blocks", &self.blocks.len()).finish_non_exhaustive()
    }
}

impl Heap {
    pub(super) fn live_objects(&self, mut free: *const FreeSlot) -> usize {
        let mut free_count = 0;
        while !free.is_null() {
            free_count += 1;
            // SAFETY: the list holds free slots of this heap's blocks, which live as long as it.
            free = unsafe { (*free).next };
        }
        self.blocks.len() * SLOTS - free_count + self.others - self.immortals.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.blocks.len() * SLOTS * NUMBER_SIZE + self.other_bytes
    }

    /// Makes an object immortal, from where on it is not counted as alive.
    ///
    /// # Safety
    /// The object is one of this heap's, alive and not immortal.
    pub(super) unsafe fn immortalize(&mut self, object: Ref) {
        // SAFETY: the caller's promise.
        unsafe { (*object.0).refcnt = IMMORTAL_REFCNT };
        self.immortals.push(object);
    }

    /// The objects that were made immortal, which are forgotten.
    pub(super) fn take_immortals(&mut self) -> Vec<Ref> {
        std::mem::take(&mut self.immortals)
    }

    /// Uninitialised memory for an object that is not a number.
    #[inline]
    pub(super) fn allocate(&mut self, layout: Layout) -> *mut u8 {
        self.others += 1;
        self.other_bytes += layout.size();
        self.memory.allocate(layout)
    }

    /// Takes back what `allocate` gave.
    ///
    /// # Safety
    /// `memory` came from `allocate` with this layout and is not used again.
    #[inline]
    pub(super) unsafe fn free(&mut self, memory: *mut u8, layout: Layout) {
        self.others -= 1;
        self.other_bytes -= layout.size();
        // SAFETY: the caller's promise.
        unsafe { self.memory.free(memory, layout) }
    }

    /// As [`Heap::allocate`], for an object of a type that is tracked.
    #[inline]
    pub(super) fn allocate_tracked(&mut self, layout: Layout) -> *mut u8 {
        let (layout, offset) = with_links(layout);
        let links = self.allocate(layout).cast::<Links>();
        // SAFETY: the memory starts with room for links; those in the list belong to live objects.
        unsafe {
            links.write(Links { previous: std::ptr::null_mut(), next: self.tracked });
            if !self.tracked.is_null() {
                (*self.tracked).previous = links;
            }
            self.tracked = links;
            links.cast::<u8>().add(offset)
        }
    }

    /// Takes back what `allocate_tracked` gave.
    ///
    /// # Safety
    /// `memory` came from `allocate_tracked` with this layout and is not used again.
    #[inline]
    pub(super) unsafe fn free_tracked(&mut self, memory: *mut u8, layout: Layout) {
        let (layout, offset) = with_links(layout);
        // SAFETY: the caller's promise; neighbours in the list belong to live objects.
        unsafe {
            let links = memory.sub(offset).cast::<Links>();
            let Links { previous, next } = links.read();
            match previous.is_null() {
                true => self.tracked = next,
                false => (*previous).next = next,
            }
            if !next.is_null() {
                (*next).previous = previous;
            }
            self.free(links.cast(), layout);
        }
    }

    /// The tracked objects that are alive.
    pub(super) fn tracked(&self) -> impl Iterator<Item = Ref> {
        let (_, offset) = with_links(Layout::new::<Header>());
        let mut next = self.tracked;
        std::iter::from_fn(move || {
            let links = (!next.is_null()).then_some(next)?;
            // SAFETY: it belongs to a live object, which follows it.
            unsafe {
                next = (*links).next;
                Some(Ref(links.cast::<u8>().add(offset).cast()))
            }
        })
    }

    /// Notes that memory which belongs to an object had `old` bytes and now has `new`.
    pub(super) fn resize(&mut self, old: usize, new: usize) {
        self.other_bytes = self.other_bytes + new - old;
    }

    /// Uninitialised memory for `count` items of a list; null if there are none.
    #[inline]
    pub(super) fn allocate_items(&mut self, count: usize) -> *mut Ref {
        if count == 0 {
            return std::ptr::null_mut();
        }
        let layout = items_layout(count);
        self.other_bytes += layout.size();
        self.memory.allocate(layout).cast()
    }

    /// Takes back what `allocate_items` gave.
    ///
    /// # Safety
    /// `items` came from `allocate_items` with this count and is not used again.
    #[inline]
    pub(super) unsafe fn free_items(&mut self, items: *mut Ref, count: usize) {
        if count == 0 {
            return;
        }
        let layout = items_layout(count);
        self.other_bytes -= layout.size();
        // SAFETY: the caller's promise.
        unsafe { self.memory.free(items.cast(), layout) }
    }

    /// Moves a list's `old` items to memory for `new`, which are more.
    ///
    /// # Safety
    /// `items` came from `allocate_items` with the count `old` and is not used again.
    pub(super) unsafe fn grow_items(
        &mut self,
        items: *mut Ref,
        old: usize,
        new: usize,
    ) -> *mut Ref {
        let moved = self.allocate_items(new);
        // SAFETY: both blocks hold `old` items, if there are any.
        unsafe {
            if old != 0 {
                std::ptr::copy_nonoverlapping(items, moved, old);
            }
            self.free_items(items, old);
        }
        moved
    }
}

/// The layout of a list's items.
fn items_layout(count: usize) -> Layout {
    Layout::array::<Ref>(count).expect("a list's items fit memory")
}

/// Keeps what belongs to an object of which the heap knows, such as the digits of a large int.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn keep<T>(thread: *mut Thread, value: T) -> *mut T {
    // SAFETY: the caller's promise; the memory fits a `T`.
    unsafe {
        let heap = &mut super::state(thread).heap;
        heap.other_bytes += size_of::<T>();
        let memory = heap.memory.allocate(Layout::new::<T>()).cast::<T>();
        memory.write(value);
        memory
    }
}

/// Drops what [`keep`] has kept.
///
/// # Safety
/// `thread` is a live runtime's, `kept` came from its `keep` and is not used again.
pub(super) unsafe fn drop_kept<T>(thread: *mut Thread, kept: *mut T) {
    // SAFETY: the caller's promise.
    unsafe {
        kept.drop_in_place();
        let heap = &mut super::state(thread).heap;
        heap.other_bytes -= size_of::<T>();
        heap.memory.free(kept.cast(), Layout::new::<T>());
    }
}

/// The layout of an object with its links, and where in it the object starts.
#[inline]
fn with_links(layout: Layout) -> (Layout, usize) {
    Layout::new::<Links>().extend(layout).expect("an object fits memory")
}

/// Allocates an object of type `T`.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn new_object<T>(thread: *mut Thread, object: T) -> *mut T {
    // SAFETY: the caller's promise; the memory fits a `T`.
    unsafe {
        let memory = super::state(thread).heap.allocate(Layout::new::<T>()).cast::<T>();
        memory.write(object);
        memory
    }
}

/// As [`new_object`], for a type that is tracked.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn new_tracked<T>(thread: *mut Thread, object: T) -> *mut T {
    // SAFETY: the caller's promise; the memory fits a `T`.
    unsafe {
        let memory = super::state(thread).heap.allocate_tracked(Layout::new::<T>()).cast::<T>();
        memory.write(object);
        memory
    }
}

/// Carves a block of number slots. See [`crate::helpers::uop_refill`].
///
/// # Safety
/// `thread` is a live runtime's and its free list is empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_refill(thread: *mut Thread) -> *mut u8 {
    let block: Pointed<[Slot]> = (0..SLOTS).map(|_| Slot([0; NUMBER_SIZE])).collect();
    let first = Pointed::pointer(&block).cast::<Slot>();
    // SAFETY: all slots lie in the block, which the heap keeps.
    unsafe {
        let mut next = std::ptr::null_mut::<FreeSlot>();
        for index in (1..SLOTS).rev() {
            let slot = first.add(index).cast::<FreeSlot>();
            (*slot).next = next;
            next = slot;
        }
        (*thread).free_numbers = next;
        super::state(thread).heap.blocks.push(block);
    }
    first.cast()
}

const _: () = assert!(size_of::<Int>() == NUMBER_SIZE);
