//! Programs in executable memory, which is an arena's and never writable at the same time.

use crate::image::Image;
use backend_api::{Code, CodeSizes, Piece, Status};
use code_memory::{Arena, Block};
use uops::{Ref, Thread, Vm};

/// A program that can be run.
#[derive(Debug)]
pub(crate) struct Published {
    block: Block,
    /// Addresses of the continuations, by number.
    continuations: Box<[usize]>,
    image: Image,
}

impl Published {
    /// Makes an image executable, with `shift` bytes free in front of it if it is not alone.
    pub(crate) fn new(image: Image, arena: &Arena, shift: usize) -> std::io::Result<Published> {
        let block = match image.is_mapped() {
            true => arena.publish_alone(image.bytes())?,
            false => arena.publish_shifted(image.bytes(), shift)?,
        };
        let address = |&offset: &usize| block.as_ptr() as usize + offset;
        let continuations = image.continuations().iter().map(address).collect();
        Ok(Published { block, continuations, image })
    }
}

impl Code for Published {
    unsafe fn enter(&self, vm: Vm) -> Status {
        type Entry = unsafe extern "C" fn(*mut Thread, *mut Ref, *mut Ref) -> u64;
        // SAFETY: the image starts with a function of this signature in the host's convention.
        let entry = unsafe { std::mem::transmute::<*const u8, Entry>(self.block.as_ptr()) };
        // SAFETY: the thread is live.
        unsafe { (*vm.thread).return_table = self.continuations.as_ptr() };
        // SAFETY: the caller's promise is what the code of a verified program needs.
        Status(unsafe { entry(vm.thread, vm.locals, vm.sp) })
    }

    fn sizes(&self) -> CodeSizes {
        let sizes = self.image.sizes();
        let padding = sizes.padding + self.block.size() - self.image.bytes().len();
        CodeSizes { executable: self.block.size(), padding, ..sizes }
    }

    fn pieces(&self) -> Vec<Piece> {
        let start = self.block.as_ptr() as u64;
        let pieces = self.image.parts().into_iter().map(|(role, range)| Piece {
            role,
            address: start + range.start as u64,
            bytes: self.image.bytes()[range].to_vec(),
        });
        pieces.collect()
    }
}
