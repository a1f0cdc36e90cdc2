//! `array.array`: numbers of one C type; `bytearray` is laid out as an array of unsigned bytes.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, objects are alive and of
//! that runtime, and those that are called arrays are of type `array` or `bytearray`.
#![allow(clippy::missing_safety_doc)]

use super::arithmetic::{self, Number};
use super::error::Result;
use super::heap::{self, new_object};
use super::item_codes::{Code, Item, TooWide};
use super::owned::{Owned, OwnedAll};
use super::slices::Indices;
use super::subscripts::{as_int, clamped, index_of, type_name};
use super::{
    ExceptionKind, PyException, Value, buffers, bytearrays, iterators, lists, state, strings,
};
use crate::object::{Array, Header, Int, Ref, TypeId, type_id};
use crate::thread::Thread;
use num_bigint::BigInt;

/// What an array holds.
struct Content {
    code: Code,
    bytes: Vec<u8>,
    /// How many views there are of it. As long as there is one, it keeps its size.
    exports: usize,
}

impl Content {
    /// Bytes that it takes beside its own.
    fn size(&self) -> usize {
        self.bytes.capacity()
    }

    fn len(&self) -> usize {
        // All sizes are powers of two.
        self.bytes.len() >> self.code.size.trailing_zeros()
    }

    /// Where the bytes of an item are.
    fn place(&self, index: usize) -> std::ops::Range<usize> {
        let start = index.saturating_mul(self.code.size);
        start..start.saturating_add(self.code.size)
    }

    fn item(&self, index: usize) -> Item {
        self.code.item(&self.bytes[self.place(index)])
    }
}

unsafe fn content<'a>(array: Ref) -> &'a mut Content {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { &mut *(*array.cast::<Array>()).content.cast::<Content>() }
}

/// An array of this type with these bytes.
unsafe fn new_array(thread: *mut Thread, kind: TypeId, code: Code, bytes: Vec<u8>) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = heap::keep(thread, Content { code, bytes, exports: 0 });
        state(thread).heap.resize(0, (*content).size());
        let content = content.cast();
        let header = Header::new(kind);
        Ref(new_object(thread, Array { header, content }).cast())
    }
}

/// An array of the type and code of another one, with these bytes.
unsafe fn new_like(thread: *mut Thread, array: Ref, bytes: Vec<u8>) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { new_array(thread, array.type_id(), content(array).code, bytes) }
}

/// A bytearray with these bytes.
pub(super) unsafe fn new_bytearray(thread: *mut Thread, bytes: Vec<u8>) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { new_array(thread, type_id::BYTEARRAY, Code::BYTE, bytes) }
}

/// Frees the items of a dead array, which is not used again.
pub(super) unsafe fn free_items(thread: *mut Thread, array: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        state(thread).heap.resize(content(array).size(), 0);
        heap::drop_kept(thread, (*array.cast::<Array>()).content.cast::<Content>());
    }
}

/// Changes the bytes, of which there are so many afterwards, and the heap's books with them.
unsafe fn change<T>(
    thread: *mut Thread,
    array: Ref,
    size: usize,
    change: impl FnOnce(&mut Vec<u8>) -> T,
) -> Result<T> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = content(array);
        if size != content.bytes.len() && content.exports > 0 {
            return Err(is_exported(array));
        }
        let before = content.size();
        let outcome = change(&mut content.bytes);
        state(thread).heap.resize(before, content.size());
        Ok(outcome)
    }
}

/// That the size of an array can't change, since there are views of it.
unsafe fn is_exported(array: Ref) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    let message = match unsafe { array.type_id() } {
        type_id::BYTEARRAY => "Existing exports of data: object cannot be re-sized",
        _ => "cannot resize an array that is exporting buffers",
    };
    PyException::new(ExceptionKind::BufferError, message)
}

/// Notes that there is one view more, or less.
pub(super) unsafe fn export(array: Ref, more: isize) {
    // SAFETY: the caller keeps the contract of this module.
    let content = unsafe { content(array) };
    content.exports = content.exports.saturating_add_signed(more);
}

/// What the items are.
pub(super) unsafe fn code(array: Ref) -> Code {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { content(array).code }
}

/// The bytes of all items, to be changed.
pub(super) unsafe fn bytes_mut<'a>(array: Ref) -> &'a mut [u8] {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { &mut content(array).bytes }
}

/// The bytes of an item with this value, as many as its code has.
unsafe fn encoded(array: Ref, value: Ref) -> Result<[u8; 8]> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if array.type_id() == type_id::BYTEARRAY {
            return Ok(u64::from(buffers::byte(value)?).to_le_bytes());
        }
        let code = content(array).code;
        if code.is_float() {
            let number = arithmetic::number(value).ok_or_else(|| {
                let name = type_name(value);
                PyException::type_error(format!("must be real number, not {name}"))
            })?;
            return Ok(code.float(match number {
                Number::Float(value) => value,
                number => number.to_f64()?,
            }));
        }
        let number = as_int(value).ok_or_else(|| {
            let name = type_name(value);
            PyException::type_error(format!("'{name}' object cannot be interpreted as an integer"))
        })?;
        code.int(&number).map_err(|TooWide { is_less }| {
            PyException::new(ExceptionKind::OverflowError, code.complaint(&number, is_less))
        })
    }
}

