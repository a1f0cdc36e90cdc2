//! Programs in executable memory of an arena, where code is never writable at the same address.

use crate::image::{Image, LinkError};
use backend_api::{Code, CodeSizes, Piece, Status};
use code_memory::{ALIGN, Arena, Block};
use uops::{Ref, Thread, Vm};

/// A program that can be run.
#[derive(Debug)]
pub(crate) struct Published {
    block: Block,
    /// Addresses of the continuations, by number.
    continuations: Box<[usize]>,
    image: Image,
}

/// Why a program can't be published.
#[derive(Debug)]
pub(crate) enum PublishError {
    /// There is no memory for it.
    Memory(std::io::Error),
    /// It can't be linked where it would run.
    Link(LinkError),
}

impl From<std::io::Error> for PublishError {
    fn from(error: std::io::Error) -> Self {
        PublishError::Memory(error)
    }
}

impl Published {
    /// Makes an image executable, with `shift` bytes free in front of it if it is not alone.
    pub(crate) fn new(
        mut image: Image,
        arena: &Arena,
        shift: usize,
    ) -> Result<Published, PublishError> {
        let room = image.room();
        let mut writer = match image.is_mapped() {
            true => arena.writer_alone(room)?,
            false => {
                let mut writer = arena.writer(room + shift.next_multiple_of(ALIGN))?;
                writer.skip(shift);
                writer
            }
        };
        let start = writer.start();
        image.link_host(start).map_err(PublishError::Link)?;
        writer.write(image.bytes());
        let block = writer.finish(start + image.bytes().len(), None)?;
        block.make_executable()?;
        let continuations = image.continuations().iter().map(|offset| start + offset).collect();
        Ok(Published { block, continuations, image })
    }
}

/// The host's way into a program.
pub(crate) type Entry = unsafe extern "C" fn(*mut Thread, *mut Ref, *mut Ref) -> u64;

impl Code for Published {
    unsafe fn enter(&self, vm: Vm) -> Status {
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
