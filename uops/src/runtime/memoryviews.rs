//! `memoryview`: items of one C type in the bytes of another object, which they share. Views have one dimension.
//!
//! As long as a view of a `bytearray` or `array` is not released, that object keeps its size.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, objects are alive and of that runtime, and
//! those that are called views are of type `memoryview`.
#![allow(clippy::missing_safety_doc)]

use super::arithmetic::{self, Number};
use super::arrays;
use super::error::Result;
use super::heap::{self, new_object};
use super::item_codes::{Code, Item};
use super::owned::OwnedAll;
use super::slices::Indices;
use super::subscripts::{as_int, clamped, truth, type_name};
use super::{
    ExceptionKind, PyException, buffers, comparison, dealloc, lists, strings, tuples, value,
};
use crate::object::{Header, MemoryView, Ref, SequenceIter, Slice, bytes_hash, type_id};
use crate::thread::Thread;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::cmp::Ordering;

/// What a view shows of the object that it is of.
#[derive(Clone)]
struct View {
    format: Code,
    /// Where in the bytes the first item is.
    start: usize,
    len: usize,
    /// How many bytes further the next one is.
    step: isize,
    readonly: bool,
    hash: Option<i64>,
}

impl View {
    fn place(&self, index: usize) -> usize {
        self.start.wrapping_add_signed(index as isize * self.step)
    }

    fn is_contiguous(&self) -> bool {
        self.len == 1 || self.step == self.format.size as isize
    }

    fn byte_count(&self) -> usize {
        self.len * self.format.size
    }
}

/// What a view is of, null once it is released.
unsafe fn base(view: Ref) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { (*view.cast::<MemoryView>()).base }
}

unsafe fn any_content<'a>(view: Ref) -> &'a mut View {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { &mut *(*view.cast::<MemoryView>()).content.cast::<View>() }
}

/// What a view shows, unless it is released.
unsafe fn content<'a>(view: Ref) -> Result<&'a mut View> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match base(view).is_null() {
            true => {
                let message = "operation forbidden on released memoryview object";
                Err(PyException::value_error(message))
            }
            false => Ok(any_content(view)),
        }
    }
}

/// All bytes of what a view is of.
unsafe fn memory<'a>(view: Ref) -> &'a mut [u8] {
    // SAFETY: the caller keeps the contract of this module. Nobody writes into what is read-only.
    unsafe {
        let base = base(view);
        match base.type_id() {
            type_id::BYTES => {
                let bytes = buffers::bytes(base);
                std::slice::from_raw_parts_mut(bytes.as_ptr().cast_mut(), bytes.len())
            }
            _ => arrays::bytes_mut(base),
        }
    }
}

/// A view of an object that has bytes of its own.
unsafe fn new(thread: *mut Thread, base: Ref, view: View) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        base.incref();
        if base.type_id() != type_id::BYTES {
            arrays::export(base, 1);
        }
        let content = heap::keep(thread, view).cast();
        let header = Header::new(type_id::MEMORY_VIEW);
        Ref(new_object(thread, MemoryView { header, base, content }).cast())
    }
}

/// Frees what a dead view holds, whose base is still there unless the view was released.
pub(super) unsafe fn free_content(thread: *mut Thread, view: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        end_export(base(view));
        heap::drop_kept(thread, (*view.cast::<MemoryView>()).content.cast::<View>());
    }
}

unsafe fn end_export(base: Ref) {
    // SAFETY: the caller passes null or what a view is of.
    unsafe {
        if !base.is_null() && base.type_id() != type_id::BYTES {
            arrays::export(base, -1);
        }
    }
}

/// What a view of a whole object shows, and what it is of.
unsafe fn whole(object: Ref) -> Result<Option<(Ref, View)>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (format, len, readonly) = match object.type_id() {
            type_id::BYTES => (Code::BYTE, buffers::bytes(object).len(), true),
            type_id::BYTEARRAY | type_id::ARRAY => {
                (arrays::code(object), arrays::len(object), false)
            }
            type_id::MEMORY_VIEW => {
                let view = View { hash: None, ..content(object)?.clone() };
                return Ok(Some((base(object), view)));
            }
            _ => return Ok(None),
        };
        let step = format.size as isize;
        Ok(Some((object, View { format, start: 0, len, step, readonly, hash: None })))
    }
}

/// `memoryview(object)`
pub(super) unsafe fn construct(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let [object] = *args else {
            let message = match args.len() {
                0 => "memoryview() missing required argument 'object' (pos 1)".to_owned(),
                count => format!("memoryview() takes at most 1 argument ({count} given)"),
            };
            return Err(PyException::type_error(message));
        };
        match whole(object)? {
            Some((base, view)) => Ok(new(thread, base, view)),
            None => Err(PyException::type_error(format!(
                "memoryview: a bytes-like object is required, not '{}'",
                type_name(object)
            ))),
        }
    }
}

