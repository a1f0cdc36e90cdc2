//! A program before and after it is made executable.

use crate::ID;
use backend_api::{BackendError, Code, CodeSizes, Compiled, Piece, Role, Status};
use code_memory::{Arena, Block};
use std::ops::Range;
use uops::{Inst, Vm};

/// A program's code that is not executable yet.
pub(crate) struct Written {
    pub(crate) arena: Arena,
    pub(crate) shift: usize,
    /// Whether it gets pages of its own.
    pub(crate) alone: bool,
    pub(crate) bytes: Vec<u8>,
    pub(crate) parts: Vec<(Role, Range<usize>)>,
    pub(crate) returns: Vec<usize>,
    pub(crate) insts: Vec<Box<[Inst]>>,
}

/// A program that can be run.
struct Published {
    block: Block,
    /// The addresses of what frames go on with, by number.
    returns: Box<[usize]>,
    written: Written,
}

impl Compiled for Written {
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        let block = match self.alone {
            true => self.arena.publish_alone(&self.bytes),
            false => self.arena.publish_shifted(&self.bytes, self.shift),
        };
        let block = block.map_err(|source| BackendError::Memory { backend: ID, source })?;
        let returns = self.returns.iter().map(|offset| block.as_ptr() as usize + offset).collect();
        Ok(Box::new(Published { block, returns, written: *self }))
    }
}

impl Code for Published {
    unsafe fn enter(&self, mut vm: Vm) -> Status {
        type Enter = unsafe extern "C" fn(*mut Vm) -> u64;
        // SAFETY: the code begins with a function of this signature. The caller's promise is what the
        // code of a verified program needs, and the thread is live.
        unsafe {
            let enter = std::mem::transmute::<*const u8, Enter>(self.block.as_ptr());
            (*vm.thread).return_table = self.returns.as_ptr();
            let status = enter(&raw mut vm);
            (*vm.thread).locals = vm.locals;
            (*vm.thread).stack_pointer = vm.sp;
            Status(status)
        }
    }

    fn sizes(&self) -> CodeSizes {
        let Written { bytes, parts, insts, .. } = &self.written;
        let tables: usize = parts
            .iter()
            .filter(|(role, _)| *role == Role::Data)
            .map(|(_, range)| range.len())
            .sum();
        let records: usize = insts.iter().map(|insts| size_of_val(&**insts)).sum();
        CodeSizes {
            hot: bytes.len() - tables,
            cold: 0,
            data: tables + records + size_of_val(&*self.returns),
            padding: self.block.size() - bytes.len(),
            executable: self.block.size(),
        }
    }

    fn pieces(&self) -> Vec<Piece> {
        let Written { bytes, parts, alone, .. } = &self.written;
        let parts = parts.iter().filter(|_| *alone);
        let piece = |(role, range): &(Role, Range<usize>)| Piece {
            role: *role,
            address: self.block.as_ptr() as u64 + range.start as u64,
            bytes: bytes[range.clone()].to_vec(),
        };
        parts.map(piece).collect()
    }
}
