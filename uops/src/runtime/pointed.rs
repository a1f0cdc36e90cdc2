//! A box that others point into.

use std::fmt::{self, Debug, Formatter};
use std::ops::{Deref, DerefMut};

/// Owns a value on the heap, or a slice of them, that raw pointers lead to as well.
///
/// A `Box` would claim exclusive access to the value whenever it is moved or used, and the pointers would be
/// invalid from then on. Here references are made of the pointer, and last as long as they are
/// used.
pub struct Pointed<T: ?Sized>(*mut T);

impl<T> Pointed<T> {
    /// Puts a value on the heap.
    pub fn new(value: T) -> Self {
        Box::new(value).into()
    }
}

impl<T: ?Sized> Pointed<T> {
    /// Where the value is. It stays there, and may be written to through this.
    pub fn pointer(this: &Self) -> *mut T {
        this.0
    }
}

impl<T: ?Sized> From<Box<T>> for Pointed<T> {
    fn from(value: Box<T>) -> Self {
        Pointed(Box::into_raw(value))
    }
}

impl<T> FromIterator<T> for Pointed<[T]> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Box::from_iter(items).into()
    }
}

impl<T: ?Sized> Deref for Pointed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value lives as long as `self`, and code that uses the pointers does not run
        // while a caller holds this.
        unsafe { &*self.0 }
    }
}

impl<T: ?Sized> DerefMut for Pointed<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above.
        unsafe { &mut *self.0 }
    }
}

impl<T: ?Sized> Drop for Pointed<T> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from a box, and is not used again.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

impl<T: Debug + ?Sized> Debug for Pointed<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
