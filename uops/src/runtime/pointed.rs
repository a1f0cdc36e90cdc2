//! A box that others point into.

use std::fmt::{self, Debug, Formatter};
use std::ops::{Deref, DerefMut};

/// Owns a value on the heap that raw pointers lead to as well.
///
/// A `Box` would claim the value for itself whenever it is moved or used, and the pointers would be
/// worth nothing from then on. Here references are made of the pointer, and last as long as they are
/// used.
pub(super) struct Pointed<T>(*mut T);

impl<T> Pointed<T> {
    pub(super) fn new(value: T) -> Self {
        Pointed(Box::into_raw(Box::new(value)))
    }

    /// Where the value is. It stays there.
    pub(super) fn pointer(this: &Self) -> *mut T {
        this.0
    }
}

impl<T> Deref for Pointed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value lives as long as `self`, and code that uses the pointers does not run
        // while a caller holds this.
        unsafe { &*self.0 }
    }
}

impl<T> DerefMut for Pointed<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above.
        unsafe { &mut *self.0 }
    }
}

impl<T> Drop for Pointed<T> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from a box, and is not used again.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

impl<T: Debug> Debug for Pointed<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
