//! Counts what `sys.monitoring` tells of a program, natively: the callbacks of `observe.py` whose time matters.
//!
//! `native.py` compiles this crate by `rustc` and loads it into the CPython that records. The callbacks know nothing that
//! `counting.py` does not say: where what lies in memory is told to `begin`, and an instruction that meets operands with
//! a new signature is looked at by Python, which then calls `add`. Without a `rustc` all of it is done by Python.

use std::collections::HashMap;
use std::ffi::{c_int, c_void};
use std::hash::{BuildHasherDefault, Hasher};
use std::ptr::null_mut;

use signatures::{Address, Layout, called, signature, small, small_ints, word};

mod signatures;

/// Events of the flow, as `native.py` numbers them.
const BRANCH: usize = 0;
const START: usize = 1;
const RESUME: usize = 2;
const ENTERED: usize = 3;

unsafe extern "C" {
    fn PyEval_GetFrame() -> Address;
    fn PyFrame_GetBack(frame: Address) -> Address;
    fn PyFrame_GetCode(frame: Address) -> Address;
    fn PyFrame_GetLasti(frame: Address) -> c_int;
    fn PyLong_AsLong(number: Address) -> isize;
    fn PyThreadState_Get() -> Address;
    fn PyObject_Vectorcall(
        callable: Address,
        args: *const Address,
        count: usize,
        names: Address,
    ) -> Address;
    fn Py_DecRef(object: Address);
}

/// What is counted at an instruction.
struct Site {
    first: usize,
    count: usize,
    is_call: bool,
    /// The operator whose results are noted if two small ints meet, or 0.
    operator: u8,
    /// Signatures of operands, `count` words each, how often each was met, and which one was met last.
    signatures: Vec<usize>,
    met: Vec<u64>,
    last: usize,
    /// How many results of each size were found, and how many others before the first of them.
    results: [u64; 3],
    before: [u64; 3],
}

#[derive(Default)]
struct Words(u64);

impl Hasher for Words {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_usize(byte.into()));
    }

    fn write_usize(&mut self, word: usize) {
        self.0 = (self.0.rotate_left(5) ^ word as u64).wrapping_mul(0x517c_c1b7_2722_0a95);
        self.0 ^= self.0 >> 29;
    }
}

type Table<K, V> = HashMap<K, V, BuildHasherDefault<Words>>;

/// What was met, and how often.
#[derive(Default)]
struct Tally(Vec<(usize, u64)>);

impl Tally {
    fn add(&mut self, what: usize) {
        match self.0.iter_mut().find(|(known, _)| *known == what) {
            Some((_, count)) => *count += 1,
            None => self.0.push((what, 1)),
        }
    }
}

/// An item of a list that grows where it is asked for.
fn at<T: Default>(list: &mut Vec<T>, place: usize) -> &mut T {
    if place >= list.len() {
        list.resize_with(place + 1, T::default);
    }
    &mut list[place]
}

/// What is counted in a code object, by code unit.
#[derive(Default)]
struct Code {
    /// The number of the site, with one added.
    sites: Vec<u32>,
    /// Where branches went.
    branches: Vec<Tally>,
    /// How often frames have started there, and gone on.
    starts: Vec<u64>,
    resumes: Vec<u64>,
    /// The code objects that were entered from there.
    entered: Vec<Tally>,
    /// Before this unit, frames are not complete. It is known of the program's code.
    traceable: Option<usize>,
}

/// All that a run counts. CPython's lock lets one callback in at a time.
pub struct Counts {
    layout: Layout,
    /// What Python does at an instruction that is not known, and at one that meets something new.
    fallback: Address,
    sites: Vec<Site>,
    /// Code objects, the places of them by address, and the address and place of the one that was looked for last.
    codes: Vec<Code>,
    places: Table<Address, usize>,
    last: (Address, usize),
    /// Types of whose objects it matters which one it is.
    identified: Vec<usize>,
    /// As many words as the instruction with the most operands has.
    operands: Vec<usize>,
}

impl Counts {
    fn new(layout: Layout, fallback: Address) -> Self {
        Self {
            layout,
            fallback,
            sites: Vec::new(),
            codes: Vec::new(),
            places: Table::default(),
            last: (0, 0),
            identified: Vec::new(),
            operands: Vec::new(),
        }
    }

