//! A machine that this backend has no instructions for.

use super::{Distance, Isa};
use backend_api::Role;

/// Cannot be had, so nothing is ever written with it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Absent {}

impl Absent {
    /// Nothing.
    pub(crate) fn new() -> Option<Absent> {
        None
    }
}

impl Isa for Absent {
    const LIMIT: usize = 0;
    const FILLING: u8 = 0;
    const ENTRIES: Role = Role::Data;

    fn enter(self, _: &mut Vec<u8>) -> Distance {
        match self {}
    }

    fn leave(self, _: &mut Vec<u8>) {
        match self {}
    }

    fn count(self, _: &mut Vec<u8>, _: usize) {
        match self {}
    }

    fn answer(self, _: &mut Vec<u8>, _: u64) {
        match self {}
    }

    fn jump(self, _: &mut Vec<u8>) -> Distance {
        match self {}
    }

    fn entry(self, _: &mut Vec<u8>, _: u64) {
        match self {}
    }

    fn call_for(self, _: &mut Vec<u8>, _: u64) -> Distance {
        match self {}
    }

    fn jump_to_result(self, _: &mut Vec<u8>) -> Distance {
        match self {}
    }

    fn jump_if_answered(self, _: &mut Vec<u8>) -> Distance {
        match self {}
    }

    fn jump_if_answer_is(self, _: &mut Vec<u8>, _: u8) -> Distance {
        match self {}
    }

    fn fill(self, _: &mut [u8], _: Distance, _: usize) {
        match self {}
    }
}