/// The bytes of a view, where they follow each other.
pub(super) unsafe fn bytes<'a>(view: Ref) -> Option<&'a [u8]> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let shown = content(view).ok().filter(|shown| shown.is_contiguous())?;
        Some(&memory(view)[shown.start..][..shown.byte_count()])
    }
}

/// Why a view has no bytes that follow each other.
pub(super) unsafe fn no_bytes(view: Ref) -> PyException {
    let message = "memoryview: underlying buffer is not C-contiguous";
    // SAFETY: the caller keeps the contract of this module.
    let error = unsafe { content(view) }.err();
    error.unwrap_or_else(|| PyException::new(ExceptionKind::BufferError, message))
}

/// The bytes of the items, one after the other.
pub(super) unsafe fn to_bytes(view: Ref) -> Result<Vec<u8>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (shown, memory) = (content(view)?, memory(view));
        let items = (0..shown.len).map(|index| &memory[shown.place(index)..][..shown.format.size]);
        Ok(items.flatten().copied().collect())
    }
}

pub(super) unsafe fn length(view: Ref) -> Result<usize> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(content(view)?.len) }
}

unsafe fn item_at(view: Ref, shown: &View, index: usize) -> Item {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { shown.format.item(&memory(view)[shown.place(index)..][..shown.format.size]) }
}

/// The index that an object says, if it is an int.
unsafe fn index_of(shown: &View, sub: Ref) -> Option<Result<usize>> {
    // SAFETY: the caller keeps the contract of this module.
    let given = unsafe { clamped(sub)? };
    let index = if given < 0 { given.saturating_add(shown.len as i64) } else { given };
    let index = usize::try_from(index).ok().filter(|&index| index < shown.len);
    Some(index.ok_or_else(|| PyException::index_error("index out of bounds on dimension 1")))
}

/// The part of a view that a slice says.
unsafe fn part(shown: &View, slice: [Ref; 3]) -> Result<View> {
    // SAFETY: the caller keeps the contract of this module.
    let indices = unsafe { Indices::new(slice, shown.len)? };
    let start = shown.start.wrapping_add_signed(indices.start as isize * shown.step);
    // No item is there where there is none.
    let start = if indices.count == 0 { shown.start } else { start };
    let step = shown.step.wrapping_mul(indices.step as isize);
    Ok(View { start, step, len: indices.count, hash: None, ..*shown })
}

unsafe fn bounds(slice: Ref) -> [Ref; 3] {
    // SAFETY: the caller passes a slice.
    let Slice { start, stop, step, .. } = unsafe { &*slice.cast::<Slice>() };
    [*start, *stop, *step]
}

/// `view[sub]`
pub(super) unsafe fn get(thread: *mut Thread, view: Ref, sub: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let shown = content(view)?;
        if let Some(index) = index_of(shown, sub) {
            return Ok(item_at(view, shown, index?).object(thread));
        }
        match sub.type_id() {
            type_id::SLICE => slice(thread, view, bounds(sub)),
            _ => Err(PyException::type_error("memoryview: invalid slice key")),
        }
    }
}

/// `view[start:stop:step]`
pub(super) unsafe fn slice(thread: *mut Thread, view: Ref, bounds: [Ref; 3]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let part = part(content(view)?, bounds)?;
        Ok(new(thread, base(view), part))
    }
}

/// The bytes of an item with this value.
unsafe fn packed(format: Code, value: Ref) -> Result<[u8; 8]> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let letter = format.letter;
        let other_type =
            || PyException::type_error(format!("memoryview: invalid type for format '{letter}'"));
        let other_value =
            || PyException::value_error(format!("memoryview: invalid value for format '{letter}'"));
        if format == Code::CHARACTER {
            let is_bytes = value.type_id() == type_id::BYTES;
            let bytes = is_bytes.then(|| buffers::bytes(value)).ok_or_else(other_type)?;
            let [byte] = *bytes else { return Err(other_value()) };
            return Ok(u64::from(byte).to_le_bytes());
        }
        if format == Code::TRUTH {
            return Ok(u64::from(truth(value)).to_le_bytes());
        }
        if format.is_float() {
            let number = match arithmetic::number(value).ok_or_else(other_type)? {
                Number::Float(value) => value,
                number => number.to_f64().map_err(|_| other_value())?,
            };
            return Ok(format.float(number));
        }
        let number = as_int(value).ok_or_else(other_type)?;
        format.int(&number).map_err(|_| other_value())
    }
}

