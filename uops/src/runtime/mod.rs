//! The runtime that uops run in: allocation, deallocation, slow paths, and the way in and out for
//! values of the host.
//!
//! - `heap` hands out and takes back memory, and knows how many objects live;
//! - `dealloc` frees an object with what it owns;
//! - `arithmetic` is `int` and `float` in full, `complexes` is `complex`, `operators` picks by type;
//! - `strings`, `lists`, `tuples`, `dicts`, `sets`, `arrays`, `bytearrays`, `deques` are the containers, `buffers` is about
//!   those that have bytes, `memoryviews` show these, whose items `item_codes` describe, `defaults` about dicts that make values, `iterators` walks them,
//!   `subscripts` and `membership` look into them, `unpack` takes all of
//!   their items, `comparison` compares and hashes all objects,
//!   `views` has what of a dict compares as a set, `search` finds a text in another one;
//! - `calls` is about calls and frames, `classes` makes objects, `builtins`, `class_methods` and `methods` are the
//!   builtin functions and methods, `formatting` is `str()` and f-strings;
//! - `slot_results` checks what special methods of programs return;
//! - `star` is about arguments in a tuple and a dict, `patterns` about `match`;
//! - `exceptions` are those of programs that handle them, `handling` is what handlers get, `variables` are errors of those
//!   without a value, `causes` says which exceptions led to others;
//! - `replay` answers for objects that the runtime does not model;
//! - `attributes` are those of all objects, `function_attributes` those of functions; `instances` are the classes of programs, `made_classes` those that they make while they run, `descriptors` properties
//!   and static and class methods of these, `held` what instances hold of a builtin type, `modules` their modules;
//! - [`Value`] is a Python value on the host's side, with CPython's `repr`.

mod arithmetic;
mod arrays;
mod attributes;
mod binding;
mod buffers;
mod builtins;
mod bytearrays;
mod calls;
mod causes;
mod class_methods;
mod classes;
mod cmath;
mod comparison;
mod complexes;
mod counters;
mod cycles;
mod dealloc;
mod defaults;
mod deques;
mod descriptors;
mod dicts;
mod error;
mod exceptions;
mod formatting;
mod function_attributes;
mod functions;
mod generators;
mod handling;
mod heap;
mod held;
mod hexadecimal;
mod instances;
mod intrinsics;
mod item_codes;
mod iterators;
mod key_tables;
mod keywords;
mod lists;
mod made_classes;
mod math;
mod membership;
mod memoryviews;
mod methods;
mod missing;
mod modules;
mod operators;
mod owned;
mod patterns;
mod pointed;
mod replay;
mod repr;
mod search;
mod sets;
mod slices;
mod slot_results;
mod small;
mod sort;
mod star;
mod strings;
mod subscripts;
mod suggestions;
mod sums;
mod supers;
mod tagged;
mod tuples;
mod unicode;
mod unpack;
mod value;
mod variables;
mod views;

use crate::Inst;
use crate::object::{Code, Float, Function, Header, Int, Ref, TypeId, TypeObject, type_id};
use crate::thread::{GLOBALS_VERSION, SMALL_INT_COUNT, SMALL_INT_MIN, TYPE_LIMIT, Thread};
pub use builtins::BuiltinFunction;
pub use error::{ExceptionKind, PyException, Raised};
pub use formatting::{Conversion, float_repr};
use heap::Heap;
use instances::Classes;
pub use instances::{Binding, ClassMember};
pub use intrinsics::Intrinsic;
pub use methods::Method;
pub use modules::Module;
pub use operators::of_constants;
use owned::{Owned, OwnedAll};
pub use pointed::Pointed;
pub use replay::{Exchange, Given, OpaqueObject, Replay, RequestKind};
pub use repr::str_repr;
pub use value::{BuiltinType, Scope, Value};
pub use variables::VariableNames;

/// The runtime of running programs: one thread and its heap.
///
/// Every object belongs to one runtime, and is freed with it at the latest.
#[derive(Debug)]
pub struct Runtime {
    thread: Pointed<Thread>,
    // The thread points at it.
    state: Pointed<State>,
}

