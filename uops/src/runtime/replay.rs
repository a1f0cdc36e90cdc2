//! Opaque objects: what the runtime does not model, such as a regular expression or a file.
//!
//! Of such an object only its identity is known. Whatever a program asks of one was noted when the program was
//! recorded: an [`Exchange`] is what was asked for, of which operands, and what came of it. A [`Replay`] has all of
//! one run, in their order. Here an object answers as it did then if the program asks for the same of equal
//! operands, in the same order. Anything else is a `ReplayError`, so that no result of the run counts.

use super::error::Result;
use super::owned::Owned;
use super::value::{self, Scope};
use super::{
    ExceptionKind, PyException, Runtime, Value, dealloc, dicts, exceptions, lists, state, tuples,
};
use crate::object::{Header, Opaque, Ref, Slice, TypeId, type_id};
use crate::runtime::heap::new_object;
use crate::thread::Thread;
use std::fmt::{self, Display};
use std::rc::Rc;
use std::sync::Arc;

/// An opaque object as a program describes it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OpaqueObject {
    /// What messages call it: the name of its type or, of a function, its own.
    pub name: String,
    /// Whether it may equal another object. One that does not is equal to itself alone.
    pub compares: bool,
    /// Whether it may be false.
    pub has_truth: bool,
}

macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident $word:literal,)*) => {
        /// What may be asked of an opaque object.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum RequestKind { $($(#[$doc])* $name,)* }

        impl RequestKind {
            /// Every kind.
            pub const ALL: &'static [RequestKind] = &[$(RequestKind::$name),*];

            /// Its name in files.
            pub fn word(self) -> &'static str {
                match self { $(RequestKind::$name => $word,)* }
            }
        }
    };
}

requests! {
    /// A call of the first operand; the name has the names of the last arguments, with commas between them.
    Call "call",
    /// The attribute of that name.
    Load "load",
    /// The same where a method is called: a function that is called with the object in front.
    Method "method",
    /// To set the attribute of that name.
    Store "store",
    /// To delete the attribute of that name.
    Delete "delete",
    /// A binary operator.
    Operator "operator",
    /// A comparison.
    Compare "compare",
    /// Whether the second operand contains the first one.
    Contains "contains",
    /// An iterator.
    Iterate "iterate",
    /// The next item; no answer means that there is none.
    Next "next",
    /// `first[second]`
    Subscript "subscript",
    /// `first[second] = third`
    SetItem "set_item",
    /// `del first[second]`
    DeleteItem "delete_item",
    /// `first[second:third]`
    Slice "slice",
    /// `first[second:third] = fourth`
    SetSlice "set_slice",
    /// Whether it is true.
    Truth "truth",
    /// `-`, `+` or `~`.
    Unary "unary",
    /// `str`, `repr` or `ascii`.
    Convert "convert",
    /// `format(first, second)`
    Format "format",
    /// A tuple of its items.
    Unpack "unpack",
}

impl RequestKind {
    /// The kind with this name in files.
    pub fn from_word(word: &str) -> Option<RequestKind> {
        RequestKind::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// What was asked of an opaque object, and what came of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Exchange {
    /// What was asked for.
    pub kind: RequestKind,
    /// A name or an operator, or nothing.
    pub name: String,
    /// Of what it was asked.
    pub operands: Vec<Value>,
    /// What was in objects of the program afterwards that it has changed: each a [`Value::Kept`] with a number.
    pub changes: Vec<Value>,
    /// What it gave; nothing if it gives or raises nothing, or at the end of an iterator.
    pub answer: Option<Value>,
    /// The exception that it raised instead, an instance of a class of the program.
    pub raises: Option<Value>,
}

/// All exchanges of one run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Replay {
    /// The arguments of the run.
    pub args: Vec<Value>,
    /// The exchanges that differ.
    pub exchanges: Vec<Exchange>,
    /// Which of them came, one after the other.
    pub order: Vec<u32>,
    /// How many objects are told from others by their numbers.
    pub kept: u32,
}

impl Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_request(f, self.kind, &self.name, self.operands.iter())
    }
}

fn write_request(
    f: &mut impl fmt::Write,
    kind: RequestKind,
    name: &str,
    operands: impl Iterator<Item = impl Display>,
) -> fmt::Result {
    f.write_str(kind.word())?;
    if !name.is_empty() {
        write!(f, " {name}")?;
    }
    for (index, operand) in operands.enumerate() {
        f.write_str(if index == 0 { " of " } else { ", " })?;
        f.write_str(&shortened(&operand.to_string()))?;
    }
    Ok(())
}

