//! Methods of `list`.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Row, bounds};
use crate::object::{Float, Int, List, Ref, type_id};
use crate::operator::Comparison;
use crate::runtime::classes::given_int;
use crate::runtime::dealloc::release;
use crate::runtime::error::Result;
use crate::runtime::owned::OwnedAll;
use crate::runtime::{PyException, calls, comparison, lists, sort, str_repr, strings, value};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::LIST, "list.append", 1, 1, append),
    (type_id::LIST, "list.clear", 0, 0, clear),
    (type_id::LIST, "list.copy", 0, 0, copy),
    (type_id::LIST, "list.count", 1, 1, count),
    (type_id::LIST, "list.extend", 1, 1, extend),
    (type_id::LIST, "list.index", 1, 3, index),
    (type_id::LIST, "list.insert", 2, 2, insert),
    (type_id::LIST, "list.pop", 0, 1, pop),
    (type_id::LIST, "list.remove", 1, 1, remove),
    (type_id::LIST, "list.reverse", 0, 0, reverse),
    (type_id::LIST, "list.sort", 0, 0, sort),
];

unsafe fn append(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        args[0].incref();
        lists::uop_list_append(thread, this, args[0]);
        Ok(Thread::none(thread))
    }
}

unsafe fn clear(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        drop(lists::splice(thread, this, 0, usize::MAX, &[]));
        Ok(Thread::none(thread))
    }
}

unsafe fn copy(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(lists::copy_list(thread, lists::items(this))) }
}

unsafe fn count(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut found = 0;
        for &item in lists::items(this) {
            found += i64::from(comparison::same_or_equal(thread, item, args[0])?);
        }
        Ok(Thread::int(thread, found))
    }
}

unsafe fn extend(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        lists::extend(thread, this, args[0])?;
        Ok(Thread::none(thread))
    }
}

unsafe fn find(
    thread: *mut Thread,
    this: Ref,
    value: Ref,
    from: usize,
    to: usize,
) -> Result<Option<usize>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let items = lists::items(this);
        for (index, &item) in items.iter().enumerate().take(to).skip(from) {
            if comparison::same_or_equal(thread, item, value)? {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }
}

unsafe fn index(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let [from, to] = bounds(lists::items(this).len(), &args[1..])?;
        match find(thread, this, args[0], from, to)? {
            Some(index) => Ok(Thread::int(thread, index as i64)),
            None => {
                let shown = match value::from_object(args[0]) {
                    value::Value::Str(text) => str_repr(&text),
                    other => other.to_string(),
                };
                Err(PyException::value_error(format!("{shown} is not in list")))
            }
        }
    }
}

unsafe fn insert(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let len = lists::items(this).len() as i64;
        let index = given_int(args[0])?;
        let index = if index < 0 { index.saturating_add(len).max(0) } else { index.min(len) };
        args[1].incref();
        lists::insert(thread, this, index as usize, args[1]);
        Ok(Thread::none(thread))
    }
}

unsafe fn pop(_: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let len = lists::items(this).len();
        let index = match args.first() {
            None => -1,
            Some(&arg) => given_int(arg)?,
        };
        if len == 0 {
            return Err(PyException::index_error("pop from empty list"));
        }
        let index = if index < 0 { index.saturating_add(len as i64) } else { index };
        if !(0..len as i64).contains(&index) {
            return Err(PyException::index_error("pop index out of range"));
        }
        let index = index as usize;
        let list = &mut *this.cast::<List>();
        let item = *list.items.add(index);
        std::ptr::copy(list.items.add(index + 1), list.items.add(index), len - index - 1);
        list.len -= 1;
        Ok(item)
    }
}

unsafe fn remove(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match find(thread, this, args[0], 0, usize::MAX)? {
            Some(index) => {
                drop(lists::splice(thread, this, index, 1, &[]));
                Ok(Thread::none(thread))
            }
            None => Err(PyException::value_error("list.remove(x): x not in list")),
        }
    }
}

unsafe fn reverse(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let list = &mut *this.cast::<List>();
        if list.len > 0 {
            std::slice::from_raw_parts_mut(list.items, list.len).reverse();
        }
        Ok(Thread::none(thread))
    }
}

unsafe fn sort(thread: *mut Thread, this: Ref, _: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        sort_in_place(thread, this, None, false)?;
        Ok(Thread::none(thread))
    }
}

/// `list.sort`: meanwhile the list is empty, and it must not be changed.
pub(in crate::runtime) unsafe fn sort_in_place(
    thread: *mut Thread,
    this: Ref,
    key: Option<Ref>,
    reverse: bool,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let list = this.cast::<List>();
        let List { len, items, capacity, .. } = *list;
        if capacity == 0 {
            return Ok(());
        }
        ((*list).len, (*list).items, (*list).capacity) = (0, std::ptr::null_mut(), 0);
        let outcome = sort_items(thread, std::slice::from_raw_parts_mut(items, len), key, reverse);
        let List { len: more, items: others, capacity: room, .. } = *list;
        ((*list).len, (*list).items, (*list).capacity) = (len, items, capacity);
        if room == 0 {
            return outcome;
        }
        let others = lists::take_items(thread, others, more, room);
        others.into_iter().for_each(|item| release(thread, item));
        outcome.and_then(|()| Err(PyException::value_error("list modified during sort")))
    }
}

/// Sorts items by what `key` makes of them; equal ones keep their order, backwards too.
pub(in crate::runtime) unsafe fn sort_items(
    thread: *mut Thread,
    items: &mut [Ref],
    key: Option<Ref>,
    reverse: bool,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some(key) = key else { return sort_by(thread, items, reverse, |item| item) };
        let mut keys = OwnedAll::new(thread);
        for &item in &*items {
            keys.push(calls::call(thread, key, &[item])?);
        }
        let pairs = keys.get().iter().copied().zip(items.iter().copied());
        let mut pairs: Vec<(Ref, Ref)> = pairs.collect();
        let outcome = sort_by(thread, &mut pairs, reverse, |pair| pair.0);
        for (slot, (_, item)) in items.iter_mut().zip(pairs) {
            *slot = item;
        }
        outcome
    }
}

/// Sorts by the key of each; equal ones keep their order, backwards too.
pub(super) unsafe fn sort_by<T: Copy>(
    thread: *mut Thread,
    items: &mut [T],
    reverse: bool,
    key: impl Fn(T) -> Ref,
) -> Result<()> {
    // SAFETY: the caller keeps the contract of this module; the types say the layouts.
    unsafe {
        if reverse {
            items.reverse();
        }
        // As CPython: keys of one type are compared without asking for it each time.
        let all_are = |test: fn(Ref) -> bool| items.iter().all(|&item| test(key(item)));
        let outcome = if all_are(|key| key.type_id() == type_id::STR) {
            let text = |item: T| strings::text(key(item));
            sort::sort(items, |left, right| Ok(text(left) < text(right)))
        } else if all_are(|key| key.is_compact_int()) {
            let value = |item: T| (*key(item).cast::<Int>()).value;
            sort::sort(items, |left, right| Ok(value(left) < value(right)))
        } else if all_are(|key| key.type_id() == type_id::FLOAT) {
            let value = |item: T| (*key(item).cast::<Float>()).value;
            sort::sort(items, |left, right| Ok(value(left) < value(right)))
        } else {
            sort::sort(items, |left, right| {
                comparison::compare(thread, Comparison::Less.mask().into(), key(left), key(right))
            })
        };
        if reverse {
            items.reverse();
        }
        outcome
    }
}
