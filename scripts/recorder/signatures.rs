//! What CPython's memory tells of operands, read natively. `counting.py` has the same in Python.

/// A Python object, or any other word of CPython's memory.
pub type Address = usize;

/// Where CPython keeps what is read here, and its objects that are compared with.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Layout {
    pub object_type: usize,
    pub long_tag: usize,
    pub long_digit: usize,
    pub compact_tags: usize,
    pub function_code: usize,
    pub method_function: usize,
    pub method_self: usize,
    pub generator_code: usize,
    pub thread_frame: usize,
    pub frame_executable: usize,
    pub frame_previous: usize,
    pub frame_instruction: usize,
    pub frame_locals: usize,
    pub code_units: usize,
    pub address_bits: usize,
    pub none: Address,
    pub int: Address,
    pub function: Address,
    pub method: Address,
    pub builtin: Address,
    pub module: Address,
    pub class: Address,
    pub generator: Address,
    pub coroutine: Address,
    pub asynchronous: Address,
}

/// # Safety
/// The address is one of a word that may be read.
pub unsafe fn word(address: Address) -> usize {
    // SAFETY: the caller's promise.
    unsafe { *(address as *const usize) }
}

/// What the callable of a call is told from others by, and what it is bound to. `counting.py` has the same.
///
/// # Safety
/// `callee` is the address of an object.
pub unsafe fn called(layout: &Layout, callee: Address, bound: Address) -> (usize, Address) {
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

/// `counting.py` has the same. The signature is likely to be the one that is given.
///
/// # Safety
/// The address is 0 or one of an object.
pub unsafe fn signature(
    layout: &Layout,
    identified: &[usize],
    address: Address,
    likely: usize,
) -> usize {
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
    if kind == likely {
        // Only objects of which nothing but the type matters have it as their signature.
        return kind;
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

/// The values of two operands that are ints of at most one digit.
///
/// # Safety
/// The operands are 0 or addresses of objects.
pub unsafe fn small_ints(layout: &Layout, operands: &[Address]) -> Option<[i64; 2]> {
    let &[left, right] = operands else {
        return None;
    };
    let value = |address: Address| {
        // SAFETY: an object has a type, an int a tag, and behind it a digit.
        unsafe {
            if address == 0 || word(address + layout.object_type) != layout.int {
                return None;
            }
            let tag = word(address + layout.long_tag);
            let digit = small(layout, address) as i64;
            (tag < layout.compact_tags).then_some(if tag & 3 == 2 { -digit } else { digit })
        }
    };
    Some([value(left)?, value(right)?])
}

/// The value of a natural number of at most one digit.
///
/// # Safety
/// The address is that of an int.
pub unsafe fn small(layout: &Layout, address: Address) -> usize {
    // SAFETY: an int has a digit of 30 bits.
    unsafe { word(address + layout.long_digit) & ((1 << 30) - 1) }
}