/// The most characters of an operand in a message.
const SHOWN: usize = 80;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What of a program opaque objects may give.
#[derive(Debug, Default)]
pub struct Given {
    /// Its constants.
    pub constants: Vec<Ref>,
    /// Its classes: their ids, and the objects that stand for them.
    pub classes: Vec<(TypeId, Ref)>,
    /// Its functions, its own first.
    pub functions: Vec<Ref>,
    /// The opaque objects by number.
    pub opaques: Rc<[Ref]>,
}

/// The replay of the run that a thread is in.
#[derive(Debug, Default)]
pub(super) struct Replaying {
    replay: Option<Arc<Replay>>,
    /// How many exchanges have been.
    done: usize,
    /// What the program owns of what is given to it.
    given: Option<Rc<Given>>,
    /// The objects that are told from others by number, owned; null before they are met.
    kept: Vec<Ref>,
    /// What went wrong first.
    failure: Option<PyException>,
}

impl Replaying {
    /// One of the objects that the program owns.
    fn owned(&self, which: impl Fn(&Given) -> Option<Ref>) -> Option<Ref> {
        self.given.as_deref().and_then(which)
    }
}

/// Whether an object is opaque.
///
/// # Safety
/// The object is alive.
#[inline]
pub(super) unsafe fn is_opaque(object: Ref) -> bool {
    // SAFETY: the caller's promise.
    unsafe { object.type_id() == type_id::OPAQUE }
}

/// Whether one of these objects is opaque.
///
/// # Safety
/// The objects are alive.
#[inline]
pub(super) unsafe fn has_opaque(objects: &[Ref]) -> bool {
    // SAFETY: the caller's promise.
    objects.iter().any(|&object| unsafe { is_opaque(object) })
}

/// Whether an opaque object may equal another one.
///
/// # Safety
/// The object is alive and opaque.
pub(super) unsafe fn compares(object: Ref) -> bool {
    // SAFETY: the caller's promise.
    unsafe { (*object.cast::<Opaque>()).compares }
}

/// The thread of the runtime of an opaque object.
///
/// # Safety
/// The object is alive and opaque.
pub(super) unsafe fn thread(object: Ref) -> *mut Thread {
    // SAFETY: the caller's promise.
    unsafe { (*object.cast::<Opaque>()).thread.cast() }
}

/// Whether the next exchange is of this kind.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn is_next(thread: *mut Thread, kind: RequestKind) -> bool {
    // SAFETY: the caller's promise.
    let replaying = unsafe { &state(thread).replaying };
    let next = replaying.replay.as_ref().and_then(|replay| {
        let index = replay.order.get(replaying.done)?;
        replay.exchanges.get(*index as usize)
    });
    next.is_some_and(|next| next.kind == kind)
}

/// The number of an opaque object.
///
/// # Safety
/// The object is alive and opaque.
pub(super) unsafe fn number(object: Ref) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { (*object.cast::<Opaque>()).number }
}

/// `bool(object)` of an opaque object. What goes wrong is found when the run ends.
///
/// # Safety
/// The object is alive and opaque.
pub(super) unsafe fn truth(object: Ref) -> bool {
    // SAFETY: the caller's promise; an object does not outlive its runtime.
    unsafe {
        let has_truth = (*object.cast::<Opaque>()).has_truth;
        let thread = thread(object);
        if !has_truth {
            return true;
        }
        match answered(thread, RequestKind::Truth, "", &[object]) {
            Ok(answer) => Owned::new(thread, answer).get() == Thread::bool(thread, true),
            Err(_) => false,
        }
    }
}

/// An error that ends the replay.
///
/// # Safety
/// `thread` is a live runtime's.
unsafe fn fail(thread: *mut Thread, message: String) -> PyException {
    let failure = PyException::new(ExceptionKind::ReplayError, message);
    // SAFETY: the caller's promise; the state is held no longer.
    unsafe { state(thread).replaying.failure.get_or_insert(failure).clone() }
}

/// An operation on an opaque object that a recording does not see, since it is inside of another one.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn unseen(thread: *mut Thread, what: &str) -> PyException {
    // SAFETY: the caller's promise.
    unsafe { fail(thread, format!("an opaque object is {what} inside of another operation")) }
}

/// As [`ask`], for what always has an answer.
///
/// # Safety
/// As [`ask`]'s.
pub(super) unsafe fn answered(
    thread: *mut Thread,
    kind: RequestKind,
    name: &str,
    operands: &[Ref],
) -> Result<Ref> {
    // SAFETY: the caller's promise.
    unsafe {
        match ask(thread, kind, name, operands)? {
            Some(answer) => Ok(answer),
            None => Err(fail(thread, format!("`{}` has no answer in the recording", kind.word()))),
        }
    }
}