    fn code(&mut self, address: Address) -> &mut Code {
        if self.last.0 != address {
            let next = self.codes.len();
            let place = *self.places.entry(address).or_insert(next);
            at(&mut self.codes, place);
            self.last = (address, place);
        }
        &mut self.codes[self.last.1]
    }

    fn site(&mut self, code: Address, unit: usize) -> Option<usize> {
        let number = *self.code(code).sites.get(unit)?;
        (number as usize).checked_sub(1)
    }

    /// Counts what an instruction meets; whether it has met it before.
    ///
    /// # Safety
    /// The innermost frame executes the site's instruction, and `layout` is CPython's.
    unsafe fn meet(&mut self, number: usize) -> bool {
        let Self { layout, sites, identified, operands, .. } = self;
        let site = &mut sites[number];
        let met = &mut operands[..site.count];
        // SAFETY: the operands of the instruction that is executed lie in its frame, and are NULL or objects.
        unsafe {
            let start = word(PyThreadState_Get() + layout.thread_frame)
                + layout.frame_locals
                + 8 * site.first;
            for (place, operand) in met.iter_mut().enumerate() {
                *operand = word(start + 8 * place) & layout.address_bits;
            }
            let sizes = (site.operator != 0).then(|| small_ints(layout, met)).flatten();
            if let Some([left, right]) = sizes {
                note_result(site, left, right);
            }
            let mut from = 0;
            if let ([callee, bound, ..], true) = (&mut *met, site.is_call) {
                (*callee, *bound) = called(layout, *callee, *bound);
                from = 1;
            }
            let last = site.signatures.get(site.last * site.count..).unwrap_or_default();
            for place in from..site.count {
                let likely = last.get(place).copied().unwrap_or_default();
                met[place] = signature(layout, identified, met[place], likely);
            }
        }
        let is_known = |number: usize| {
            let known = &site.signatures[number * site.count..];
            known.iter().zip(&*met).all(|(known, met)| known == met)
        };
        if site.last < site.met.len() && is_known(site.last) {
            site.met[site.last] += 1;
            return true;
        }
        let Some(found) = (0..site.met.len()).find(|&number| is_known(number)) else {
            return false;
        };
        site.met[found] += 1;
        site.last = found;
        true
    }

    /// The code object that a frame executes which has entered the innermost one, and at which unit it is; `None` if
    /// CPython has to be asked for it.
    ///
    /// # Safety
    /// As for `meet`, but for the site.
    unsafe fn caller(&mut self) -> Option<(Address, usize)> {
        let layout = self.layout;
        // SAFETY: a frame has the one that has entered it, unless it is the outermost one. What lies between frames of
        // Python code has none.
        let (executable, instruction) = unsafe {
            let mut frame = word(PyThreadState_Get() + layout.thread_frame);
            loop {
                frame = word(frame + layout.frame_previous);
                if frame == 0 {
                    return None;
                }
                let executable = word(frame + layout.frame_executable) & layout.address_bits;
                if executable != layout.none {
                    break (executable, word(frame + layout.frame_instruction));
                }
            }
        };
        let traceable = self.code(executable).traceable?;
        let unit = instruction.checked_sub(executable + layout.code_units)? / 2;
        (unit >= traceable).then_some((executable, unit))
    }
}

/// Notes of which size the result of two small ints is.
fn note_result(site: &mut Site, left: i64, right: i64) {
    let result = match site.operator {
        b'+' => left + right,
        b'-' => left - right,
        _ => left * right,
    };
    let size = if result.unsigned_abs() >= 1 << 30 { 2 } else { usize::from(result < 0) };
    if site.results[size] == 0 {
        site.before[size] = site.results.iter().sum();
    }
    site.results[size] += 1;
}

/// Makes what counts a run; `end` frees it.
///
/// # Safety
/// `layout` is CPython's, and `fallback` a Python callable that lives until `end`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn begin(layout: *const Layout, fallback: Address) -> *mut Counts {
    // SAFETY: the caller's promise.
    Box::into_raw(Box::new(Counts::new(unsafe { *layout }, fallback)))
}

