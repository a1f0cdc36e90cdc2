//! Methods of `str`.
//!
//! # Safety
//! The functions here keep the contract of the folder, see `methods/mod.rs`.

use super::{Row, calling};
use crate::object::{Ref, Str, type_id};
use crate::runtime::class_methods;
use crate::runtime::classes::given_int;
use crate::runtime::error::Result;
use crate::runtime::strings::{
    as_text, byte_of, is_ascii, new_part, new_str, same_or_new, same_or_part, text,
};
use crate::runtime::subscripts::{clamped, type_name};
use crate::runtime::unicode::{
    Case, Property, capitalized, in_case, is_space, is_titled, swapped, titled,
};
use crate::runtime::{
    ExceptionKind, PyException, formatting, iterators, lists, search, strings, tuples,
};
use crate::thread::Thread;

pub(super) static METHODS: &[Row] = &[
    (type_id::STR, "str.capitalize", 0, 0, calling!(made, capitalized)),
    (type_id::STR, "str.casefold", 0, 0, calling!(made, |text| in_case(text, Case::Folded))),
    (type_id::STR, "str.center", 1, 2, center),
    (type_id::STR, "str.count", 1, 3, count),
    (type_id::STR, "str.endswith", 1, 3, endswith),
    (type_id::STR, "str.find", 1, 3, find),
    // SAFETY: the contract of all methods.
    (type_id::STR, "str.format", 0, usize::MAX, |thread, this, args| unsafe {
        formatting::fill(thread, this, args, &[])
    }),
    (type_id::STR, "str.index", 1, 3, index),
    (type_id::STR, "str.isalnum", 0, 0, calling!(all_chars, Property::ALNUM)),
    (type_id::STR, "str.isalpha", 0, 0, calling!(all_chars, Property::ALPHA)),
    (type_id::STR, "str.isascii", 0, 0, calling!(tested, str::is_ascii)),
    (type_id::STR, "str.isdecimal", 0, 0, calling!(all_chars, Property::DECIMAL)),
    (type_id::STR, "str.isdigit", 0, 0, calling!(all_chars, Property::DIGIT)),
    (type_id::STR, "str.islower", 0, 0, calling!(cased, [Property::LOWER, Property::UPPER])),
    (type_id::STR, "str.isnumeric", 0, 0, calling!(all_chars, Property::NUMERIC)),
    (type_id::STR, "str.isprintable", 0, 0, calling!(tested, is_printable)),
    (type_id::STR, "str.isspace", 0, 0, calling!(all_chars, Property::SPACE)),
    (type_id::STR, "str.istitle", 0, 0, calling!(tested, is_titled)),
    (type_id::STR, "str.isupper", 0, 0, calling!(cased, [Property::UPPER, Property::LOWER])),
    (type_id::STR, "str.join", 1, 1, join),
    (type_id::STR, "str.ljust", 1, 2, ljust),
    (type_id::STR, "str.lower", 0, 0, calling!(made, |text| in_case(text, Case::Lower))),
    (type_id::STR, "str.lstrip", 0, 1, lstrip),
    (type_id::STR, "str.partition", 1, 1, partition),
    (type_id::STR, "str.removeprefix", 1, 1, removeprefix),
    (type_id::STR, "str.removesuffix", 1, 1, removesuffix),
    (type_id::STR, "str.replace", 2, 3, replace),
    (type_id::STR, "str.rfind", 1, 3, rfind),
    (type_id::STR, "str.rjust", 1, 2, rjust),
    (type_id::STR, "str.rpartition", 1, 1, rpartition),
    (type_id::STR, "str.rstrip", 0, 1, rstrip),
    (type_id::STR, "str.split", 0, 2, split),
    (type_id::STR, "str.splitlines", 0, 1, splitlines),
    (type_id::STR, "str.startswith", 1, 3, startswith),
    (type_id::STR, "str.strip", 0, 1, strip),
    (type_id::STR, "str.swapcase", 0, 0, calling!(made, swapped)),
    (type_id::STR, "str.title", 0, 0, calling!(made, titled)),
    // SAFETY: the contract of all methods.
    (type_id::STR, "str.translate", 1, 1, |thread, this, args| unsafe {
        class_methods::translate(thread, text(this), args[0])
    }),
    (type_id::STR, "str.upper", 0, 0, calling!(made, |text| in_case(text, Case::Upper))),
    (type_id::STR, "str.zfill", 1, 1, zfill),
];