/// Asks for the next exchange, which has to be this one, and returns its answer as a new reference.
///
/// # Safety
/// `thread` is a live runtime's, and the operands are objects of it.
pub(super) unsafe fn ask(
    thread: *mut Thread,
    kind: RequestKind,
    name: &str,
    operands: &[Ref],
) -> Result<Option<Ref>> {
    // SAFETY: the caller's promise; the state is not held across calls.
    unsafe {
        let replaying = &mut state(thread).replaying;
        if let Some(failure) = &replaying.failure {
            return Err(failure.clone());
        }
        let place = replaying.done;
        let replay = replaying.replay.clone();
        let Some(replay) = replay else {
            let message = "what opaque objects answer is known for the recorded arguments only";
            return Err(fail(thread, message.to_owned()));
        };
        let next = replay.order.get(place).map(|&index| &replay.exchanges[index as usize]);
        let agrees = match next {
            Some(next) => {
                next.kind == kind
                    && next.name == name
                    && next.operands.len() == operands.len()
                    && next.operands.iter().zip(operands).all(|(value, &object)| {
                        let kept = &mut state(thread).replaying;
                        matches(kept, object, value)
                    })
            }
            None => false,
        };
        let Some(next) = next.filter(|_| agrees) else {
            let asked = asked(kind, name, operands);
            let recorded = next.map_or_else(|| "nothing more".to_owned(), |it| format!("`{it}`"));
            let count = replay.order.len();
            let number = place + 1;
            return Err(fail(
                thread,
                format!(
                    "opaque call {number} of {count}: the program asks for `{asked}`, recorded is {recorded}"
                ),
            ));
        };
        state(thread).replaying.done += 1;
        for change in &next.changes {
            change_contents(thread, change)?;
        }
        let Some(given) = next.raises.as_ref().or(next.answer.as_ref()) else { return Ok(None) };
        let given = make(thread, given);
        if let Some(failure) = state(thread).replaying.failure.clone() {
            dealloc::release(thread, given);
            return Err(failure);
        }
        match next.raises {
            None => Ok(Some(given)),
            Some(_) if exceptions::is_exception(thread, given.type_id()) => {
                Err(exceptions::raise_object(thread, given))
            }
            Some(_) => {
                dealloc::release(thread, given);
                Err(fail(thread, "what an opaque call raises is no exception".to_owned()))
            }
        }
    }
}

unsafe fn asked(kind: RequestKind, name: &str, operands: &[Ref]) -> String {
    let mut text = String::new();
    // SAFETY: the caller passes live objects.
    let operands = operands.iter().map(|&object| unsafe { value::from_object(object) });
    // Writing to a string does not fail.
    let _ = write_request(&mut text, kind, name, operands);
    text
}

/// A new object with this value.
unsafe fn make(thread: *mut Thread, value: &Value) -> Ref {
    // SAFETY: the caller passes a live thread; what the program owns is alive as long as it runs.
    unsafe {
        let given = state(thread).replaying.given.clone();
        let scope = given.as_deref().map(|given| Scope {
            constants: &given.constants,
            classes: &given.classes,
            functions: &given.functions,
            opaques: &given.opaques,
        });
        value::to_object_of(thread, value, scope.unwrap_or_default())
    }
}

/// The object of this number, or a new one with this content that has the number from now on.
///
/// # Safety
/// `thread` is a live runtime's, and the scope's objects are of it.
pub(super) unsafe fn kept(
    thread: *mut Thread,
    number: Option<u32>,
    content: Option<&Value>,
    scope: Scope<'_>,
) -> Ref {
    // SAFETY: the caller's promise.
    unsafe {
        let slot = number.map(|number| number as usize);
        let known = slot.and_then(|slot| state(thread).replaying.kept.get(slot).copied());
        if let Some(object) = known.filter(|object| !object.is_null()) {
            object.incref();
            return object;
        }
        let Some(content) = content else {
            fail(thread, "an answer is an object that the program has not made".to_owned());
            return Thread::none(thread);
        };
        let object = value::to_object_of(thread, content, scope);
        if let Some(slot) = slot.and_then(|slot| state(thread).replaying.kept.get_mut(slot)) {
            object.incref();
            *slot = object;
        }
        object
    }
}

/// Gives an object of the program the contents that an opaque call has given it.
unsafe fn change_contents(thread: *mut Thread, change: &Value) -> Result<()> {
    // SAFETY: the caller passes a live thread. Contents are exchanged between two objects of one type.
    unsafe {
        let Value::Kept { number: Some(number), content: Some(content) } = change else {
            return Err(fail(thread, "a change of an object without a number".to_owned()));
        };
        let object = state(thread).replaying.kept.get(*number as usize).copied();
        let Some(object) = object.filter(|object| !object.is_null()) else {
            return Err(fail(thread, "a change of an object that was not met".to_owned()));
        };
        let fresh = Owned::new(thread, make(thread, content));
        let is_container = matches!(
            object.type_id(),
            type_id::LIST | type_id::DICT | type_id::SET | type_id::BYTEARRAY
        );
        if !is_container || fresh.get().type_id() != object.type_id() {
            return Err(fail(thread, "a change of an object into one of another type".to_owned()));
        }
        dealloc::swap_contents(thread, object, fresh.get());
        Ok(())
    }
}