/// # Safety
/// `counts` comes from `begin`, and no callback uses it any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn end(counts: *mut Counts) {
    // SAFETY: the caller's promise.
    drop(unsafe { Box::from_raw(counts) });
}

/// Tells of a code object of the program before which unit its frames are not complete.
///
/// # Safety
/// `counts` comes from `begin`. So in all functions below.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn code(counts: *mut Counts, address: Address, traceable: usize) {
    // SAFETY: the caller's promise.
    unsafe { (&mut *counts).code(address).traceable = Some(traceable) };
}

/// Adds an instruction of a code object; its number.
///
/// # Safety
/// As for `code`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn site(
    counts: *mut Counts,
    code: Address,
    unit: usize,
    first: usize,
    count: usize,
    is_call: bool,
    operator: u8,
) -> usize {
    // SAFETY: the caller's promise.
    let counts = unsafe { &mut *counts };
    counts.sites.push(Site {
        first,
        count,
        is_call,
        operator,
        signatures: Vec::new(),
        met: Vec::new(),
        last: 0,
        results: [0; 3],
        before: [u64::MAX; 3],
    });
    if count > counts.operands.len() {
        counts.operands.resize(count, 0);
    }
    let number = counts.sites.len();
    *at(&mut counts.code(code).sites, unit) = number as u32;
    number - 1
}

/// Adds a signature to an instruction; its number there.
///
/// # Safety
/// As for `code`; `signature` has as many words as the site has operands.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn add(counts: *mut Counts, site: usize, signature: *const usize) -> usize {
    // SAFETY: the caller's promise.
    let site = unsafe { &mut (&mut *counts).sites[site] };
    // SAFETY: the caller's promise.
    site.signatures.extend(unsafe { std::slice::from_raw_parts(signature, site.count) });
    site.met.push(0);
    site.met.len() - 1
}

/// Adds a type of whose objects it matters which one it is.
///
/// # Safety
/// As for `code`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn identify(counts: *mut Counts, kind: Address) {
    // SAFETY: the caller's promise.
    unsafe { (&mut *counts).identified.push(kind) };
}

/// How often a signature was met at an instruction.
///
/// # Safety
/// As for `code`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn met(counts: *const Counts, site: usize, signature: usize) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { (&*counts).sites[site].met[signature] }
}

/// How often results of a size were found at an instruction.
///
/// # Safety
/// As for `code`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn results(counts: *const Counts, site: usize, size: usize) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { (&*counts).sites[site].results[size] }
}

/// How many results there were before the first one of a size.
///
/// # Safety
/// As for `code`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn before(counts: *const Counts, site: usize, size: usize) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { (&*counts).sites[site].before[size] }
}

/// Copies the events of the flow, with how often each was told: five words each. Returns how many there are.
///
/// # Safety
/// As for `code`; `into` is NULL, or has room for all of them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn flow(counts: *const Counts, into: *mut usize) -> usize {
    // SAFETY: the caller's promise.
    let counts = unsafe { &*counts };
    let mut rows = 0;
    let mut add = |row: [usize; 5]| {
        if row[4] != 0 {
            if !into.is_null() {
                // SAFETY: the caller's promise.
                unsafe { into.add(5 * rows).cast::<[usize; 5]>().write(row) };
            }
            rows += 1;
        }
    };
    for (&address, &place) in &counts.places {
        let code = &counts.codes[place];
        for (event, tallies) in [(BRANCH, &code.branches), (ENTERED, &code.entered)] {
            for (unit, tally) in tallies.iter().enumerate() {
                for &(what, count) in &tally.0 {
                    add([event, address, unit, what, count as usize]);
                }
            }
        }
        for (event, units) in [(START, &code.starts), (RESUME, &code.resumes)] {
            for (unit, &count) in units.iter().enumerate() {
                add([event, address, unit, 0, count as usize]);
            }
        }
    }
    rows
}

/// A callback of Python's for which events matter only while a word in its memory is not 0.
pub struct Gate {
    layout: Layout,
    word: Address,
    callback: Address,
}

/// Makes a gate; `close_gate` frees it.
///
/// # Safety
/// As for `begin`; `word` is the address of a word, and lives until `close_gate`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gate(
    layout: *const Layout,
    word: Address,
    callback: Address,
) -> *mut Gate {
    // SAFETY: the caller's promise.
    Box::into_raw(Box::new(Gate { layout: unsafe { *layout }, word, callback }))
}

