//! Executable memory: written first, executable afterwards, never both at once.

use crate::image::Image;
use backend_api::{Code, CodeSizes, Piece, Status};
use memmap2::{Mmap, MmapMut};
use uops::{Ref, Thread, Vm};

/// The page size of x86-64, which is the only machine that images are made for.
const PAGE: usize = 4096;

/// A program that can be run.
#[derive(Debug)]
pub(crate) struct Published {
    memory: Mmap,
    /// Addresses of the continuations, by number.
    continuations: Box<[usize]>,
    image: Image,
}

impl Published {
    /// Copies an image to memory of its own and makes that executable.
    pub(crate) fn new(image: Image) -> std::io::Result<Published> {
        let mut memory = MmapMut::map_anon(image.bytes().len().next_multiple_of(PAGE))?;
        memory[..image.bytes().len()].copy_from_slice(image.bytes());
        let memory = memory.make_exec()?;
        let address = |&offset: &usize| memory.as_ptr() as usize + offset;
        let continuations = image.continuations().iter().map(address).collect();
        Ok(Published { memory, continuations, image })
    }
}

impl Code for Published {
    unsafe fn enter(&self, vm: Vm) -> Status {
        type Entry = unsafe extern "C" fn(*mut Thread, *mut Ref, *mut Ref) -> u64;
        // SAFETY: the image starts with a function of this signature in the host's convention.
        let entry = unsafe { std::mem::transmute::<*const u8, Entry>(self.memory.as_ptr()) };
        // SAFETY: the thread is live.
        unsafe { (*vm.thread).return_table = self.continuations.as_ptr() };
        // SAFETY: the caller's promise is what the code of a verified program needs.
        Status(unsafe { entry(vm.thread, vm.locals, vm.sp) })
    }

    fn sizes(&self) -> CodeSizes {
        CodeSizes { executable: self.memory.len(), ..self.image.sizes() }
    }

    fn pieces(&self) -> Vec<Piece> {
        let start = self.memory.as_ptr() as u64;
        let pieces = self.image.parts().into_iter().map(|(role, range)| Piece {
            role,
            address: start + range.start as u64,
            bytes: self.image.bytes()[range].to_vec(),
        });
        pieces.collect()
    }
}
