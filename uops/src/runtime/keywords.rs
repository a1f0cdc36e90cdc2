//! Calls of builtins with arguments by name.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::methods::list;
use super::owned::Owned;
use super::strings::{as_text, text};
use super::subscripts::truth;
use super::{
    BuiltinFunction, Method, PyException, calls, comparison, dicts, formatting, instances,
    iterators, lists, operators, raise, replay, state, tuples,
};
use crate::object::{BoundMethod, Builtin, MethodDescriptor, Ref, TypeObject, type_id};
use crate::operator::{Comparison, Operator};
use crate::thread::Thread;

/// Callables whose parameters have names, in their order; `self` is the first of a method.
const SIGNATURES: &[(&str, &[&str])] = &[
    ("bytearray", &["source", "encoding", "errors"]),
    ("bytearray.decode", &["", "encoding", "errors"]),
    ("bytearray.expandtabs", &["", "tabsize"]),
    ("bytearray.hex", &["", "sep", "bytes_per_sep"]),
    ("bytearray.rsplit", &["", "sep", "maxsplit"]),
    ("bytearray.split", &["", "sep", "maxsplit"]),
    ("bytearray.splitlines", &["", "keepends"]),
    ("bytearray.translate", &["", "", "delete"]),
    ("bytes", &["source", "encoding", "errors"]),
    ("bytes.decode", &["", "encoding", "errors"]),
    ("bytes.expandtabs", &["", "tabsize"]),
    ("bytes.hex", &["", "sep", "bytes_per_sep"]),
    ("bytes.rsplit", &["", "sep", "maxsplit"]),
    ("bytes.split", &["", "sep", "maxsplit"]),
    ("bytes.splitlines", &["", "keepends"]),
    ("bytes.translate", &["", "", "delete"]),
    ("deque", &["iterable", "maxlen"]),
    ("enumerate", &["iterable", "start"]),
    ("int", &["", "base"]),
    ("int.from_bytes", &["bytes", "byteorder", "signed"]),
    ("int.to_bytes", &["", "length", "byteorder", "signed"]),
    ("pow", &["base", "exp", "mod"]),
    ("round", &["number", "ndigits"]),
    ("str.encode", &["", "encoding", "errors"]),
    ("str.replace", &["", "", "", "count"]),
    ("str.split", &["", "sep", "maxsplit"]),
    ("sum", &["", "start"]),
];

/// The name by which a builtin is known, and what it is called with in front of the arguments.
unsafe fn known(thread: *mut Thread, callable: Ref) -> Option<(&'static str, Option<Ref>)> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match callable.type_id() {
            type_id::TYPE => {
                let class = (*callable.cast::<TypeObject>()).represents;
                let kind = state(thread).classes.holds(class).unwrap_or(class);
                Some((type_id::name(kind), None))
            }
            type_id::BUILTIN => {
                let function =
                    BuiltinFunction::from_number((*callable.cast::<Builtin>()).function)?;
                Some((function.name(), None))
            }
            type_id::METHOD_DESCRIPTOR => {
                let method = Method::from_number((*callable.cast::<MethodDescriptor>()).method)?;
                Some((method.name(), None))
            }
            type_id::METHOD => {
                let BoundMethod { function, this, .. } = *callable.cast::<BoundMethod>();
                Some((known(thread, function)?.0, Some(this)))
            }
            _ => None,
        }
    }
}

/// Arguments by position and by name.
struct Arguments<'a> {
    function: &'static str,
    positional: Vec<Ref>,
    named: Vec<(&'a str, Ref)>,
}

impl Arguments<'_> {
    /// Takes an argument that can be given by name only.
    fn take(&mut self, name: &str) -> Option<Ref> {
        let index = self.named.iter().position(|(known, _)| *known == name)?;
        Some(self.named.swap_remove(index).1)
    }

    /// That all names have been taken.
    fn finish(&self) -> Result<()> {
        match self.named.first() {
            None => Ok(()),
            Some((name, _)) => {
                let function = self.function.rsplit('.').next().unwrap_or(self.function);
                let message = format!("{function}() got an unexpected keyword argument '{name}'");
                Err(PyException::type_error(message))
            }
        }
    }
}

/// Calls a builtin; the last arguments have these names.
pub(super) unsafe fn call(
    thread: *mut Thread,
    callable: Ref,
    args: &[Ref],
    names: &[Ref],
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let is_opaque = match callable.type_id() {
            type_id::OPAQUE => true,
            type_id::TYPE | type_id::BUILTIN => replay::has_opaque(args),
            _ => false,
        };
        if is_opaque {
            let names: Vec<&str> = names.iter().map(|&name| text(name)).collect();
            return calls::call_opaque(thread, callable, args, &names.join(","));
        }
        let Some((function, this)) = known(thread, callable) else {
            let message = match callable.type_id() {
                type_id::FUNCTION | type_id::METHOD => {
                    "this object takes no keyword arguments".to_owned()
                }
                _ => {
                    let name = instances::type_name(thread, callable);
                    format!("'{name}' object is not callable")
                }
            };
            return Err(PyException::type_error(message));
        };
        let (by_position, by_name) = args.split_at(args.len().saturating_sub(names.len()));
        let mut arguments = Arguments {
            function,
            positional: this.into_iter().chain(by_position.iter().copied()).collect(),
            named: names.iter().map(|&name| text(name)).zip(by_name.iter().copied()).collect(),
        };
        match function {
            "sorted" => sorted(thread, arguments),
            "list.sort" => sort_list(thread, arguments),
            "max" => extreme(thread, arguments, Comparison::Greater),
            "min" => extreme(thread, arguments, Comparison::Less),
            "dict" | "Counter" => dict(thread, callable, arguments),
            // A class of the program without an `__init__`.
            "object" => calls::call(thread, callable, args),
            "str.format" => fill(thread, &arguments),
            _ => {
                let signature = SIGNATURES.iter().find(|(name, _)| *name == function);
                let parameters = signature.map_or(&[][..], |(_, parameters)| parameters);
                for (index, parameter) in parameters.iter().enumerate() {
                    if let Some(value) = arguments.take(parameter) {
                        // The one that may be left out before another is None by default.
                        while arguments.positional.len() < index {
                            arguments.positional.push(Thread::none(thread));
                        }
                        arguments.positional.push(value);
                    }
                }
                arguments.finish()?;
                let callable = match callable.type_id() {
                    type_id::METHOD => (*callable.cast::<BoundMethod>()).function,
                    _ => callable,
                };
                calls::call(thread, callable, &arguments.positional)
            }
        }
    }
}