/// `array(code)`, `array(code, items)`
pub(super) unsafe fn construct(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (letter, items) = match *args {
            [letter] => (letter, None),
            [letter, items] => (letter, Some(items)),
            _ => {
                let message = format!("array() takes 1 or 2 arguments ({} given)", args.len());
                return Err(PyException::type_error(message));
            }
        };
        let code = strings::as_text(letter).and_then(Code::of_array).ok_or_else(|| {
            PyException::value_error("bad typecode (must be b, B, h, H, i, I, l, L, q, Q, f or d)")
        })?;
        let array = Owned::new(thread, new_array(thread, type_id::ARRAY, code, Vec::new()));
        match items {
            None => {}
            Some(object) if matches!(object.type_id(), type_id::BYTES | type_id::BYTEARRAY) => {
                let bytes = buffers::given(object)?;
                if bytes.len() % code.size != 0 {
                    let message = "bytes length not a multiple of item size";
                    return Err(PyException::value_error(message));
                }
                append_bytes(thread, array.get(), bytes)?;
            }
            Some(text) if text.type_id() == type_id::STR => {
                let message = format!(
                    "cannot use a str to initialize an array with typecode '{}'",
                    code.letter
                );
                return Err(PyException::type_error(message));
            }
            Some(items) => append_all(thread, array.get(), items)?,
        }
        Ok(array.give())
    }
}

/// Appends all items of an iterable, whatever they come from.
unsafe fn append_all(thread: *mut Thread, array: Ref, iterable: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let size = content(array).code.size;
        let iter = Owned::new(thread, iterators::get_iter(thread, iterable)?);
        while let Some(item) = iterators::next(thread, iter.get())? {
            let item = Owned::new(thread, item);
            let bytes = encoded(array, item.get())?;
            append_bytes(thread, array, &bytes[..size])?;
        }
        Ok(())
    }
}

/// `array.extend(iterable)`
pub(super) unsafe fn extend(thread: *mut Thread, array: Ref, iterable: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if iterable.type_id() != type_id::ARRAY {
            return append_all(thread, array, iterable);
        }
        let bytes = same_kind(array, iterable, "can only extend with array of same kind")?;
        append_bytes(thread, array, &bytes)
    }
}

/// Appends the bytes of items, which are not the array's own.
pub(super) unsafe fn append_bytes(thread: *mut Thread, array: Ref, bytes: &[u8]) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let size = content(array).bytes.len() + bytes.len();
        change(thread, array, size, |content| content.extend_from_slice(bytes))
    }
}

/// The bytes of another array with the same code.
unsafe fn same_kind(array: Ref, other: Ref, message: &str) -> Result<Vec<u8>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match content(array).code == content(other).code {
            true => Ok(content(other).bytes.clone()),
            false => Err(PyException::type_error(message)),
        }
    }
}

pub(super) unsafe fn len(array: Ref) -> usize {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { content(array).len() }
}

/// The bytes of all items. The array does not change while they are used.
pub(super) unsafe fn bytes<'a>(array: Ref) -> &'a [u8] {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { &content(array).bytes }
}

/// A new reference to an item, unless the index is too large.
pub(super) unsafe fn item(thread: *mut Thread, array: Ref, index: usize) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = content(array);
        (index < content.len()).then(|| content.item(index).object(thread))
    }
}

/// `array[sub]` for an int of 64 bits that is in range; nothing of other subscripts.
#[inline]
pub(super) unsafe fn item_at(thread: *mut Thread, array: Ref, sub: Ref) -> Option<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if !sub.is_compact_int() {
            return None;
        }
        let content = content(array);
        let index = (*sub.cast::<Int>()).value;
        let from_end = if index < 0 { content.len() as i64 } else { 0 };
        let place = content.place(usize::try_from(index.wrapping_add(from_end)).ok()?);
        Some(content.code.item(content.bytes.get(place)?).object(thread))
    }
}

/// `array[index] = value`
pub(super) unsafe fn set(array: Ref, index: Ref, value: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let is_bytearray = array.type_id() == type_id::BYTEARRAY;
        // A bytearray looks at the value first.
        if is_bytearray && clamped(index).is_some() {
            encoded(array, value)?;
        }
        let what = if is_bytearray { "bytearray " } else { "array assignment " };
        let index = index_of(array, index, len(array), what)?;
        let bytes = encoded(array, value)?;
        let content = content(array);
        let place = content.place(index);
        content.bytes[place].copy_from_slice(&bytes[..content.code.size]);
        Ok(())
    }
}