/// `view[sub] = value`; without a value, `del view[sub]`.
pub(super) unsafe fn set(view: Ref, sub: Ref, value: Option<Ref>) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let shown = writable(view)?;
        let Some(value) = value else {
            return Err(PyException::type_error("cannot delete memory"));
        };
        if let Some(index) = index_of(shown, sub) {
            let place = shown.place(index?);
            let bytes = packed(shown.format, value)?;
            memory(view)[place..][..shown.format.size].copy_from_slice(&bytes[..shown.format.size]);
            return Ok(());
        }
        match sub.type_id() {
            type_id::SLICE => set_slice(view, bounds(sub), value),
            _ => Err(PyException::type_error("memoryview: invalid slice key")),
        }
    }
}

unsafe fn writable<'a>(view: Ref) -> Result<&'a mut View> {
    // SAFETY: the caller keeps the contract of this module.
    let shown = unsafe { content(view)? };
    match shown.readonly {
        true => Err(PyException::type_error("cannot modify read-only memory")),
        false => Ok(shown),
    }
}

/// `view[start:stop:step] = value`
pub(super) unsafe fn set_slice(view: Ref, bounds: [Ref; 3], value: Ref) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let shown = writable(view)?;
        let Some((source, given)) = whole(value)? else {
            return Err(PyException::type_error(format!(
                "a bytes-like object is required, not '{}'",
                type_name(value)
            )));
        };
        let part = part(shown, bounds)?;
        if given.format != part.format || given.len != part.len {
            let message = "memoryview assignment: lvalue and rvalue have different structures";
            return Err(PyException::value_error(message));
        }
        // What is given may be the same memory.
        let bytes = match source.type_id() {
            type_id::BYTES => buffers::bytes(source).to_vec(),
            _ => arrays::bytes(source).to_vec(),
        };
        let size = part.format.size;
        for index in 0..part.len {
            let item = &bytes[given.place(index)..][..size];
            memory(view)[part.place(index)..][..size].copy_from_slice(item);
        }
        Ok(())
    }
}

/// A list of the items.
pub(super) unsafe fn to_list(thread: *mut Thread, view: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let shown = content(view)?;
        let mut items = OwnedAll::new(thread);
        (0..shown.len).for_each(|index| items.push(item_at(view, shown, index).object(thread)));
        Ok(lists::new_list(thread, &items.give()))
    }
}

/// The next item of an iterator over a view.
pub(super) unsafe fn next(thread: *mut Thread, iterator: Ref) -> Result<Option<Ref>> {
    // SAFETY: the caller keeps the contract of this module, and passes such an iterator.
    unsafe {
        let iter = iterator.cast::<SequenceIter>();
        let SequenceIter { index, sequence, .. } = *iter;
        if sequence.is_null() {
            return Ok(None);
        }
        if index < any_content(sequence).len {
            let shown = content(sequence)?;
            (*iter).index += 1;
            return Ok(Some(item_at(sequence, shown, index).object(thread)));
        }
        dealloc::release(thread, std::mem::replace(&mut (*iter).sequence, Ref::NULL));
        Ok(None)
    }
}

/// `left == right`, of which one is a view; nothing if the other one has no bytes.
pub(super) unsafe fn equal(left: Ref, right: Ref) -> Option<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        // A bytearray on the left compares bytes, whatever they mean.
        if left.type_id() == type_id::BYTEARRAY
            && let Some(right) = bytes(right)
        {
            return Some(arrays::bytes(left) == right);
        }
        let (Ok(first), Ok(second)) = (whole(left), whole(right)) else {
            return Some(left == right);
        };
        let ((first_base, first), (second_base, second)) = (first?, second?);
        if first.len != second.len {
            return Some(false);
        }
        let memory = |base: Ref| match base.type_id() {
            type_id::BYTES => buffers::bytes(base),
            _ => arrays::bytes(base),
        };
        let (mine, theirs) = (memory(first_base), memory(second_base));
        let item = |shown: &View, memory: &[u8], index| {
            shown.format.item(&memory[shown.place(index)..][..shown.format.size])
        };
        let mut indices = 0..first.len;
        Some(
            indices.all(|index| are_equal(item(&first, mine, index), item(&second, theirs, index))),
        )
    }
}

/// `hash(view)`
pub(super) unsafe fn hash(thread: *mut Thread, view: Ref) -> Result<i64> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(hash) = any_content(view).hash {
            return Ok(hash);
        }
        let shown = content(view)?;
        if !shown.readonly {
            return Err(PyException::value_error("cannot hash writable memoryview object"));
        }
        if !shown.format.is_byte() {
            let message = "memoryview: hashing is restricted to formats 'B', 'b' or 'c'";
            return Err(PyException::value_error(message));
        }
        comparison::hash(thread, base(view))?;
        let hash = bytes_hash(&to_bytes(view)?);
        shown.hash = Some(hash);
        Ok(hash)
    }
}

