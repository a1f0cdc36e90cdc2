//! Which parameter each argument of a call is for, and CPython's complaints about arguments that do not fit.
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::error::Result;
use super::owned::{OwnedAll, Refs};
use super::strings::text;
use super::{PyException, dicts, function_attributes, suggestions, tuples};
use crate::object::{Code, Function, Ref, type_id};
use crate::thread::Thread;

/// Arguments, put where the parameters of a function are that they are for.
struct Bound<'f> {
    thread: *mut Thread,
    function: &'f Function,
    code: &'f Code,
    /// What is bound to each parameter so far, or null. The references are owned.
    slots: OwnedAll,
    /// How many arguments are given by position.
    given: usize,
}

/// What the parameters of a function are bound to that is called with arguments by position, and a dict of those by
/// name, if there are any.
pub(super) unsafe fn bind(
    thread: *mut Thread,
    function: &Function,
    arguments: &[Ref],
    by_name: Option<Ref>,
) -> Result<Refs> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut bound = Bound::new(thread, function);
        bound.take(arguments);
        bound.take_named(by_name)?;
        bound.fill()?;
        Ok(bound.slots.give())
    }
}

/// The complaint about a call with so many arguments by position, which do not fit.
pub(super) unsafe fn misfit(thread: *mut Thread, function: &Function, given: usize) -> PyException {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut bound = Bound::new(thread, function);
        bound.take(&vec![Thread::none(thread); given]);
        let complaint = bound.fill().err();
        complaint.unwrap_or_else(|| PyException::type_error("the arguments do not fit"))
    }
}

