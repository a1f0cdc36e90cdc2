//! Code on its way into executable memory, which is an arena's and never writable at the same time.

use backend_api::{BackendError, Code, CodeSizes, Compiled, Piece, Role, Status};
use code_memory::{Arena, Block};
use trace::TraceId;
use uops::thread::Thread;
use uops::{Ref, Vm};

/// A program's code before it is executable.
#[derive(Debug)]
pub struct Image {
    /// Where it goes.
    pub arena: Arena,
    /// Bytes to leave free in front of it.
    pub shift: usize,
    /// The code; it can be put anywhere.
    pub code: Vec<u8>,
    /// Offset of the function that a C caller calls.
    pub enter: u32,
    /// Offset of the first trace.
    pub start: u32,
    /// Offsets of the program's continuations, by number.
    pub continuations: Vec<u32>,
    /// What the numbers mean that the code returns.
    pub numbers: Numbers,
    /// Where pieces begin; empty unless it was asked for.
    pub map: Vec<(u32, Role)>,
    /// Bytes on hot paths.
    pub hot: usize,
}

/// What the numbers mean that code returns: 0 that the program returned; else two for each uop, its
/// cold exit and its error.
#[derive(Clone, Default, Debug)]
pub struct Numbers {
    /// The uops of all traces before each trace.
    starts: Vec<u32>,
    uops: u32,
}

impl Numbers {
    /// Adds a trace and returns its uops' first number.
    pub fn add(&mut self, uops: usize) -> u32 {
        let first = self.uops;
        self.starts.push(first);
        self.uops += uops as u32;
        1 + 2 * first
    }

    /// The first number of a trace's uops.
    pub fn first(&self, trace: TraceId) -> u32 {
        1 + 2 * self.starts[trace.0 as usize]
    }

    /// The number of a uop's cold exit.
    #[inline(always)]
    pub fn exit(first: u32, uop: u32) -> u32 {
        first + 2 * uop
    }

    /// The number of a uop's error.
    #[inline(always)]
    pub fn error(first: u32, uop: u32) -> u32 {
        Self::exit(first, uop) + 1
    }

    fn status(&self, number: u64) -> Status {
        let Some(number) = number.checked_sub(1) else { return Status::RETURNED };
        let uop = (number / 2) as u32;
        let trace = self.starts.partition_point(|&start| start <= uop) - 1;
        let (trace, uop) = (TraceId(trace as u32), uop - self.starts[trace]);
        if number % 2 == 0 { Status::cold_exit(trace, uop) } else { Status::error(trace, uop) }
    }
}

impl Compiled for Image {
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        let memory = |source| BackendError::Memory { backend: crate::ID, source };
        let block = self.arena.publish_shifted(&self.code, self.shift).map_err(memory)?;
        let address = |&offset: &u32| block.as_ptr() as usize + offset as usize;
        let continuations = self.continuations.iter().map(address).collect();
        Ok(Box::new(Published { block, continuations, image: *self }))
    }
}

/// A program's executable code.
struct Published {
    block: Block,
    /// Addresses, by number.
    continuations: Box<[usize]>,
    image: Image,
}

type Enter = unsafe extern "C" fn(*const u8, *mut Ref, *mut Ref, *mut Thread) -> u64;

impl Code for Published {
    unsafe fn enter(&self, vm: Vm) -> Status {
        let at = |offset: u32| self.block.as_ptr().wrapping_add(offset as usize);
        // SAFETY: `_ENTER` has this signature; it and the first trace are in this executable memory,
        // and the caller promises what the trace relies on.
        let number = unsafe {
            (*vm.thread).return_table = self.continuations.as_ptr();
            let enter: Enter = std::mem::transmute(at(self.image.enter));
            enter(at(self.image.start), vm.locals, vm.sp, vm.thread)
        };
        self.image.numbers.status(number)
    }

    fn sizes(&self) -> CodeSizes {
        let code = self.image.code.len();
        CodeSizes {
            hot: self.image.hot,
            cold: code - self.image.hot,
            data: size_of_val(&*self.continuations),
            padding: self.block.size() - code,
            executable: self.block.size(),
        }
    }

    fn pieces(&self) -> Vec<Piece> {
        let base = self.block.as_ptr() as u64;
        let map = &self.image.map;
        let ends = map.iter().skip(1).map(|(start, _)| *start as usize);
        map.iter()
            .zip(ends.chain([self.image.code.len()]))
            .filter(|((start, _), end)| (*start as usize) < *end)
            .map(|(&(start, role), end)| Piece {
                role,
                address: base + u64::from(start),
                bytes: self.image.code[start as usize..end].to_vec(),
            })
            .collect()
    }
}