/// What only runtime functions touch; the thread points at it.
#[derive(Debug, Default)]
struct State {
    heap: Heap,
    exception: Option<PyException>,
    exceptions: exceptions::Exceptions,
    /// How deep comparisons and the like are inside each other.
    depth: u32,
    classes: Classes,
    /// What functions had that the program has changed.
    functions: Vec<function_attributes::Before>,
    /// For each global name of the program that runs, the builtin of that name, or null.
    builtins: Vec<Ref>,
    /// Whether complex and real numbers are added as since CPython 3.14.
    mixes_reals: bool,
    /// What opaque objects answer in the program that runs.
    replaying: replay::Replaying,
}

/// The deepest that comparisons and the like may be inside each other: CPython 3.13's
/// `Py_C_RECURSION_LIMIT` but for the interpreter's own share.
const DEPTH_LIMIT: u32 = 9_999;
/// What `record.py` calls the module that a program is.
pub const PROGRAM_MODULE: &str = "recorded_program";
/// After this many of them, it is checked whether the stack has room for as many more.
const DEPTH_STEP: u32 = 32;
/// The most stack that these nested calls take, in bytes, and how many bytes the stack grows by.
const STACK_STEP: usize = 512 << 10;
const STACK_GROWTH: usize = 4 << 20;

/// The runtime's state, to which a thread belongs.
///
/// # Safety
/// `thread` belongs to a live [`Runtime`], and no other reference to its state is in use.
unsafe fn state<'a>(thread: *mut Thread) -> &'a mut State {
    // SAFETY: the caller's promise; `Runtime::new` set the pointer.
    unsafe { &mut *(*thread).runtime.cast::<State>() }
}

/// Sets the exception and returns null, which means that one is set.
unsafe fn raise(thread: *mut Thread, exception: PyException) -> Ref {
    // SAFETY: the caller passes a live thread and holds no reference to its state.
    unsafe { state(thread).exception = Some(exception) };
    Ref::NULL
}

/// Does something that may call itself for the items of a container; `doing` is what a message says
/// when that goes too deep.
///
/// # Safety
/// `thread` belongs to a live [`Runtime`].
unsafe fn nested<T>(
    thread: *mut Thread,
    doing: &str,
    work: impl FnOnce() -> error::Result<T>,
) -> error::Result<T> {
    // SAFETY: the caller's promise; the state is not held while the work is done.
    unsafe {
        let depth = state(thread).depth;
        if depth == DEPTH_LIMIT {
            return Err(PyException::too_deep(doing));
        }
        state(thread).depth = depth + 1;
        let outcome = deeper(depth, work);
        state(thread).depth = depth;
        outcome
    }
}

/// Calls a function at this depth of nested calls, on a stack that has room for it.
fn deeper<T>(depth: u32, work: impl FnOnce() -> T) -> T {
    match depth % DEPTH_STEP == DEPTH_STEP - 1 && !cfg!(miri) {
        true => stacker::maybe_grow(STACK_STEP, STACK_GROWTH, work),
        false => work(),
    }
}

impl Default for Runtime {
    fn default() -> Self {
        Self::new()
    }
}

