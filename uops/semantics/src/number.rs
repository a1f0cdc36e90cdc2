//! Ints and floats: the cached ones, and those in slots of the thread's free list.

use crate::object::{Float, Header, Int, Ref, type_id};
use crate::slow_path;
use crate::thread::{FreeSlot, SMALL_INT_COUNT, SMALL_INT_MIN, Thread};

impl Thread {
    /// Takes a number slot from the free list.
    #[inline(always)]
    unsafe fn take_slot(thread: *mut Thread) -> *mut FreeSlot {
        // SAFETY: the caller passes a live thread; the list holds free slots only.
        unsafe {
            let slot = (*thread).free_numbers;
            if slot.is_null() {
                core::hint::cold_path();
                return slow_path::uop_refill(thread).cast();
            }
            (*thread).free_numbers = (*slot).next;
            slot
        }
    }

    /// The cached int `value`, if it is one from -5 to 256.
    ///
    /// # Safety
    /// `thread` points to a live thread.
    #[inline(always)]
    pub unsafe fn small_int(thread: *mut Thread, value: i64) -> Option<Ref> {
        let small = value.wrapping_sub(SMALL_INT_MIN) as usize;
        if small >= SMALL_INT_COUNT {
            return None;
        }
        // SAFETY: the caller's promise; there are so many.
        unsafe { Some(Ref((&raw mut (*thread).small_ints).cast::<Int>().add(small).cast())) }
    }

    /// A new reference to the int `value`: a cached one from -5 to 256, else a new object.
    ///
    /// # Safety
    /// `thread` points to a live thread.
    #[inline(always)]
    pub unsafe fn int(thread: *mut Thread, value: i64) -> Ref {
        // SAFETY: the caller's promise; a slot has room for an int.
        unsafe {
            if let Some(small) = Self::small_int(thread, value) {
                return small;
            }
            let int = Self::take_slot(thread).cast::<Int>();
            (*int).header = Header::new(type_id::INT);
            (*int).value = value;
            Ref(int.cast())
        }
    }

    /// A new float object.
    ///
    /// # Safety
    /// `thread` points to a live thread.
    #[inline(always)]
    pub unsafe fn float(thread: *mut Thread, value: f64) -> Ref {
        // SAFETY: the caller's promise; a slot has room for a float.
        unsafe {
            let float = Self::take_slot(thread).cast::<Float>();
            (*float).header = Header::new(type_id::FLOAT);
            (*float).value = value;
            Ref(float.cast())
        }
    }

    /// Frees an object without references if it is a number that owns nothing, and says whether it
    /// was: the first thing to try, since most of what dies is a number.
    ///
    /// # Safety
    /// Nothing refers to `object`, which is one of this thread's, any more.
    #[inline(always)]
    pub unsafe fn free_if_number(thread: *mut Thread, object: Ref) -> bool {
        // SAFETY: the caller's promise.
        unsafe {
            let header = &*object.0;
            let is_number = matches!(header.type_id, type_id::INT | type_id::FLOAT);
            if !is_number || header.flags != 0 {
                return false;
            }
            Self::free_number(thread, object);
            true
        }
    }

    /// Gives a number's slot back.
    ///
    /// # Safety
    /// Nothing refers to `number` any more, and it is a float or a compact int of this thread.
    #[inline(always)]
    pub unsafe fn free_number(thread: *mut Thread, number: Ref) {
        // SAFETY: the caller's promise.
        unsafe {
            let slot = number.cast::<FreeSlot>();
            (*slot).next = (*thread).free_numbers;
            (*thread).free_numbers = slot;
        }
    }
}
