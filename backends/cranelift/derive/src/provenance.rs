//! Which memory an address leads to, found out from where the address comes from.
//!
//! Cranelift is told that threads, frames and objects do not overlap. LLVM's text does not say which of the
//! three an access is to, but every address comes from an argument or from a field whose meaning is known.

use form::{Function, Operand, Region, Value};
use std::mem::offset_of;
use uops::Thread;
use uops::object::Frame;

/// What an address leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Provenance {
    Thread,
    Frame,
    Object,
    Local,
    /// Not known: no access may use it.
    Mixed,
}

impl Provenance {
    /// The provenance of an argument.
    pub(crate) fn of_argument(argument: Value) -> Provenance {
        match argument {
            Function::THREAD => Provenance::Thread,
            Function::LOCALS | Function::SP => Provenance::Frame,
            _ => Provenance::Object,
        }
    }

    /// The provenance of a value that is one or the other. Objects in the thread are immortal and never
    /// written, so they may be treated like other objects.
    pub(crate) fn or(self, other: Provenance) -> Provenance {
        use Provenance::{Object, Thread};
        match (self, other) {
            _ if self == other => self,
            (Thread, Object) | (Object, Thread) => Object,
            _ => Provenance::Mixed,
        }
    }

    /// The provenance of an address that is loaded from a place.
    pub(crate) fn loaded(self, base: Operand, offset: i32) -> Provenance {
        let offset = offset as isize;
        let is = |field: usize| offset == field as isize;
        match self {
            Provenance::Thread => {
                let frames = [
                    offset_of!(Thread, datastack_top),
                    offset_of!(Thread, datastack_limit),
                    offset_of!(Thread, locals),
                    offset_of!(Thread, stack_pointer),
                ];
                if frames.into_iter().any(is) { Provenance::Frame } else { Provenance::Object }
            }
            Provenance::Frame => {
                // A frame lies in front of its locals. Of another frame, only its slots are known.
                let field = offset + size_of::<Frame>() as isize;
                let frames = [offset_of!(Frame, previous), offset_of!(Frame, stack_pointer)];
                let is_slot = base == Operand::Value(Function::SP) || offset >= 0;
                let leads_to_frame = frames.into_iter().any(|frame| frame as isize == field);
                match is_slot {
                    true => Provenance::Object,
                    false if leads_to_frame => Provenance::Frame,
                    false if base == Operand::Value(Function::LOCALS) => Provenance::Object,
                    false => Provenance::Mixed,
                }
            }
            Provenance::Object | Provenance::Local => Provenance::Object,
            Provenance::Mixed => Provenance::Mixed,
        }
    }

    /// The memory that an access to a place is to, if that is known.
    pub(crate) fn region(self, offset: i32) -> Option<Region> {
        match self {
            Provenance::Thread if offset as usize == offset_of!(Thread, eval_breaker) => {
                Some(Region::SharedThread)
            }
            Provenance::Thread => Some(Region::Thread),
            Provenance::Frame => Some(Region::Frame),
            Provenance::Object => Some(Region::Object),
            Provenance::Local => Some(Region::Local),
            Provenance::Mixed => None,
        }
    }
}
