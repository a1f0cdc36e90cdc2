//! GDB's interface for code made at run time: a list of object files in memory, and a function that
//! is called whenever it changes, on which the debugger sets a breakpoint.
//!
//! See "JIT Compilation Interface" in GDB's manual. LLDB knows it too.

use std::ptr::{null, null_mut};
use std::sync::{Mutex, MutexGuard, PoisonError};

const NO_ACTION: u32 = 0;
const REGISTER: u32 = 1;
const UNREGISTER: u32 = 2;

#[repr(C)]
struct Entry {
    next: *mut Entry,
    prev: *mut Entry,
    file: *const u8,
    size: u64,
}

#[repr(C)]
struct Descriptor {
    version: u32,
    action: u32,
    relevant: *mut Entry,
    first: *mut Entry,
}

/// What the debugger reads while the process is stopped in [`__jit_debug_register_code`].
#[unsafe(no_mangle)]
static mut __jit_debug_descriptor: Descriptor =
    Descriptor { version: 1, action: NO_ACTION, relevant: null_mut(), first: null_mut() };

/// The debugger has a breakpoint here.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn __jit_debug_register_code() {
    // A function without any effect could be folded with another one, or its calls be dropped.
    std::hint::black_box(&raw const __jit_debug_descriptor);
}

/// The lock of the list.
static LIST: Mutex<()> = Mutex::new(());

/// An object file that debuggers know until this is dropped.
#[derive(Debug)]
pub struct Registered {
    entry: *mut Entry,
    file: Box<[u8]>,
}

impl Registered {
    /// Makes an object file known.
    pub fn new(file: Vec<u8>) -> Registered {
        let file = file.into_boxed_slice();
        let entry = Box::into_raw(Box::new(Entry {
            next: null_mut(),
            prev: null_mut(),
            file: file.as_ptr(),
            size: file.len() as u64,
        }));
        let list = lock();
        // SAFETY: the list is locked; its entries are alive until they are taken out of it below.
        unsafe {
            let first = __jit_debug_descriptor.first;
            (*entry).next = first;
            if !first.is_null() {
                (*first).prev = entry;
            }
            __jit_debug_descriptor.first = entry;
            notify(REGISTER, entry, &list);
        }
        Registered { entry, file }
    }

    /// The object file.
    pub fn file(&self) -> &[u8] {
        &self.file
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        let list = lock();
        // SAFETY: the list is locked, and this entry is in it since it was made; no other code frees
        // it.
        unsafe {
            let Entry { next, prev, .. } = *self.entry;
            if prev.is_null() {
                __jit_debug_descriptor.first = next;
            } else {
                (*prev).next = next;
            }
            if !next.is_null() {
                (*next).prev = prev;
            }
            notify(UNREGISTER, self.entry, &list);
            (*self.entry).file = null();
            drop(Box::from_raw(self.entry));
        }
    }
}

/// Tells the debugger, if there is one.
///
/// # Safety
/// `entry` is alive, and in the list unless it is being taken out.
unsafe fn notify(action: u32, entry: *mut Entry, _: &MutexGuard<'_, ()>) {
    // SAFETY: only the holder of the lock accesses the descriptor.
    unsafe {
        __jit_debug_descriptor.action = action;
        __jit_debug_descriptor.relevant = entry;
        __jit_debug_register_code();
        __jit_debug_descriptor.action = NO_ACTION;
        __jit_debug_descriptor.relevant = null_mut();
    }
}

fn lock() -> MutexGuard<'static, ()> {
    // Nothing panics while it is locked.
    LIST.lock().unwrap_or_else(PoisonError::into_inner)
}
