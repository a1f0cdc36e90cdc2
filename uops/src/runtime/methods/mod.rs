//! Methods of builtin types.
//!
//! # Safety
//! The functions here and in the files of this folder share one contract: `thread` is a live
//! runtime's, objects are alive and of that runtime, and the first argument of a method is of the
//! method's type.
#![allow(clippy::missing_safety_doc)]

mod array;
mod byte_letters;
mod byte_parts;
mod bytearray;
pub(super) mod bytes;
mod counter;
mod deque;
mod dict;
mod exception;
mod generator;
pub(super) mod list;
mod memoryview;
mod number;
mod property;
mod set;
mod slice;
mod slots;
mod str;
mod tuple;

use super::builtins::wrong_count;
use super::error::Result;
use super::subscripts::{clamped, type_name};
use super::{PyException, classes, held};
use crate::object::{METHOD_LIST_APPEND, Ref, TypeId};
use crate::thread::Thread;
use std::sync::LazyLock;

/// What a method does with its `self` and the other arguments, whose number has been checked.
type Call = unsafe fn(*mut Thread, Ref, &[Ref]) -> Result<Ref>;

/// Type, name, fewest and most arguments besides `self`, meaning.
type Row = (TypeId, &'static str, usize, usize, Call);

/// A function of `self` that is given something else.
macro_rules! calling {
    ($function:ident, $with:expr) => {
        // SAFETY: the contract of all methods.
        |thread, this, args| unsafe { $function(thread, this, args, $with) }
    };
}
use calling;

/// The rows of methods that `bytes` and `bytearray` have: name, fewest and most arguments, meaning.
macro_rules! of_bytes {
    ($($name:literal $least:literal $most:literal $function:expr;)*) => {
        pub(super) static METHODS: &[Row] = &[$(
            (type_id::BYTES, concat!("bytes.", $name), $least, $most, $function),
            (type_id::BYTEARRAY, concat!("bytearray.", $name), $least, $most, $function),
        )*];
    };
}
use of_bytes;

/// The first index to look at and the one after the last, of optional arguments.
unsafe fn bounds(len: usize, args: &[Ref]) -> Result<[usize; 2]> {
    let mut found = [0, len];
    for (bound, &arg) in found.iter_mut().zip(args) {
        // SAFETY: the caller keeps the contract of this module.
        let given = unsafe { clamped(arg) }.ok_or_else(|| {
            let message = "slice indices must be integers or have an __index__ method";
            PyException::type_error(message)
        })?;
        let from_end = if given < 0 { given.saturating_add(len as i64).max(0) } else { given };
        *bound = from_end as usize;
    }
    Ok(found)
}

/// A method of a builtin type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Method(u32);

impl Method {
    /// `list.append`
    pub const LIST_APPEND: Method = Method(METHOD_LIST_APPEND);

    /// The rows of all methods; those of `list` come first, and `append` is the first of them.
    fn rows() -> &'static [Row] {
        static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
            let types = [
                list::METHODS,
                str::METHODS,
                dict::METHODS,
                set::METHODS,
                number::METHODS,
                tuple::METHODS,
                array::METHODS,
                bytes::METHODS,
                bytes::TEXT_METHODS,
                byte_letters::METHODS,
                byte_parts::METHODS,
                bytearray::METHODS,
                deque::METHODS,
                counter::METHODS,
                exception::METHODS,
                generator::METHODS,
                memoryview::METHODS,
                property::METHODS,
                slice::METHODS,
                slots::METHODS,
                slots::INITS,
            ];
            types.concat()
        });
        &ROWS
    }

    /// Every method.
    pub fn all() -> impl Iterator<Item = Method> {
        (0..Self::rows().len()).map(|number| Method(number as u32))
    }

    /// The method with a name such as `list.append`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|method| method.name() == name)
    }

    /// The method of this name that all objects have.
    pub(super) fn of_object(name: &str) -> Option<Self> {
        static METHODS: LazyLock<Vec<(Method, &str)>> = LazyLock::new(|| {
            let short = |method: Method| Some((method, method.name().strip_prefix("object.")?));
            Method::all().filter_map(short).collect()
        });
        METHODS.iter().find(|(_, known)| *known == name).map(|(method, _)| *method)
    }

    fn row(self) -> &'static Row {
        &Self::rows()[self.0 as usize]
    }

    /// Type and name.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The type that it belongs to.
    pub(super) fn owner(self) -> TypeId {
        self.row().0
    }

    /// The number that its objects carry.
    pub(super) fn number(self) -> u32 {
        self.0
    }

    /// The method with this number.
    pub(super) fn from_number(number: u32) -> Option<Self> {
        ((number as usize) < Self::rows().len()).then_some(Method(number))
    }

    /// Calls it; `self` is the first argument.
    pub(super) unsafe fn call(self, thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let &(owner, full_name, least, most, call) = self.row();
            let parts = || full_name.split_once('.').unwrap_or(("", full_name));
            let Some((&this, args)) = args.split_first() else {
                let message = format!("unbound method {full_name}() needs an argument");
                return Err(PyException::type_error(message));
            };
            let kind = this.type_id();
            if kind != owner && !classes::is_subtype(thread, kind, owner) {
                let (class, name) = parts();
                return Err(PyException::type_error(format!(
                    "descriptor '{name}' for '{class}' objects doesn't apply to a '{}' object",
                    type_name(this)
                )));
            }
            if !(least..=most).contains(&args.len()) {
                let called = format!("{full_name}()");
                return Err(wrong_count(&called, parts().1, args.len(), least, most));
            }
            call(thread, held::receiver(this, owner), args)
        }
    }
}