/// An attribute that is no method.
pub(super) unsafe fn attribute(thread: *mut Thread, view: Ref, name: &str) -> Option<Result<Ref>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let number = |number: i64| Thread::int(thread, number);
        let get: &dyn Fn(&View) -> Ref = match name {
            "nbytes" => &|shown| number(shown.byte_count() as i64),
            "itemsize" => &|shown| number(shown.format.size as i64),
            "format" => &|shown| strings::new_str(thread, &shown.format.letter.to_string()),
            "readonly" => &|shown| Thread::bool(thread, shown.readonly),
            "ndim" => &|_| number(1),
            "shape" => &|shown| tuples::new_tuple(thread, &[number(shown.len as i64)]),
            "strides" => &|shown| tuples::new_tuple(thread, &[number(shown.step as i64)]),
            "suboffsets" => &|_| tuples::new_tuple(thread, &[]),
            "c_contiguous" | "f_contiguous" | "contiguous" => {
                &|shown| Thread::bool(thread, shown.is_contiguous())
            }
            "obj" => &|_| {
                base(view).incref();
                base(view)
            },
            _ => return None,
        };
        Some(content(view).map(|shown| get(shown)))
    }
}

/// `view.release()`
pub(super) unsafe fn release(thread: *mut Thread, view: Ref) {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let base = std::mem::replace(&mut (*view.cast::<MemoryView>()).base, Ref::NULL);
        end_export(base);
        dealloc::release(thread, base);
    }
}

/// `view.__enter__()`
pub(super) unsafe fn enter(view: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        content(view)?;
        view.incref();
        Ok(view)
    }
}

/// `view.toreadonly()`
pub(super) unsafe fn read_only(thread: *mut Thread, view: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let shown = View { readonly: true, hash: None, ..content(view)?.clone() };
        Ok(new(thread, base(view), shown))
    }
}

/// `view.cast(format)`
pub(super) unsafe fn cast(thread: *mut Thread, view: Ref, format: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some(letter) = strings::as_text(format) else {
            return Err(PyException::type_error(format!(
                "cast() argument 'format' must be str, not {}",
                type_name(format)
            )));
        };
        let shown = content(view)?;
        if !shown.is_contiguous() {
            let message = "memoryview: casts are restricted to C-contiguous views";
            return Err(PyException::type_error(message));
        }
        let Some(format) = Code::of_view(letter) else {
            let message = "memoryview: destination format must be a native single character \
                           format prefixed with an optional '@'";
            return Err(PyException::value_error(message));
        };
        if !shown.format.is_byte() && !format.is_byte() {
            let message = "memoryview: cannot cast between two non-byte formats";
            return Err(PyException::type_error(message));
        }
        let count = shown.byte_count();
        if count % format.size != 0 {
            let message = "memoryview: length is not a multiple of itemsize";
            return Err(PyException::type_error(message));
        }
        let (len, step) = (count / format.size, format.size as isize);
        let cast = View { format, len, step, hash: None, ..*shown };
        Ok(new(thread, base(view), cast))
    }
}

/// A `bytes` of the items' bytes.
pub(super) unsafe fn as_bytes(thread: *mut Thread, view: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(value::new_bytes(thread, &to_bytes(view)?)) }
}

/// Whether two items are equal as Python's objects.
fn are_equal(one: Item, other: Item) -> bool {
    let number = |item: Item| match item {
        Item::Float(value) => Some(Number::Float(value)),
        Item::Int(value) => Some(Number::Int(BigInt::from(value))),
        Item::Truth(value) => Some(Number::Int(BigInt::from(u8::from(value)))),
        Item::Byte(_) => None,
    };
    match (one, other) {
        (Item::Byte(one), Item::Byte(other)) => one == other,
        _ => match (number(one), number(other)) {
            (Some(one), Some(other)) => compared(&one, &other) == Some(Ordering::Equal),
            _ => false,
        },
    }
}

/// The order of two numbers, exactly.
fn compared(left: &Number, right: &Number) -> Option<Ordering> {
    match (left, right) {
        (Number::Int(left), Number::Int(right)) => Some(left.cmp(right)),
        (Number::Float(left), Number::Float(right)) => left.partial_cmp(right),
        (Number::Int(int), Number::Float(float)) | (Number::Float(float), Number::Int(int)) => {
            // Items have at most 64 bits, so that an equal float is a whole number of that size.
            let whole = (float.fract() == 0.0).then(|| float.to_i128()).flatten()?;
            Some(int.cmp(&BigInt::from(whole)))
        }
    }
}