impl Runtime {
    /// A runtime with nothing in it but the immortal singletons.
    pub fn new() -> Self {
        let int = |type_id, value| Int { header: Header::immortal(type_id), value, upper: 0 };
        let mut type_versions = [0; TYPE_LIMIT];
        for (id, version) in
            type_versions.iter_mut().enumerate().take(type_id::FIRST_CLASS as usize)
        {
            *version = id as u32;
        }
        let state = Pointed::new(State::default());
        let thread = Pointed::new(Thread {
            true_object: int(type_id::BOOL, 1),
            false_object: int(type_id::BOOL, 0),
            none_object: Header::immortal(type_id::NONE),
            free_numbers: std::ptr::null_mut(),
            eval_breaker: 0,
            executor: std::ptr::null(),
            locals: std::ptr::null_mut(),
            stack_pointer: std::ptr::null_mut(),
            uops_executed: 0,
            exits_taken: 0,
            small_ints: std::array::from_fn::<_, SMALL_INT_COUNT, _>(|i| {
                int(type_id::INT, i as i64 + SMALL_INT_MIN)
            }),
            type_versions,
            characters: (&raw const crate::object::CHARACTERS).cast(),
            datastack_top: std::ptr::null_mut(),
            datastack_limit: std::ptr::null_mut(),
            recursion_remaining: 0,
            return_table: std::ptr::null(),
            globals: std::ptr::null_mut(),
            globals_version: GLOBALS_VERSION,
            builtins_version: GLOBALS_VERSION,
            registers: [Ref::NULL; 4],
            helper_result: 0,
            runtime: Pointed::pointer(&state).cast(),
        });
        Runtime { thread, state }
    }

    /// The thread, for code that runs uops.
    pub fn thread(&mut self) -> *mut Thread {
        Pointed::pointer(&self.thread)
    }

    /// The pending exception, which is cleared.
    pub fn take_exception(&mut self) -> Option<PyException> {
        self.state.exception.take()
    }

    /// Number of objects that are alive, immortal ones left out.
    pub fn live_objects(&self) -> usize {
        self.state.heap.live_objects(self.thread.free_numbers)
    }

    /// Bytes that the heap has taken from the system.
    pub fn heap_bytes(&self) -> usize {
        self.state.heap.bytes()
    }

    /// Whether the uop loop should leave at its next check: CPython's `eval_breaker`.
    pub fn set_eval_breaker(&mut self, waits: bool) {
        self.thread.eval_breaker = waits.into();
    }

    /// Uops executed and exits taken since [`Runtime::reset_counters`], as counting code noted.
    pub fn counters(&self) -> (u64, u64) {
        (self.thread.uops_executed, self.thread.exits_taken)
    }

    /// Sets both counters to 0.
    pub fn reset_counters(&mut self) {
        (self.thread.uops_executed, self.thread.exits_taken) = (0, 0);
    }

    /// How many frames could still be entered where the program stopped.
    pub fn recursion_remaining(&self) -> u64 {
        self.thread.recursion_remaining
    }

    /// Where the program stopped: the current frame's locals and the end of its stack.
    pub fn stopped_at(&self) -> (*mut Ref, *mut Ref) {
        (self.thread.locals, self.thread.stack_pointer)
    }

    /// A new reference to an object with this value.
    pub fn make(&mut self, value: &Value) -> Ref {
        let thread = self.thread();
        // SAFETY: the thread is this runtime's.
        unsafe { value::to_object(thread, value) }
    }

    /// As [`Runtime::make`], for a value that may refer to constants, classes and functions of a program.
    ///
    /// # Safety
    /// The scope's objects are alive, and they and its classes are of this runtime. What is made from the code
    /// of a function is given at least its free variables.
    pub unsafe fn make_of(&mut self, value: &Value, scope: Scope<'_>) -> Ref {
        let thread = self.thread();
        // SAFETY: the thread is this runtime's; the caller promises the rest.
        unsafe { value::to_object_of(thread, value, scope) }
    }

    /// Gives a list, dict, set, bytearray, cell or instance of a program's class the contents of a value of its type.
    ///
    /// # Safety
    /// The object and the scope's are alive, they and its classes are of this runtime, and no uop runs.
    pub unsafe fn refill(&mut self, object: Ref, value: &Value, scope: Scope<'_>) {
        // SAFETY: the caller's promise.
        unsafe {
            let fresh = self.make_of(value, scope);
            dealloc::swap_contents(self.thread(), object, fresh);
            self.release(fresh);
        }
    }

    /// As [`Runtime::make_of`], but the object is immortal, as constants are that uops borrow.
    ///
    /// # Safety
    /// As for [`Runtime::make_of`].
    pub unsafe fn make_immortal(&mut self, value: &Value, scope: Scope<'_>) -> Ref {
        // SAFETY: the caller's promise.
        let object = unsafe { self.make_of(value, scope) };
        // SAFETY: a new, live object, or one that is immortal already.
        unsafe {
            if !object.is_immortal() {
                self.state.heap.immortalize(object);
            }
        }
        object
    }