/// The widest that a text is padded to.
const WIDTH_LIMIT: i64 = 1 << 28;

/// What a function makes of the text.
unsafe fn made(thread: *mut Thread, this: Ref, _: &[Ref], make: fn(&str) -> String) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(new_str(thread, &make(text(this)))) }
}

unsafe fn tested(thread: *mut Thread, this: Ref, _: &[Ref], test: fn(&str) -> bool) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::bool(thread, test(text(this)))) }
}

fn is_printable(text: &str) -> bool {
    text.chars().all(|c| Property::PRINTABLE.of(c))
}

unsafe fn all_chars(thread: *mut Thread, this: Ref, _: &[Ref], all: Property) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = text(this);
        Ok(Thread::bool(thread, !content.is_empty() && content.chars().all(|c| all.of(c))))
    }
}

/// Whether some characters have a property, and none is of another case.
unsafe fn cased(
    thread: *mut Thread,
    this: Ref,
    _: &[Ref],
    [is, is_not]: [Property; 2],
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let content = text(this);
        let other = |c: char| is_not.of(c) || Property::TITLE.of(c);
        Ok(Thread::bool(thread, content.chars().any(|c| is.of(c)) && !content.chars().any(other)))
    }
}

/// An argument that has to be a text.
unsafe fn text_arg<'a>(arg: Ref, name: &str, number: &str) -> Result<&'a str> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        as_text(arg).ok_or_else(|| {
            let got = type_name(arg);
            PyException::type_error(format!("{name}() argument{number} must be str, not {got}"))
        })
    }
}

/// The bytes between two optional indices of characters; nothing if the first index is after the end.
unsafe fn range_of(this: Ref, bounds: &[Ref]) -> Result<Option<(usize, usize)>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let len = (*this.cast::<Str>()).len as i64;
        let mut ends = [0, len];
        for (end, &bound) in ends.iter_mut().zip(bounds) {
            if bound.type_id() == type_id::NONE {
                continue;
            }
            let index = clamped(bound).ok_or_else(|| {
                let message = "slice indices must be integers or None or have an __index__ method";
                PyException::type_error(message)
            })?;
            *end = if index < 0 { index.saturating_add(len).max(0) } else { index };
        }
        let [start, end] = ends;
        let end = end.min(len);
        if start > end {
            return Ok(None);
        }
        let byte = |index: i64| byte_of(text(this), is_ascii(this), index as usize);
        Ok(Some((byte(start), byte(end))))
    }
}

/// Where a part was found, as an index of characters.
unsafe fn found(
    this: Ref,
    args: &[Ref],
    name: &str,
    find: fn(&str, &str) -> Option<usize>,
) -> Result<Option<i64>> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let part = text_arg(args[0], name, " 1")?;
        let Some((start, end)) = range_of(this, &args[1..])? else { return Ok(None) };
        let content = text(this);
        Ok(find(&content[start..end], part).map(|at| {
            let byte = start + at;
            match is_ascii(this) {
                true => byte as i64,
                false => content[..byte].chars().count() as i64,
            }
        }))
    }
}

unsafe fn find(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let found = found(this, args, "find", search::find)?;
        Ok(Thread::int(thread, found.unwrap_or(-1)))
    }
}

unsafe fn rfind(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let found = found(this, args, "rfind", search::rfind)?;
        Ok(Thread::int(thread, found.unwrap_or(-1)))
    }
}

unsafe fn index(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match found(this, args, "index", search::find)? {
            Some(index) => Ok(Thread::int(thread, index)),
            None => Err(PyException::value_error("substring not found")),
        }
    }
}

unsafe fn count(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let part = text_arg(args[0], "count", " 1")?;
        let count = match range_of(this, &args[1..])? {
            Some((start, end)) => search::count(&text(this)[start..end], part),
            None => 0,
        };
        Ok(Thread::int(thread, count as i64))
    }
}

/// `startswith` and `endswith`: of one text, or of any in a tuple.
unsafe fn affix(
    thread: *mut Thread,
    this: Ref,
    args: &[Ref],
    name: &str,
    test: fn(&str, &str) -> bool,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let one = [args[0]];
        let parts = match args[0].type_id() {
            type_id::TUPLE => tuples::items(args[0]),
            _ => &one[..],
        };
        let range = range_of(this, &args[1..])?;
        for &part in parts {
            let Some(part) = as_text(part) else {
                let got = type_name(part);
                return Err(PyException::type_error(match args[0].type_id() {
                    type_id::TUPLE => format!("tuple for {name} must only contain str, not {got}"),
                    _ => format!("{name} first arg must be str or a tuple of str, not {got}"),
                }));
            };
            if range.is_some_and(|(start, end)| test(&text(this)[start..end], part)) {
                return Ok(Thread::bool(thread, true));
            }
        }
        Ok(Thread::bool(thread, false))
    }
}

