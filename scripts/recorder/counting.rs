//! Counts what `sys.monitoring` tells of a program, natively: the callbacks of `observe.py` whose time matters.
//!
//! `native.py` compiles this file by `rustc` and loads it into the CPython that records. The callbacks know nothing that
//! `counting.py` does not say: where what lies in memory is told to `begin`, and an instruction that meets operands with
//! a new signature is looked at by Python, which then calls `add`. Without a `rustc` all of it is done by Python.

use std::collections::HashMap;
use std::ffi::{c_int, c_void};
use std::hash::{BuildHasherDefault, Hasher};
use std::ptr::null_mut;

/// A Python object, or any other word of CPython's memory.
type Address = usize;

unsafe extern "C" {
    fn PyEval_GetFrame() -> Address;
    fn PyFrame_GetBack(frame: Address) -> Address;
    fn PyFrame_GetCode(frame: Address) -> Address;
    fn PyFrame_GetLasti(frame: Address) -> c_int;
    fn PyLong_AsLong(number: Address) -> isize;
    fn PyObject_Vectorcall(
        callable: Address,
        args: *const Address,
        count: usize,
        names: Address,
    ) -> Address;
    fn Py_IncRef(object: Address);
    fn Py_DecRef(object: Address);
}

/// Where CPython keeps what is read here, and its objects that are compared with.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Layout {
    object_type: usize,
    long_tag: usize,
    long_digit: usize,
    compact_tags: usize,
    function_code: usize,
    method_function: usize,
    method_self: usize,
    generator_code: usize,
    frame_interpreter_frame: usize,
    interpreter_frame_locals: usize,
    address_bits: usize,
    none: Address,
    int: Address,
    function: Address,
    method: Address,
    builtin: Address,
    module: Address,
    class: Address,
    generator: Address,
    coroutine: Address,
    asynchronous: Address,
}

/// What is counted at an instruction.
struct Site {
    first: usize,
    count: usize,
    is_call: bool,
    /// The operator whose results are noted if two small ints meet, or 0.
    operator: u8,
    /// Signatures of operands, `count` words each, and how often each was met.
    signatures: Vec<usize>,
    met: Vec<u64>,
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

/// All that a run counts. CPython's lock lets one callback in at a time.
pub struct Counts {
    layout: Layout,
    /// What Python does at an instruction that is not known, and at one that meets something new.
    fallback: Address,
    sites: Vec<Site>,
    /// By code object: the number of the site at each code unit, with one added.
    places: Table<usize, Vec<u32>>,
    /// Types of whose objects it matters which one it is.
    identified: Vec<usize>,
    /// What the events of the flow were told with.
    flow: Table<[usize; 4], u64>,
    operands: Vec<usize>,
}

impl Counts {
    fn new(layout: Layout, fallback: Address) -> Self {
        Self {
            layout,
            fallback,
            sites: Vec::new(),
            places: Table::default(),
            identified: Vec::new(),
            flow: Table::default(),
            operands: Vec::new(),
        }
    }

    fn site(&self, code: Address, offset: usize) -> Option<usize> {
        let number = *self.places.get(&code)?.get(offset)?;
        (number as usize).checked_sub(1)
    }

    /// Counts what an instruction meets; whether it has met it before.
    ///
    /// # Safety
    /// `frame` is a frame of CPython's that executes the site's instruction, and `layout` is CPython's.
    unsafe fn meet(&mut self, number: usize, frame: Address) -> bool {
        let layout = &self.layout;
        let site = &mut self.sites[number];
        // SAFETY: the operands of the instruction that is executed lie in its frame, and are NULL or objects.
        unsafe {
            let inner = word(frame + layout.frame_interpreter_frame);
            let start = inner + layout.interpreter_frame_locals + 8 * site.first;
            self.operands.clear();
            for place in 0..site.count {
                let address = word(start + 8 * place) & layout.address_bits;
                self.operands.push(if site.is_call {
                    address
                } else {
                    signature(layout, &self.identified, address)
                });
            }
            if let ([callee, bound, ..], true) = (&mut self.operands[..], site.is_call) {
                (*callee, *bound) = called(layout, *callee, *bound);
                for operand in &mut self.operands[1..] {
                    *operand = signature(layout, &self.identified, *operand);
                }
            }
        }
        if site.operator != 0 {
            // SAFETY: as above.
            unsafe { note_result(layout, site, frame) };
        }
        let mut known = site.signatures.chunks_exact(site.count);
        let Some(found) = known.position(|signature| signature == self.operands) else {
            return false;
        };
        site.met[found] += 1;
        true
    }
}

/// # Safety
/// The address is one of a word that may be read.
unsafe fn word(address: Address) -> usize {
    // SAFETY: the caller's promise.
    unsafe { *(address as *const usize) }
}

/// What the callable of a call is told from others by, and what it is bound to. `counting.py` has the same.
///
/// # Safety
/// `callee` is the address of an object.
unsafe fn called(layout: &Layout, callee: Address, bound: Address) -> (usize, Address) {
    // SAFETY: an object has a type, a function a code object, and a method a function and what it is bound to.
    unsafe {
        let kind = word(callee + layout.object_type);
        if kind == layout.function {
            return (word(callee + layout.function_code), bound);
        }
        if kind != layout.method && kind != layout.builtin {
            return (callee, bound);
        }
        let (mut what, owner) =
            (word(callee + layout.method_function), word(callee + layout.method_self));
        if kind == layout.method {
            if word(what + layout.object_type) == layout.function {
                what = word(what + layout.function_code);
            }
        } else if owner == 0
            || [layout.module, layout.class].contains(&word(owner + layout.object_type))
        {
            return (callee, bound);
        }
        (what | 1, owner)
    }
}

/// `counting.py` has the same.
///
/// # Safety
/// The address is 0 or one of an object.
unsafe fn signature(layout: &Layout, identified: &[usize], address: Address) -> usize {
    if address == 0 {
        return 0;
    }
    // SAFETY: an object has a type, and an int a tag.
    let kind = unsafe { word(address + layout.object_type) };
    if kind == layout.int {
        // SAFETY: as above.
        let tag = unsafe { word(address + layout.long_tag) };
        // A type's address is a multiple of 8.
        return if tag >= layout.compact_tags {
            kind + 2
        } else {
            kind + usize::from(tag & 3 == 2)
        };
    }
    // SAFETY: a function has a code object, and a generator of any kind a frame that has one.
    unsafe {
        if [layout.generator, layout.coroutine, layout.asynchronous].contains(&kind) {
            return word(address + layout.generator_code) & layout.address_bits | 1;
        }
        if kind == layout.function {
            return word(address + layout.function_code) | 2;
        }
    }
    if identified.contains(&kind) { address.wrapping_neg() } else { kind }
}

/// Notes of which size the result of two small ints is.
///
/// # Safety
/// As for `Counts::meet`; the site has two operands.
unsafe fn note_result(layout: &Layout, site: &mut Site, frame: Address) {
    let mut values = [0_i64; 2];
    for (place, value) in values.iter_mut().enumerate() {
        // SAFETY: as for the operands of `meet`; an int of one digit has it behind its tag.
        unsafe {
            let inner = word(frame + layout.frame_interpreter_frame);
            let slot = inner + layout.interpreter_frame_locals + 8 * (site.first + place);
            let address = word(slot) & layout.address_bits;
            if address == 0 || word(address + layout.object_type) != layout.int {
                return;
            }
            let tag = word(address + layout.long_tag);
            if tag >= layout.compact_tags {
                return;
            }
            let digit = (word(address + layout.long_digit) & ((1 << 30) - 1)) as i64;
            *value = if tag & 3 == 2 { -digit } else { digit };
        }
    }
    let [left, right] = values;
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

/// Adds an instruction, of a code object with so many units; its number.
///
/// # Safety
/// `counts` comes from `begin`. So in all functions below.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn site(
    counts: *mut Counts,
    code: Address,
    units: usize,
    offset: usize,
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
        results: [0; 3],
        before: [u64::MAX; 3],
    });
    let places = counts.places.entry(code).or_insert_with(|| vec![0; units]);
    places[offset] = counts.sites.len() as u32;
    counts.sites.len() - 1
}