/// What `key` makes of an item.
unsafe fn key_of(thread: *mut Thread, key: Option<Ref>, item: Ref) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match key.filter(|key| key.type_id() != type_id::NONE) {
            Some(key) => calls::call(thread, key, &[item]),
            None => {
                item.incref();
                Ok(item)
            }
        }
    }
}

/// The `key` and `reverse` of a sort.
unsafe fn order(arguments: &mut Arguments<'_>) -> Result<(Option<Ref>, bool)> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let key = arguments.take("key").filter(|key| key.type_id() != type_id::NONE);
        let reverse = arguments.take("reverse").is_some_and(|reverse| truth(reverse));
        arguments.finish()?;
        Ok((key, reverse))
    }
}

unsafe fn sorted(thread: *mut Thread, mut arguments: Arguments<'_>) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let [iterable] = *arguments.positional else {
            let got = arguments.positional.len();
            let message = format!("sorted expected 1 argument, got {got}");
            return Err(PyException::type_error(message));
        };
        let mut items = iterators::collect(thread, iterable)?;
        let (key, reverse) = order(&mut arguments)?;
        list::sort_items(thread, items.get_mut(), key, reverse)?;
        Ok(lists::new_list(thread, &items.give()))
    }
}

unsafe fn sort_list(thread: *mut Thread, mut arguments: Arguments<'_>) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let this = match *arguments.positional {
            [this] if this.held().unwrap_or(this).type_id() == type_id::LIST => {
                this.held().unwrap_or(this)
            }
            _ => return Err(PyException::type_error("sort() takes no positional arguments")),
        };
        let (key, reverse) = order(&mut arguments)?;
        list::sort_in_place(thread, this, key, reverse)?;
        Ok(Thread::none(thread))
    }
}

/// The first item for whose key a comparison holds with those of all before it.
unsafe fn extreme(
    thread: *mut Thread,
    mut arguments: Arguments<'_>,
    comparison: Comparison,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mask = comparison.mask().into();
        let (key, default) = (arguments.take("key"), arguments.take("default"));
        arguments.finish()?;
        let mut best = None::<(Owned, Owned)>;
        let mut consider = |item: Ref| {
            let item = Owned::new(thread, item);
            let key = Owned::new(thread, key_of(thread, key, item.get())?);
            if let Some((_, best)) = &best
                && !comparison::compare(thread, mask, key.get(), best.get())?
            {
                return Ok(());
            }
            best = Some((item, key));
            Ok(())
        };
        match &*arguments.positional {
            [iterable] => iterators::for_each(thread, *iterable, consider)?,
            args => {
                for &arg in args {
                    arg.incref();
                    consider(arg)?;
                }
            }
        }
        match (best, default) {
            (Some((item, _)), _) => Ok(item.give()),
            (None, Some(default)) => {
                default.incref();
                Ok(default)
            }
            (None, None) => {
                let name = arguments.function;
                Err(PyException::value_error(format!("{name}() iterable argument is empty")))
            }
        }
    }
}

unsafe fn dict(thread: *mut Thread, callable: Ref, arguments: Arguments<'_>) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let dict = Owned::new(thread, calls::call(thread, callable, &arguments.positional)?);
        for (name, value) in arguments.named {
            let name = Owned::new(thread, super::strings::new_str(thread, name));
            let held = dict.get().held().unwrap_or(dict.get());
            let known = match held.type_id() {
                type_id::COUNTER => dicts::get(thread, held, name.get())?,
                _ => None,
            };
            let value = match known {
                Some(known) => operators::binary(thread, Operator::Add.into(), value, known)?,
                None => {
                    value.incref();
                    value
                }
            };
            let value = Owned::new(thread, value);
            dicts::set(thread, held, name.get(), value.get())?;
        }
        Ok(dict.give())
    }
}

unsafe fn fill(thread: *mut Thread, arguments: &Arguments<'_>) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match arguments.positional.split_first() {
            Some((&this, by_position)) if as_text(this).is_some() => {
                let this = this.held().unwrap_or(this);
                formatting::fill(thread, this, by_position, &arguments.named)
            }
            _ => {
                let message = "unbound method str.format() needs an argument";
                Err(PyException::type_error(message))
            }
        }
    }
}

/// See [`crate::helpers::uop_call_with_names`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_call_with_names(
    thread: *mut Thread,
    callable: Ref,
    args: *mut Ref,
    count: usize,
    names: Ref,
) -> Ref {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let args = if count == 0 { &[] } else { std::slice::from_raw_parts(args, count) };
        let is_names = |names: &[Ref]| {
            names.len() <= count && names.iter().all(|name| name.type_id() == type_id::STR)
        };
        let called = match names.type_id() {
            type_id::TUPLE if is_names(tuples::items(names)) => {
                call(thread, callable, args, tuples::items(names))
            }
            _ => Err(PyException::type_error("keywords must be strings")),
        };
        called.unwrap_or_else(|exception| raise(thread, exception))
    }
}