unsafe fn startswith(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { affix(thread, this, args, "startswith", |text, part| text.starts_with(part)) }
}

unsafe fn endswith(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { affix(thread, this, args, "endswith", |text, part| text.ends_with(part)) }
}

unsafe fn join(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(items) = iterators::stored(args[0]) {
            return joined(thread, this, items);
        }
        let items = iterators::collect(thread, args[0])
            .map_err(|_| PyException::type_error("can only join an iterable"))?;
        joined(thread, this, items.get())
    }
}

/// A text of others, if all items are texts.
unsafe fn joined(thread: *mut Thread, between: Ref, items: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(number) = items.iter().position(|item| item.type_id() != type_id::STR) {
            if items[number].held().is_some() {
                let held: Vec<Ref> =
                    items.iter().map(|item| item.held().unwrap_or(*item)).collect();
                return joined(thread, between, &held);
            }
            let got = type_name(items[number]);
            return Err(PyException::type_error(format!(
                "sequence item {number}: expected str instance, {got} found"
            )));
        }
        if let [item] = *items {
            item.incref();
            return Ok(item);
        }
        Ok(strings::join(thread, between, items))
    }
}

/// Strips characters of an argument, or white space, from one or both sides.
unsafe fn stripped(
    thread: *mut Thread,
    this: Ref,
    args: &[Ref],
    name: &str,
    sides: (bool, bool),
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let set = match args.first() {
            None => None,
            Some(arg) if arg.type_id() == type_id::NONE => None,
            Some(&arg) => Some(as_text(arg).ok_or_else(|| {
                PyException::type_error(format!("{name} arg must be None or str"))
            })?),
        };
        let mut content = text(this);
        let drops = |c: char| set.map_or_else(|| is_space(c), |set| set.contains(c));
        if sides.0 {
            content = content.trim_start_matches(drops);
        }
        if sides.1 {
            content = content.trim_end_matches(drops);
        }
        Ok(same_or_part(thread, this, content))
    }
}

unsafe fn strip(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { stripped(thread, this, args, "strip", (true, true)) }
}

unsafe fn lstrip(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { stripped(thread, this, args, "lstrip", (true, false)) }
}

unsafe fn rstrip(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { stripped(thread, this, args, "rstrip", (false, true)) }
}

unsafe fn removeprefix(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let prefix = text_arg(args[0], "removeprefix", "")?;
        Ok(same_or_part(thread, this, text(this).strip_prefix(prefix).unwrap_or(text(this))))
    }
}

unsafe fn removesuffix(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let suffix = text_arg(args[0], "removesuffix", "")?;
        Ok(same_or_part(thread, this, text(this).strip_suffix(suffix).unwrap_or(text(this))))
    }
}

/// The parts of a text.
unsafe fn texts(thread: *mut Thread, this: Ref, parts: &[&str]) -> Vec<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { parts.iter().map(|part| same_or_part(thread, this, part)).collect() }
}

unsafe fn separator<'a>(arg: Ref, what: &str) -> Result<&'a str> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match as_text(arg) {
            Some("") => Err(PyException::value_error("empty separator")),
            Some(separator) => Ok(separator),
            None => {
                let got = type_name(arg);
                Err(PyException::type_error(format!("must be {what}, not {got}")))
            }
        }
    }
}

unsafe fn partition(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let found = text(this).split_once(separator(args[0], "str")?);
        Ok(parted(thread, this, args[0], found, [text(this), "", ""]))
    }
}

unsafe fn rpartition(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let found = text(this).rsplit_once(separator(args[0], "str")?);
        Ok(parted(thread, this, args[0], found, ["", "", text(this)]))
    }
}

/// What is before and after a separator, around it, or other parts if there is none.
unsafe fn parted(
    thread: *mut Thread,
    this: Ref,
    separator: Ref,
    found: Option<(&str, &str)>,
    otherwise: [&str; 3],
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let Some((before, after)) = found else {
            return tuples::new_tuple(thread, &texts(thread, this, &otherwise));
        };
        separator.incref();
        let (before, after) = (new_part(thread, this, before), new_part(thread, this, after));
        tuples::new_tuple(thread, &[before, separator, after])
    }
}