    /// The value of an object.
    ///
    /// # Safety
    /// `object` is alive and of this runtime.
    pub unsafe fn value(&self, object: Ref) -> Value {
        // SAFETY: the caller's promise.
        unsafe { value::from_object(object) }
    }

    /// Calls a builtin class, function or method with these arguments, a method's `self` the first
    /// of them.
    pub fn call(&mut self, callable: &Value, args: &[Value]) -> Result<Value, PyException> {
        let thread = self.thread();
        // SAFETY: the thread is this runtime's, and so are the objects, which `Owned` keeps alive.
        unsafe {
            let callable = Owned::new(thread, value::to_object(thread, callable));
            let mut objects = OwnedAll::new(thread);
            args.iter().for_each(|arg| objects.push(value::to_object(thread, arg)));
            let result = calls::call(thread, callable.get(), objects.get())?;
            Ok(value::from_object(Owned::new(thread, result).get()))
        }
    }

    /// Frees the objects that only reference cycles keep alive: CPython's `gc.collect()`.
    ///
    /// # Safety
    /// No uop runs, and each reference to an object of this runtime is owned.
    pub unsafe fn collect_cycles(&mut self) {
        // SAFETY: the thread is this runtime's, and the caller promises the rest.
        unsafe { cycles::collect(self.thread()) };
    }

    /// Gives functions and classes back the attributes that they had before a program changed them.
    pub fn restore_attributes(&mut self) {
        // SAFETY: the thread is this runtime's.
        unsafe { function_attributes::restore(self.thread()) };
        for member in self.state.classes.restore_members() {
            // SAFETY: the class owned the reference.
            unsafe { self.release(member) };
        }
    }

    /// Begins a run of a program with these global names: the slots of their values, and for each the
    /// builtin of that name, or null.
    ///
    /// # Safety
    /// The slots are alive until the next call, and the builtins as long.
    pub unsafe fn set_globals(&mut self, slots: *mut Ref, builtins: impl Iterator<Item = Ref>) {
        self.thread.globals = slots;
        self.thread.globals_version = GLOBALS_VERSION;
        self.state.builtins.clear();
        self.state.builtins.extend(builtins);
    }

    /// Drops a reference, which may be null.
    ///
    /// # Safety
    /// The caller owns the reference, and it is of this runtime.
    pub unsafe fn release(&mut self, object: Ref) {
        // SAFETY: the caller's promise.
        unsafe { dealloc::release(self.thread(), object) }
    }

    /// Enters a class without members and makes the object that stands for it, immortal.
    ///
    /// # Panics
    /// If the runtime holds hundreds of classes already.
    pub fn add_class(&mut self, name: &str, attributes: Vec<String>) -> (TypeId, Ref) {
        let id = self.state.classes.add(name, &attributes);
        self.thread.type_versions[id as usize] = id;
        let thread = self.thread();
        // SAFETY: the thread is this runtime's, and the object new.
        let object = unsafe {
            let object = instances::new_class_object(thread, id);
            self.state.heap.immortalize(object);
            object
        };
        self.state.classes.set_object(id, object);
        (id, object)
    }

    /// Enters a class that stands for those which a statement of the program makes, and the object by which the program
    /// names it. No guard lets that object, or an instance of the class itself, pass.
    ///
    /// # Panics
    /// As [`Runtime::add_class`].
    pub fn add_template(&mut self, name: &str, attributes: Vec<String>) -> (TypeId, Ref) {
        let (id, object) = self.add_class(name, attributes);
        self.state.classes.make_template(id);
        self.thread.type_versions[id as usize] = 0;
        (id, object)
    }

