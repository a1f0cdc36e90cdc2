//! The handlers in executable memory, which is never writable at the same time.

use crate::{ID, isa};
use backend_api::BackendError;
use code_memory::{Arena, Block};
use stencil_format::{Blob, Hole, Patch, Stencil, What};
use uops::helpers::Helper;
use uops::object::Ref;
use uops::tail::TailInst;
use uops::{Op, Thread};

/// What the build script made.
#[allow(missing_docs)]
mod generated {
    use super::{Blob, Helper, Hole, Patch, Stencil, What};
    use stencil_format::isa;
    include!(concat!(env!("OUT_DIR"), "/library.rs"));
}

/// The signature of `_TAIL_ENTER`.
pub(crate) type Enter =
    unsafe extern "C" fn(*mut Ref, *mut Ref, *mut Thread, *const TailInst) -> u64;

/// All handlers, loaded.
#[derive(Debug)]
pub(crate) struct Handlers {
    code: Block,
    enter: usize,
    leave: usize,
    /// Offsets of the handlers, by uop number.
    plain: Vec<usize>,
    /// Likewise of those that count.
    counting: Vec<usize>,
}

impl Handlers {
    /// Copies all handlers into fresh memory and fills their holes.
    pub(crate) fn load() -> Result<Self, BackendError> {
        let mut loader = Loader::default();
        loader.load().map_err(|message| BackendError::Internal { backend: ID, message })?;
        let memory = |source| BackendError::Memory { backend: ID, source };
        let code = Arena::default().publish(&loader.code).map_err(memory)?;
        let offset = |name: &str| {
            loader.offset(name).map_err(|message| BackendError::Internal { backend: ID, message })
        };
        let all = |prefix: &str| {
            Op::ALL
                .iter()
                .map(|op| offset(&format!("{prefix}{}", op.symbol())))
                .collect::<Result<_, _>>()
        };
        Ok(Handlers {
            code,
            enter: offset("_TAIL_ENTER")?,
            leave: offset("_TAIL_LEAVE")?,
            plain: all("_TAIL")?,
            counting: all("_COUNTING")?,
        })
    }

    fn address(&self, offset: usize) -> u64 {
        self.code.as_ptr() as u64 + offset as u64
    }

    /// The address of a uop's handler.
    pub(crate) fn uop(&self, opcode: u16, count: bool) -> u64 {
        let offsets = if count { &self.counting } else { &self.plain };
        self.address(offsets[usize::from(opcode)])
    }

    /// The address of the handler that ends a program.
    pub(crate) fn leave(&self) -> u64 {
        self.address(self.leave)
    }

    /// What a C caller calls.
    pub(crate) fn enter(&self) -> Enter {
        // SAFETY: `_TAIL_ENTER` has this signature and is executable.
        unsafe { std::mem::transmute::<u64, Enter>(self.address(self.enter)) }
    }

    /// Pages of executable memory, in bytes.
    pub(crate) fn executable(&self) -> usize {
        self.code.size().next_multiple_of(code_memory::PAGE)
    }
}

/// Handlers on their way into memory.
#[derive(Default)]
struct Loader {
    code: Vec<u8>,
    /// Where the hot and the cold part of each stencil are, in library order.
    parts: Vec<[usize; 2]>,
    /// Trampolines, by helper.
    helpers: Vec<usize>,
}

impl Loader {
    fn load(&mut self) -> Result<(), String> {
        for stencil in generated::STENCILS {
            let parts = [&stencil.hot, &stencil.cold].map(|blob| self.copy(blob));
            self.parts.push(parts);
        }
        let trampoline = &generated::STENCILS[index("_TRAMPOLINE")?].hot;
        for helper in Helper::ALL {
            let position = self.copy(trampoline);
            self.helpers.push(position);
            for hole in trampoline.holes {
                let at = position + usize::from(hole.offset);
                let address = helper.address() as u64;
                hole.patch
                    .apply(&mut self.code[at..], at as u64, address)
                    .map_err(|error| format!("{}: {error}", helper.name()))?;
            }
        }
        for (number, stencil) in generated::STENCILS.iter().enumerate() {
            // The trampoline itself is a pattern only.
            if stencil.name == "_TRAMPOLINE" {
                continue;
            }
            for (part, blob) in [&stencil.hot, &stencil.cold].into_iter().enumerate() {
                for hole in blob.holes {
                    let at = self.parts[number][part] + usize::from(hole.offset);
                    let target = self.target(number, hole.what)?;
                    let value = (target as u64).wrapping_add_signed(hole.addend.into());
                    let code = &mut self.code[at..];
                    hole.patch
                        .apply(code, at as u64, value)
                        .map_err(|error| format!("{}: {error}", stencil.name))?;
                }
            }
        }
        Ok(())
    }

    fn copy(&mut self, blob: &Blob) -> usize {
        self.code.resize(self.code.len().next_multiple_of(isa::ALIGN), isa::FILLING);
        let position = self.code.len();
        self.code.extend_from_slice(blob.bytes);
        position
    }

    fn target(&self, number: usize, what: What) -> Result<usize, String> {
        Ok(match what {
            What::Hot => self.parts[number][0],
            What::Cold => self.parts[number][1],
            What::Helper(helper) => self.helpers[helper as usize],
            other => match other.stencil() {
                Some(name) => self.offset(&name)?,
                None => return Err(format!("a handler refers to {other:?}")),
            },
        })
    }

    /// Where the stencil called `name` is.
    fn offset(&self, name: &str) -> Result<usize, String> {
        Ok(self.parts[index(name)?][0])
    }
}

fn index(name: &str) -> Result<usize, String> {
    generated::STENCILS
        .binary_search_by(|stencil| stencil.name.cmp(name))
        .map_err(|_| format!("there is no handler {name}"))
}