unsafe fn split(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let limit = match args.get(1) {
            None => -1,
            Some(&arg) => given_int(arg)?,
        };
        let content = text(this);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let by_space = args.first().is_none_or(|arg| arg.type_id() == type_id::NONE);
        let parts: Vec<&str> = if by_space {
            words(content, limit)
        } else {
            search::split(content, separator(args[0], "str or None")?, limit)
        };
        Ok(lists::new_list(thread, &texts(thread, this, &parts)))
    }
}

/// Words between white space; after the `limit`th comes the rest.
fn words(content: &str, limit: usize) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = content.trim_start_matches(is_space);
    while !rest.is_empty() {
        if words.len() == limit {
            words.push(rest);
            break;
        }
        let end = rest.find(is_space).unwrap_or(rest.len());
        words.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    words
}

unsafe fn splitlines(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let keep = args.first().is_some_and(|&arg| crate::runtime::subscripts::truth(arg));
        let ends = |c: char| {
            matches!(
                c,
                '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'
                    ..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
            )
        };
        let mut lines = Vec::new();
        let mut rest = text(this);
        while !rest.is_empty() {
            let end = rest.find(ends).unwrap_or(rest.len());
            let after = &rest[end..];
            let mark = match after.starts_with("\r\n") {
                true => 2,
                false => after.chars().next().map_or(0, char::len_utf8),
            };
            lines.push(&rest[..if keep { end + mark } else { end }]);
            rest = &rest[end + mark..];
        }
        Ok(lists::new_list(thread, &texts(thread, this, &lines)))
    }
}

unsafe fn replace(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (old, new) = (text_arg(args[0], "replace", " 1")?, text_arg(args[1], "replace", " 2")?);
        let limit = match args.get(2) {
            None => -1,
            Some(&arg) => given_int(arg)?,
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        if args[0] == args[1] || limit == 0 || search::find(text(this), old).is_none() {
            this.incref();
            return Ok(this);
        }
        Ok(new_str(thread, &text(this).replacen(old, new, limit)))
    }
}

/// Width and fill of a padding method, and how many characters are missing.
unsafe fn padding(this: Ref, args: &[Ref]) -> Result<(String, usize)> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let width = given_int(args[0])?;
        if width > WIDTH_LIMIT {
            return Err(PyException::new(ExceptionKind::MemoryError, "a text that wide"));
        }
        let fill = match args.get(1) {
            None => " ",
            Some(&arg) => {
                let what = "The fill character must be";
                let message = match as_text(arg) {
                    Some(_) => format!("{what} exactly one character long"),
                    None => format!("{what} a unicode character, not {}", type_name(arg)),
                };
                let fill = as_text(arg).filter(|fill| fill.chars().count() == 1);
                fill.ok_or_else(|| PyException::type_error(message))?
            }
        };
        let len = (*this.cast::<Str>()).len;
        Ok((fill.to_owned(), usize::try_from(width).unwrap_or(0).saturating_sub(len)))
    }
}

unsafe fn ljust(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (fill, missing) = padding(this, args)?;
        Ok(same_or_new(thread, this, &format!("{}{}", text(this), fill.repeat(missing))))
    }
}

unsafe fn rjust(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (fill, missing) = padding(this, args)?;
        Ok(same_or_new(thread, this, &format!("{}{}", fill.repeat(missing), text(this))))
    }
}

unsafe fn center(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (fill, missing) = padding(this, args)?;
        let width = missing + (*this.cast::<Str>()).len;
        // As CPython: of an odd number the left side gets more where the width is odd too.
        let left = missing / 2 + (missing & width & 1);
        let (before, after) = (fill.repeat(left), fill.repeat(missing - left));
        Ok(same_or_new(thread, this, &format!("{before}{}{after}", text(this))))
    }
}

unsafe fn zfill(thread: *mut Thread, this: Ref, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let (_, missing) = padding(this, args)?;
        let content = text(this);
        let digits = content.trim_start_matches(['+', '-']);
        let sign = match content.len() - digits.len() {
            0 => "",
            _ => &content[..1],
        };
        Ok(same_or_new(
            thread,
            this,
            &format!("{sign}{}{}", "0".repeat(missing), &content[sign.len()..]),
        ))
    }
}