/// Adds a signature to an instruction; its number there.
///
/// # Safety
/// As for `site`; `signature` has as many words as the site has operands.
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
/// As for `site`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn identify(counts: *mut Counts, kind: Address) {
    // SAFETY: the caller's promise.
    unsafe { (&mut *counts).identified.push(kind) };
}

/// How often a signature was met at an instruction.
///
/// # Safety
/// As for `site`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn met(counts: *const Counts, site: usize, signature: usize) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { (&*counts).sites[site].met[signature] }
}

/// How often results of a size were found at an instruction.
///
/// # Safety
/// As for `site`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn results(counts: *const Counts, site: usize, size: usize) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { (&*counts).sites[site].results[size] }
}

/// How many results there were before the first one of a size.
///
/// # Safety
/// As for `site`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn before(counts: *const Counts, site: usize, size: usize) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { (&*counts).sites[site].before[size] }
}

/// Copies the events of the flow, with how often each was told: five words each. Returns how many there are.
///
/// # Safety
/// As for `site`; `into` is NULL, or has room for all of them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn flow(counts: *const Counts, into: *mut usize) -> usize {
    // SAFETY: the caller's promise.
    let counts = unsafe { &*counts };
    if !into.is_null() {
        for (place, (key, &count)) in counts.flow.iter().enumerate() {
            // SAFETY: the caller's promise.
            let row = unsafe { std::slice::from_raw_parts_mut(into.add(5 * place), 5) };
            row[..4].copy_from_slice(key);
            row[4] = count as usize;
        }
    }
    counts.flow.len()
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
    // innermost one. CPython owns what is returned: None, or what Python has returned.
    unsafe {
        let counts = of(this);
        let (code, offset) = (*args, PyLong_AsLong(*args.add(1)) as usize / 2);
        if let Some(number) = counts.site(code, offset) {
            if counts.meet(number, PyEval_GetFrame()) {
                let none = counts.layout.none;
                Py_IncRef(none);
                return none;
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
        let (offset, destination) = (PyLong_AsLong(*args.add(1)), PyLong_AsLong(*args.add(2)));
        *counts.flow.entry([0, *args, offset as usize, destination as usize]).or_default() += 1;
        Py_IncRef(counts.layout.none);
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
        let code = *args;
        *counts.flow.entry([event, code, PyLong_AsLong(*args.add(1)) as usize, 0]).or_default() +=
            1;
        let caller = PyFrame_GetBack(PyEval_GetFrame());
        if caller != 0 {
            let calling = PyFrame_GetCode(caller);
            *counts
                .flow
                .entry([3, calling, PyFrame_GetLasti(caller) as usize, code])
                .or_default() += 1;
            Py_DecRef(calling);
            Py_DecRef(caller);
        }
        Py_IncRef(counts.layout.none);
        counts.layout.none
    }
}

/// # Safety
/// As for `on_instruction`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn on_start(this: Address, args: *const Address, _count: isize) -> Address {
    // SAFETY: the caller's promise.
    unsafe { enter(this, args, 1) }
}

/// # Safety
/// As for `on_instruction`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn on_resume(this: Address, args: *const Address, _count: isize) -> Address {
    // SAFETY: the caller's promise.
    unsafe { enter(this, args, 2) }
}