/// Replaces the items of a slice by those of another array, or removes them. If they follow one another, the number of
/// items may change.
pub(super) unsafe fn set_slice(
    thread: *mut Thread,
    array: Ref,
    bounds: [Ref; 3],
    other: Option<Ref>,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let size = content(array).code.size;
        let indices = Indices::new(bounds, content(array).len())?;
        let is_bytearray = array.type_id() == type_id::BYTEARRAY;
        let new = match other {
            None => Vec::new(),
            Some(other) if is_bytearray => bytearrays::assigned(thread, other)?,
            Some(other) if other.type_id() != type_id::ARRAY => {
                let name = type_name(other);
                let message = format!("can only assign array (not \"{name}\") to array slice");
                return Err(PyException::type_error(message));
            }
            Some(other) => same_kind(array, other, "bad argument type for built-in operation")?,
        };
        let keeps_size = new.len() == indices.count * size && (is_bytearray || !new.is_empty());
        if content(array).exports > 0 && !keeps_size {
            return Err(is_exported(array));
        }
        if let Some(run) = indices.run() {
            let left = content(array).bytes.len() - run.len() * size + new.len();
            let place = run.start * size..run.end * size;
            change(thread, array, left, |content| drop(content.splice(place, new)))?;
        } else if new.is_empty() {
            let mut doomed: Vec<usize> = indices.all().collect();
            doomed.sort_unstable();
            for index in doomed.into_iter().rev() {
                remove(thread, array, index)?;
            }
        } else if new.len() != indices.count * size {
            return Err(PyException::value_error(format!(
                "attempt to assign {} of size {} to extended slice of size {}",
                if is_bytearray { "bytes" } else { "array" },
                new.len() / size,
                indices.count
            )));
        } else {
            for (index, item) in indices.all().zip(new.chunks(size)) {
                let place = content(array).place(index);
                content(array).bytes[place].copy_from_slice(item);
            }
        }
        Ok(())
    }
}

/// An array of the items of a slice.
pub(super) unsafe fn pick(thread: *mut Thread, array: Ref, bounds: [Ref; 3]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = content(array);
        let (indices, size) = (Indices::new(bounds, content.len())?, content.code.size);
        let bytes = match indices.run() {
            Some(run) => content.bytes[run.start * size..run.end * size].to_vec(),
            None => {
                let items = indices.all().map(|index| &content.bytes[content.place(index)]);
                items.flatten().copied().collect()
            }
        };
        Ok(new_like(thread, array, bytes))
    }
}

/// `left + right`
pub(super) unsafe fn concat(thread: *mut Thread, left: Ref, right: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let more = same_kind(left, right, "bad argument type for built-in operation")?;
        let joined = [content(left).bytes.clone(), more].concat();
        Ok(new_like(thread, left, joined))
    }
}

/// `array * count`
pub(super) unsafe fn repeat(thread: *mut Thread, array: Ref, count: usize) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { new_like(thread, array, content(array).bytes.repeat(count)) }
}

/// Puts the bytes of the second array into the first one.
pub(super) unsafe fn replace(thread: *mut Thread, array: Ref, other: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let bytes = content(other).bytes.clone();
        change(thread, array, bytes.len(), |content| *content = bytes)
    }
}

/// A list of the items.
pub(super) unsafe fn to_list(thread: *mut Thread, array: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = content(array);
        let mut items = OwnedAll::new(thread);
        (0..content.len()).for_each(|index| items.push(content.item(index).object(thread)));
        lists::new_list(thread, &items.give())
    }
}

/// `repr(array)`
pub(super) unsafe fn repr(array: Ref) -> String {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = content(array);
        let value = |index| match content.item(index) {
            Item::Float(value) => Value::Float(value),
            Item::Int(value) => Value::Int(BigInt::from(value)),
            Item::Truth(value) => Value::Bool(value),
            Item::Byte(byte) => Value::Bytes(vec![byte]),
        };
        let items = (0..content.len()).map(value).collect();
        match content.len() {
            0 => format!("array('{}')", content.code.letter),
            _ => format!("array('{}', {})", content.code.letter, Value::List(items)),
        }
    }
}

/// Puts a value in front of an item.
pub(super) unsafe fn insert(
    thread: *mut Thread,
    array: Ref,
    index: usize,
    value: Ref,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let bytes = encoded(array, value)?;
        let size = content(array).code.size;
        let at = index * size;
        if at == content(array).bytes.len() {
            return append_bytes(thread, array, &bytes[..size]);
        }
        let (bytes, left) = (bytes.into_iter().take(size), content(array).bytes.len() + size);
        change(thread, array, left, |content| drop(content.splice(at..at, bytes)))
    }
}

/// Removes an item.
pub(super) unsafe fn remove(thread: *mut Thread, array: Ref, index: usize) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let place = content(array).place(index);
        let left = content(array).bytes.len() - place.len();
        change(thread, array, left, |content| drop(content.drain(place)))
    }
}

/// Removes all items.
pub(super) unsafe fn clear(thread: *mut Thread, array: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { change(thread, array, 0, |content| *content = Vec::new()) }
}

/// Turns the items around.
pub(super) unsafe fn reverse(array: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = content(array);
        let items = content.bytes.chunks(content.code.size).rev();
        let turned: Vec<u8> = items.flatten().copied().collect();
        content.bytes.copy_from_slice(&turned);
    }
}