/// # Safety
/// `gate` comes from `gate`, and no callback uses it any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn close_gate(gate: *mut Gate) {
    // SAFETY: the caller's promise.
    drop(unsafe { Box::from_raw(gate) });
}

/// Any event.
///
/// # Safety
/// As for `on_instruction`, but that `this` has the address of a gate.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn on_gate(this: Address, args: *const Address, count: isize) -> Address {
    // SAFETY: as in `on_instruction`.
    unsafe {
        let gate = &*(PyLong_AsLong(this) as *const Gate);
        if word(gate.word) == 0 {
            return gate.layout.none;
        }
        PyObject_Vectorcall(gate.callback, args, count as usize, null_mut::<c_void>() as Address)
    }
}

/// The counts that a callback belongs to: the bytes of the object that CPython calls it with.
///
/// # Safety
/// `this` is an int whose value is the address of counts.
unsafe fn of<'a>(this: Address) -> &'a mut Counts {
    // SAFETY: the caller's promise.
    unsafe { &mut *(PyLong_AsLong(this) as *mut Counts) }
}

/// An instruction is about to be executed: `(code, offset in bytes)`.
///
/// # Safety
/// CPython calls it as a function with METH_FASTCALL, and holds its lock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn on_instruction(
    this: Address,
    args: *const Address,
    _count: isize,
) -> Address {
    // SAFETY: an event of `sys.monitoring` tells the code object and the offset, and the frame that executes them is the
    // innermost one. What is returned is None, which lives as long as CPython, or what Python has returned.
    unsafe {
        let counts = of(this);
        let unit = small(&counts.layout, *args.add(1)) / 2;
        if let Some(number) = counts.site(*args, unit) {
            if counts.meet(number) {
                return counts.layout.none;
            }
        }
        // Python may come back here to add what it has seen.
        let fallback = counts.fallback;
        PyObject_Vectorcall(fallback, args, 2, null_mut::<c_void>() as Address)
    }
}

/// A branch is taken: `(code, offset, destination)`.
///
/// # Safety
/// As for `on_instruction`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn on_branch(this: Address, args: *const Address, _count: isize) -> Address {
    // SAFETY: as in `on_instruction`.
    unsafe {
        let counts = of(this);
        let unit = small(&counts.layout, *args.add(1)) / 2;
        let destination = small(&counts.layout, *args.add(2)) / 2;
        at(&mut counts.code(*args).branches, unit).add(destination);
        counts.layout.none
    }
}

/// A code object is entered at its start, or goes on: `(code, offset)`.
///
/// # Safety
/// As for `on_instruction`.
unsafe fn enter(this: Address, args: *const Address, event: usize) -> Address {
    // SAFETY: as in `on_instruction`. Frames and code objects are given back.
    unsafe {
        let counts = of(this);
        let unit = small(&counts.layout, *args.add(1)) / 2;
        let code = counts.code(*args);
        *at(if event == START { &mut code.starts } else { &mut code.resumes }, unit) += 1;
        if let Some((calling, unit)) = counts.caller() {
            at(&mut counts.code(calling).entered, unit).add(*args);
            return counts.layout.none;
        }
        let caller = PyFrame_GetBack(PyEval_GetFrame());
        if caller != 0 {
            let calling = PyFrame_GetCode(caller);
            let offset = usize::try_from(PyFrame_GetLasti(caller));
            let code = counts.code(calling);
            if let (Some(_), Ok(offset)) = (code.traceable, offset) {
                at(&mut code.entered, offset / 2).add(*args);
            }
            Py_DecRef(calling);
            Py_DecRef(caller);
        }
        counts.layout.none
    }
}

/// # Safety
/// As for `on_instruction`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn on_start(this: Address, args: *const Address, _count: isize) -> Address {
    // SAFETY: the caller's promise.
    unsafe { enter(this, args, START) }
}

/// # Safety
/// As for `on_instruction`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn on_resume(this: Address, args: *const Address, _count: isize) -> Address {
    // SAFETY: the caller's promise.
    unsafe { enter(this, args, RESUME) }
}
