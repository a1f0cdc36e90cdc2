//! Unwind information for unwinders within the process: exceptions, backtraces, profilers that use
//! the C runtime's unwinder.

use std::ffi::c_void;

unsafe extern "C" {
    fn __register_frame(table: *const c_void);
    fn __deregister_frame(table: *const c_void);
}

/// A table that unwinders know until this is dropped.
#[derive(Debug)]
pub struct RegisteredFrames {
    table: Box<[u8]>,
}

impl RegisteredFrames {
    /// Makes the contents of an `.eh_frame` section known, which refers to code by address and has
    /// its terminator.
    pub fn new(table: Vec<u8>) -> RegisteredFrames {
        let table = table.into_boxed_slice();
        // SAFETY: the table is whole and stays where it is until it is taken back.
        unsafe { __register_frame(table.as_ptr().cast()) };
        RegisteredFrames { table }
    }
}

impl Drop for RegisteredFrames {
    fn drop(&mut self) {
        // SAFETY: it was registered when this was made.
        unsafe { __deregister_frame(self.table.as_ptr().cast()) };
    }
}