/// Whether an object is what was recorded. Objects that are told from others get their numbers.
unsafe fn matches(replaying: &mut Replaying, object: Ref, value: &Value) -> bool {
    // SAFETY: the caller passes live objects; the types say their layouts.
    unsafe {
        let mut all = |objects: &[Ref], values: &[Value]| {
            objects.len() == values.len()
                && objects
                    .iter()
                    .zip(values)
                    .all(|(&object, value)| matches(replaying, object, value))
        };
        match (value, object.type_id()) {
            (Value::Kept { number, content }, _) => {
                if let Some(content) = content
                    && !matches(replaying, object, content)
                {
                    return false;
                }
                let Some(number) = number else { return true };
                match replaying.kept.get_mut(*number as usize) {
                    Some(slot) if slot.is_null() => {
                        object.incref();
                        *slot = object;
                        true
                    }
                    Some(slot) => *slot == object,
                    None => false,
                }
            }
            (Value::Opaque(wanted), type_id::OPAQUE) => number(object) == *wanted,
            (Value::Class(number), type_id::TYPE) => {
                replaying.owned(|given| given.classes.get(*number as usize).map(|class| class.1))
                    == Some(object)
            }
            (Value::Function(number), type_id::FUNCTION) => {
                replaying.owned(|given| given.functions.get(*number as usize).copied())
                    == Some(object)
            }
            (Value::Tuple(values), type_id::TUPLE) => all(tuples::items(object), values),
            (Value::List(values), type_id::LIST) => all(lists::items(object), values),
            (Value::Slice(bounds), type_id::SLICE) => {
                let Slice { start, stop, step, .. } = *object.cast::<Slice>();
                all(&[start, stop, step], &bounds[..])
            }
            (Value::Dict(pairs), type_id::DICT) => {
                let table = dicts::table(object);
                let objects: Vec<Ref> =
                    table.entries().flat_map(|entry| [entry.key, entry.value]).collect();
                let values = pairs.iter().flat_map(|(key, value)| [key, value]);
                objects.len() == pairs.len() * 2
                    && objects
                        .iter()
                        .zip(values)
                        .all(|(&object, value)| matches(replaying, object, value))
            }
            _ => value::from_object(object) == *value,
        }
    }
}

impl Runtime {
    /// Makes the opaque objects of a program, by number.
    pub fn make_opaques(&mut self, objects: &[OpaqueObject]) -> Rc<[Ref]> {
        let thread = self.thread();
        let make = |(number, description): (u32, &OpaqueObject)| {
            let OpaqueObject { compares, has_truth, .. } = *description;
            let header = Header::new(type_id::OPAQUE);
            // SAFETY: the thread is this runtime's.
            let object = unsafe {
                new_object(
                    thread,
                    Opaque { header, thread: thread.cast(), number, compares, has_truth },
                )
            };
            Ref(object.cast())
        };
        (0..).zip(objects).map(make).collect()
    }

    /// Begins a run whose opaque objects answer as in this replay; with none, they answer nothing.
    ///
    /// # Safety
    /// Objects and classes are of this runtime, the opaque ones are opaque, and all are alive until
    /// [`Runtime::end_replay`].
    pub unsafe fn begin_replay(&mut self, replay: Option<Arc<Replay>>, given: Rc<Given>) {
        let count = replay.as_ref().map_or(0, |replay| replay.kept as usize);
        self.state.replaying = Replaying {
            replay,
            done: 0,
            given: Some(given),
            kept: vec![Ref::NULL; count],
            failure: None,
        };
    }

    /// Ends a run, which has `returned` or not. A run that returns has asked for everything.
    pub fn end_replay(&mut self, returned: bool) {
        let kept = std::mem::take(&mut self.state.replaying.kept);
        let replaying = &mut self.state.replaying;
        replaying.given = None;
        let Some(replay) = replaying.replay.take() else { return };
        if returned && replaying.done < replay.order.len() && replaying.failure.is_none() {
            let (done, count) = (replaying.done, replay.order.len());
            let message = format!("the program has asked for {done} of {count} opaque calls");
            replaying.failure = Some(PyException::new(ExceptionKind::ReplayError, message));
        }
        kept.into_iter().for_each(|object| {
            // SAFETY: the replay owned the reference.
            unsafe { self.release(object) };
        });
    }

    /// What was asked of opaque objects in the last run and was not recorded so, once.
    pub fn take_replay_failure(&mut self) -> Option<PyException> {
        self.state.replaying.failure.take()
    }
}