    /// Gives a class what it has itself. `init` is its `__init__`, or null.
    ///
    /// # Safety
    /// The members and `init` are objects of this runtime and stay alive until
    /// [`Runtime::remove_class`].
    pub unsafe fn set_members(&mut self, id: TypeId, members: Vec<ClassMember>, init: Ref) {
        if let Some(object) = self.state.classes.object(id) {
            // SAFETY: the object stands for a class, and its `init` was null.
            unsafe { (*object.0.cast::<TypeObject>()).init = init };
        }
        self.state.classes.set_members(id, members);
    }

    /// Has each instance of a class hold an object of a builtin type, from which the class derives.
    pub fn set_holds(&mut self, id: TypeId, kind: BuiltinType) {
        self.state.classes.set_holds(id, Some(kind.id()));
    }

    /// Sets the classes that a class inherits from, in method resolution order.
    pub fn set_bases(&mut self, id: TypeId, bases: Vec<TypeId>) {
        self.state.classes.set_bases(id, bases);
    }

    /// Forgets a class, of which there are no instances any more.
    pub fn remove_class(&mut self, id: TypeId) {
        self.thread.type_versions[id as usize] = 0;
        self.state.classes.remove(id);
    }

    /// The number by which uops refer to the name of an attribute.
    pub fn intern(&mut self, name: &str) -> u32 {
        self.state.classes.intern(name)
    }

    /// Gives a function that [`Runtime::make_function`] made its cells. What is no cell becomes what a new
    /// cell holds, and null an empty cell.
    ///
    /// # Safety
    /// The function is of this runtime, and `contents` are objects of it that stay alive as long as the
    /// function; there are as many of them as its code has free variables.
    pub unsafe fn set_closure(&mut self, function: *mut Function, contents: &[Ref]) {
        // SAFETY: the thread is this runtime's, and the caller promises the rest.
        unsafe { functions::close_over(self.thread(), function, contents) }
    }

    /// Gives a function that [`Runtime::make_function`] made the values that its last parameters have
    /// by default.
    ///
    /// # Safety
    /// The function is of this runtime, and `defaults` are objects of it; there are no more of them
    /// than its code has parameters.
    pub unsafe fn set_defaults(&mut self, function: *mut Function, defaults: &[Ref]) {
        // SAFETY: the thread is this runtime's, and the caller promises the rest.
        unsafe { functions::give_defaults(self.thread(), function, defaults) }
    }

    /// Gives a function that [`Runtime::make_function`] made an attribute.
    ///
    /// # Safety
    /// The function and the value are of this runtime.
    pub unsafe fn set_attribute(&mut self, function: *mut Function, name: &str, value: Ref) {
        let name = self.intern(name);
        // SAFETY: the thread is this runtime's, and the caller promises the rest.
        unsafe { function_attributes::set_first(self.thread(), function, name, value) }
    }

    /// Takes closure, defaults and attributes away from a function, before what they refer to goes.
    ///
    /// # Safety
    /// The function is of this runtime, and nothing calls it any more.
    pub unsafe fn clear_function(&mut self, function: *mut Function) {
        // SAFETY: the caller's promise; the function owns the references.
        unsafe {
            let Function { closure, defaults, attributes, .. } = &mut *function;
            for held in [closure, defaults, attributes] {
                let held = std::mem::replace(held, Ref::NULL);
                self.release(held);
            }
        }
    }

    /// Makes a function object, immortal, for frames and constants to point at.
    ///
    /// # Safety
    /// `code` stays alive as long as the function or one made from it is used.
    pub unsafe fn make_function(&mut self, code: *const Code) -> *mut Function {
        let thread = self.thread();
        // SAFETY: the thread is this runtime's, and the caller promises the rest.
        unsafe {
            let function = functions::new_function(thread, code);
            self.state.heap.immortalize(Ref(function.cast()));
            function
        }
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        let immortals = self.state.heap.take_immortals();
        // SAFETY: nothing runs any more, and objects die with their runtime.
        unsafe { dealloc::free_immortals(self.thread(), &immortals) };
    }
}

// Code generators rely on these sizes.
const _: () = assert!(size_of::<Inst>() == 16 && size_of::<Float>() == crate::object::NUMBER_SIZE);
