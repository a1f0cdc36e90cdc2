//! References that drop themselves.

use super::dealloc::release;
use crate::object::Ref;
use crate::thread::Thread;
use smallvec::SmallVec;

/// References of which a few need no memory of their own.
pub(super) type Refs = SmallVec<[Ref; 8]>;

/// An owned reference, for as long as something may go wrong.
pub(super) struct Owned {
    thread: *mut Thread,
    object: Ref,
}

impl Owned {
    /// Takes over a reference, which may be null.
    ///
    /// # Safety
    /// The caller owns it; `thread` is its runtime's and outlives the result.
    pub(super) unsafe fn new(thread: *mut Thread, object: Ref) -> Self {
        Owned { thread, object }
    }

    /// The object, borrowed.
    pub(super) fn get(&self) -> Ref {
        self.object
    }

    /// Gives the reference away.
    pub(super) fn give(mut self) -> Ref {
        std::mem::replace(&mut self.object, Ref::NULL)
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: promised to `new`.
        unsafe { release(self.thread, self.object) }
    }
}

/// Owned references, for as long as something may go wrong.
pub(super) struct OwnedAll {
    thread: *mut Thread,
    objects: Refs,
}

impl OwnedAll {
    /// None yet.
    ///
    /// # Safety
    /// `thread` is a live runtime's and outlives the result.
    pub(super) unsafe fn new(thread: *mut Thread) -> Self {
        OwnedAll { thread, objects: Refs::new() }
    }

    /// Takes over these.
    ///
    /// # Safety
    /// As [`OwnedAll::new`]'s; the caller owns the references.
    pub(super) unsafe fn all(thread: *mut Thread, objects: &[Ref]) -> Self {
        OwnedAll { thread, objects: Refs::from_slice(objects) }
    }

    /// Takes over a reference of this runtime.
    pub(super) fn push(&mut self, object: Ref) {
        self.objects.push(object);
    }

    /// Takes over references of this runtime.
    pub(super) fn extend(&mut self, objects: &[Ref]) {
        self.objects.extend_from_slice(objects);
    }

    /// The objects, borrowed.
    pub(super) fn get(&self) -> &[Ref] {
        &self.objects
    }

    /// The objects, to be put in another order.
    pub(super) fn get_mut(&mut self) -> &mut [Ref] {
        &mut self.objects
    }

    /// Gives the references away.
    pub(super) fn give(mut self) -> Refs {
        std::mem::take(&mut self.objects)
    }
}

impl Drop for OwnedAll {
    fn drop(&mut self) {
        for object in self.objects.drain(..) {
            // SAFETY: promised to `new`.
            unsafe { release(self.thread, object) }
        }
    }
}