impl<'f> Bound<'f> {
    unsafe fn new(thread: *mut Thread, function: &'f Function) -> Self {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let code = &*function.code;
            let mut slots = OwnedAll::new(thread);
            slots.extend(&vec![Ref::NULL; code.arg_count as usize]);
            Bound { thread, function, code, slots, given: 0 }
        }
    }

    /// How many parameters take an argument by position.
    fn positional(&self) -> usize {
        self.code.positional as usize
    }

    /// The parameters that have a name of their own, not those with stars.
    fn named(&self) -> usize {
        self.positional().wrapping_add(self.code.keyword_only as usize)
    }

    /// The names of these parameters.
    unsafe fn names(&self) -> Vec<&str> {
        // SAFETY: the caller keeps the contract of this module; names are texts.
        unsafe {
            let names =
                if self.code.names.is_null() { &[] } else { tuples::items(self.code.names) };
            names.iter().take(self.named()).map(|&name| text(name)).collect()
        }
    }

    /// A complaint, which begins with the function's name.
    unsafe fn complain(&self, what: &str) -> PyException {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let name = function_attributes::qualified(self.thread, self.function);
            PyException::type_error(format!("{}() {what}", name.unwrap_or("the function")))
        }
    }

    /// Takes arguments by position.
    unsafe fn take(&mut self, arguments: &[Ref]) {
        self.given = arguments.len();
        let (first, rest) = arguments.split_at(arguments.len().min(self.positional()));
        for (slot, argument) in self.slots.get_mut().iter_mut().zip(first) {
            // SAFETY: the caller keeps the contract of this module.
            unsafe { argument.incref() };
            *slot = *argument;
        }
        if self.code.varargs != 0 {
            let named = self.named();
            // SAFETY: the caller keeps the contract of this module.
            self.slots.get_mut()[named] = unsafe { tuples::copy_tuple(self.thread, rest) };
        }
    }

    /// Takes arguments by name.
    unsafe fn take_named(&mut self, arguments: Option<Ref>) -> Result<()> {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let others = (self.code.varkeywords != 0).then(|| dicts::new_dict(self.thread));
            if let (Some(others), Some(last)) = (others, self.slots.get_mut().last_mut()) {
                *last = others;
            }
            let Some(arguments) = arguments else { return Ok(()) };
            let items: Vec<(Ref, Ref)> =
                dicts::table(arguments).entries().map(|entry| (entry.key, entry.value)).collect();
            let by_position_only = self.code.positional_only as usize;
            for &(key, value) in &items {
                if key.type_id() != type_id::STR {
                    return Err(PyException::type_error("keywords must be strings"));
                }
                let names = self.names();
                let mut known = names.iter().enumerate().skip(by_position_only);
                let place = known.find(|(_, name)| **name == text(key)).map(|(place, _)| place);
                match (place, others) {
                    (Some(place), _) if self.slots.get()[place].is_null() => {
                        value.incref();
                        self.slots.get_mut()[place] = value;
                    }
                    (Some(_), _) => {
                        let what = format!("got multiple values for argument '{}'", text(key));
                        return Err(self.complain(&what));
                    }
                    (None, Some(others)) => dicts::set(self.thread, others, key, value)?,
                    (None, None) => return Err(self.unexpected(key, &items)),
                }
            }
            Ok(())
        }
    }

    /// The complaint about an argument whose name no parameter has, among these.
    unsafe fn unexpected(&self, key: Ref, items: &[(Ref, Ref)]) -> PyException {
        // SAFETY: the caller keeps the contract of this module; only texts are looked at as such.
        unsafe {
            let names = self.names();
            let (by_position, others) =
                names.split_at(names.len().min(self.code.positional_only as usize));
            let is_given = |name: &&&str| {
                items.iter().any(|(key, _)| key.type_id() == type_id::STR && text(*key) == **name)
            };
            let wrong: Vec<&str> = by_position.iter().filter(is_given).copied().collect();
            if !wrong.is_empty() {
                let what = "got some positional-only arguments passed as keyword arguments";
                return self.complain(&format!("{what}: '{}'", wrong.join(", ")));
            }
            let what = format!("got an unexpected keyword argument '{}'", text(key));
            self.complain(&match suggestions::nearest(text(key), others) {
                Some(name) => format!("{what}. Did you mean '{name}'?"),
                None => what,
            })
        }
    }

    /// Gives parameters without an argument their values by default.
    unsafe fn fill(&mut self) -> Result<()> {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let defaults = function_attributes::values_by_default(self.thread, self.function);
            let positional = self.positional();
            if self.given > positional && self.code.varargs == 0 {
                return Err(self.too_many(defaults[..positional].iter().flatten().count()));
            }
            for (range, kind) in
                [(0..positional, "positional"), (positional..self.named(), "keyword-only")]
            {
                let mut missing = Vec::new();
                for place in range {
                    let slot = &mut self.slots.get_mut()[place];
                    match defaults[place] {
                        _ if !slot.is_null() => {}
                        Some(value) => {
                            value.incref();
                            *slot = value;
                        }
                        None => missing.push(place),
                    }
                }
                if !missing.is_empty() {
                    return Err(self.missing(&missing, kind));
                }
            }
            Ok(())
        }
    }

    /// The complaint about parameters without an argument and a value by default.
    unsafe fn missing(&self, places: &[usize], kind: &str) -> PyException {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let all = self.names();
            let names: Vec<String> = (places.iter())
                .map(|&place| all.get(place).map_or("?".to_owned(), |name| format!("'{name}'")))
                .collect();
            let listed = match &names[..] {
                [one] => one.clone(),
                [first, second] => format!("{first} and {second}"),
                [first @ .., last] => format!("{}, and {last}", first.join(", ")),
                [] => String::new(),
            };
            let (count, s) = (names.len(), plural(names.len()));
            self.complain(&format!("missing {count} required {kind} argument{s}: {listed}"))
        }
    }

    /// The complaint about too many arguments by position, of a function some of whose parameters have values by default.
    unsafe fn too_many(&self, by_default: usize) -> PyException {
        let (takes, given) = (self.positional(), self.given);
        let (range, s) = match by_default {
            0 => (takes.to_string(), plural(takes)),
            _ => (format!("from {} to {takes}", takes - by_default), "s"),
        };
        let by_name = self.slots.get()[takes..self.named()].iter().filter(|slot| !slot.is_null());
        let by_name = by_name.count();
        let others = match by_name {
            0 => String::new(),
            _ => format!(
                " positional argument{} (and {by_name} keyword-only argument{})",
                plural(given),
                plural(by_name)
            ),
        };
        let were = if given == 1 && by_name == 0 { "was" } else { "were" };
        let what = format!("takes {range} positional argument{s} but {given}{others} {were} given");
        // SAFETY: the caller keeps the contract of this module.
        unsafe { self.complain(&what) }
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
