//! A program's code in executable memory of an arena, where it is never writable at the same address.

use crate::exit_stubs::{self, SideExit};
use crate::isa;
use crate::library::Table;
use backend_api::{BackendError, Code, CodeSizes, Compiled, Piece, Role, Status};
use code_memory::Block;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;
use trace::Program;
use uops::thread::Thread;
use uops::{Ref, Vm};

/// A program's code.
///
/// It has been written where it is going to run. Publishing is only the barrier that some processors need.
#[derive(Debug)]
pub struct Image {
    /// Where it is.
    pub block: Block,
    /// The address of the function that a C caller calls.
    pub enter: usize,
    /// The address of the first trace.
    pub start: usize,
    /// The address of the table of continuations.
    pub continuations: usize,
    /// The address of the exit stubs; without it, code returns the numbers of side exits.
    pub exit_stubs: Option<usize>,
    /// The program. What a side exit means follows from it and the stencils.
    pub program: Arc<Program>,
    /// The stencils.
    pub table: &'static Table,
    /// What the side exits mean that have been taken, by the offsets of their stubs. Programs take the same ones again
    /// and again: one leaves each time that an exception is handled.
    pub taken: RefCell<FxHashMap<usize, SideExit>>,
    /// Whether uops and exits are counted.
    pub counts: bool,
    /// Sizes in bytes.
    pub sizes: Sizes,
    /// What the pieces of code are for, those of the segment's prefix included. Empty unless a map was
    /// asked for.
    pub map: Vec<(Range<usize>, Role)>,
    /// The backend's id.
    pub backend: &'static str,
}

/// How many bytes of a program are code and how many are data.
#[derive(Clone, Copy, Default, Debug)]
pub struct Sizes {
    /// Code on hot paths.
    pub hot: usize,
    /// Data among the code.
    pub data: usize,
}

impl Compiled for Image {
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        let memory = |source| BackendError::Memory { backend: self.backend, source };
        self.block.make_executable().map_err(memory)?;
        Ok(self)
    }
}

type Enter = unsafe extern "C" fn(usize, *mut Ref, *mut Ref, *mut Thread) -> u64;

impl Code for Image {
    unsafe fn enter(&self, vm: Vm) -> Status {
        // SAFETY: `_ENTER` has this signature; it and the first trace are executable, and the caller
        // promises what the trace relies on.
        let result = unsafe {
            (*vm.thread).return_table = self.continuations as *const usize;
            let enter: Enter = std::mem::transmute::<usize, Enter>(self.enter);
            enter(self.start, vm.locals, vm.sp, vm.thread)
        };
        let Some(result) = (result as usize).checked_sub(1) else { return Status::RETURNED };
        let Some(exit_stubs) = self.exit_stubs else {
            let exit = self.side_exit(isa::exit_stubs::offset(result));
            // SAFETY: the thread is alive.
            unsafe { self.count_exit(vm.thread, exit) };
            return exit.status;
        };
        let exit = self.side_exit(result + 1 - exit_stubs);
        // SAFETY: the thread is alive; the verifier has shown that the stack has room for the slots.
        unsafe {
            self.count_exit(vm.thread, exit);
            leave_registers(vm.thread, exit.depth);
        }
        exit.status
    }

    fn sizes(&self) -> CodeSizes {
        let code = self.block.used() - self.sizes.data;
        CodeSizes {
            hot: self.sizes.hot,
            cold: code - self.sizes.hot,
            data: self.sizes.data,
            padding: self.block.size() - self.block.used(),
            executable: self.block.size(),
        }
    }

    fn pieces(&self) -> Vec<Piece> {
        let piece = |(range, role): &(Range<usize>, Role)| Piece {
            role: *role,
            address: range.start as u64,
            // SAFETY: the map's ranges are in this program's block and in its segment's prefix.
            bytes: unsafe { bytes(range) }.to_vec(),
        };
        self.map.iter().map(piece).collect()
    }
}

impl Image {
    /// What the exit stub at this offset means.
    fn side_exit(&self, offset: usize) -> SideExit {
        let decode = || exit_stubs::decode(&self.program, self.table, offset);
        *self.taken.borrow_mut().entry(offset).or_insert_with(decode)
    }

    /// # Safety
    /// The thread is alive.
    unsafe fn count_exit(&self, thread: *mut Thread, exit: SideExit) {
        if self.counts && exit.is_exit {
            // SAFETY: the caller's promise.
            unsafe { (*thread).exits_taken = (*thread).exits_taken.wrapping_add(1) }
        }
    }
}

/// Puts the slots that were in registers at a side exit on the stack.
///
/// # Safety
/// The thread is alive and its stack has room for `depth` slots.
pub unsafe fn leave_registers(thread: *mut Thread, depth: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        let stack_pointer = (*thread).stack_pointer;
        let registers = (&raw const (*thread).registers).cast::<Ref>();
        stack_pointer.copy_from_nonoverlapping(registers, depth);
        (*thread).stack_pointer = stack_pointer.add(depth);
    }
}

/// # Safety
/// The addresses are those of memory in a block, or in its segment's prefix, that lives as long as the
/// result is used.
unsafe fn bytes<'a>(range: &Range<usize>) -> &'a [u8] {
    // SAFETY: the caller's promise; code is readable.
    unsafe { std::slice::from_raw_parts(range.start as *const u8, range.len()) }
}
