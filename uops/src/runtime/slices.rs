//! Which items of a sequence a slice means.
//!
//! # Safety
//! Bounds are alive objects.
#![allow(clippy::missing_safety_doc)]

use super::PyException;
use super::error::Result;
use super::subscripts::clamped;
use crate::object::{Range, Ref, Slice, type_id};
use crate::thread::Thread;
use std::borrow::Cow;

/// `start`, `stop` and `step` of a slice or range; a new reference.
pub(super) unsafe fn attribute(thread: *mut Thread, owner: Ref, name: &str) -> Option<Ref> {
    // SAFETY: the caller passes a live thread and object; the types say the layouts.
    unsafe {
        match owner.type_id() {
            type_id::SLICE => {
                let slice = &*owner.cast::<Slice>();
                let part = match name {
                    "start" => slice.start,
                    "stop" => slice.stop,
                    "step" => slice.step,
                    _ => return None,
                };
                part.incref();
                Some(part)
            }
            type_id::RANGE => {
                let range = &*owner.cast::<Range>();
                let part = match name {
                    "start" => range.start,
                    "stop" => range.stop,
                    "step" => range.step,
                    _ => return None,
                };
                Some(Thread::int(thread, part))
            }
            _ => None,
        }
    }
}

/// A slice of a sequence of known length: first index, distance, number of items.
pub(super) struct Indices {
    pub(super) start: i64,
    pub(super) stop: i64,
    pub(super) step: i64,
    pub(super) count: usize,
}

impl Indices {
    /// CPython's `PySlice_AdjustIndices`; absent bounds are `None`.
    pub(super) unsafe fn new([start, stop, step]: [Ref; 3], len: usize) -> Result<Self> {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let wrong = || {
                let message = "slice indices must be integers or None or have an __index__ method";
                let newer = "slice indices must be integers or have an __index__ method";
                PyException::type_error(message).since(15, newer)
            };
            let bound = |object: Ref| match object.type_id() {
                type_id::NONE => Ok(None),
                _ => clamped(object).map(Some).ok_or_else(wrong),
            };
            let step = bound(step)?.unwrap_or(1).max(-i64::MAX);
            if step == 0 {
                return Err(PyException::value_error("slice step cannot be zero"));
            }
            let len = len as i64;
            let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
            let adjust = |index: i64| {
                let index = if index < 0 { index.saturating_add(len) } else { index };
                index.clamp(low, high)
            };
            let start = bound(start)?.map_or(if step < 0 { high } else { low }, adjust);
            let stop = bound(stop)?.map_or(if step < 0 { low } else { high }, adjust);
            let distance = if step < 0 { start - stop } else { stop - start };
            let count = match step {
                _ if distance <= 0 => 0,
                // Most slices have one of these, and no processor divides quickly.
                1 | -1 => distance,
                _ => (distance - 1) / step.abs() + 1,
            };
            Ok(Indices { start, stop, step, count: count as usize })
        }
    }

    /// The indices of the items.
    pub(super) fn all(&self) -> impl ExactSizeIterator<Item = usize> {
        let (start, step) = (self.start, self.step);
        (0..self.count).map(move |number| (start + number as i64 * step) as usize)
    }

    /// All of them, if they follow each other.
    pub(super) fn run(&self) -> Option<std::ops::Range<usize>> {
        let start = self.start as usize;
        (self.step == 1).then(|| start..start + self.count)
    }

    /// The items, of those of the sequence.
    pub(super) fn pick<'a, T: Copy>(&self, items: &'a [T]) -> Cow<'a, [T]> {
        match self.run() {
            Some(run) => items[run].into(),
            None => self.all().map(|index| items[index]).collect(),
        }
    }
}
