//! The offsets of the fields that compiled code reads and writes.

use std::mem::{offset_of, size_of};
use uops::object::{BoundMethod, Code, Frame, Function, Generator, Header, Int, Ref, TypeObject};
use uops::thread::Thread;

/// Bytes of a stack slot, local or list item.
pub(super) const SLOT: i32 = size_of::<Ref>() as i32;

/// An index of slots, shifted by this, is a distance in bytes.
pub(super) const SLOT_SHIFT: i64 = size_of::<Ref>().ilog2() as i64;

pub(super) const REFCNT: i32 = offset_of!(Header, refcnt) as i32;
/// The low half of the reference count, which is negative for immortal objects.
pub(super) const REFCNT_LOW: i32 = REFCNT + if cfg!(target_endian = "big") { 4 } else { 0 };
pub(super) const TYPE_ID: i32 = offset_of!(Header, type_id) as i32;

pub(super) const FLAGS: i32 = offset_of!(Header, flags) as i32;

pub(super) const FUNCTION_VERSION: i32 = offset_of!(Function, version) as i32;
pub(super) const FUNCTION_CODE: i32 = offset_of!(Function, code) as i32;
pub(super) const CODE_FRAME_SIZE: i32 = offset_of!(Code, frame_size) as i32;
pub(super) const BOUND_FUNCTION: i32 = offset_of!(BoundMethod, function) as i32;
pub(super) const BOUND_THIS: i32 = offset_of!(BoundMethod, this) as i32;
pub(super) const REPRESENTS: i32 = offset_of!(TypeObject, represents) as i32;
pub(super) const INIT: i32 = offset_of!(TypeObject, init) as i32;

/// A frame's fields lie in front of its locals.
const fn frame(offset: usize) -> i32 {
    offset as i32 - size_of::<Frame>() as i32
}
pub(super) const FRAME_PREVIOUS: i32 = frame(offset_of!(Frame, previous));
pub(super) const FRAME_FUNCTION: i32 = frame(offset_of!(Frame, function));
pub(super) const FRAME_INSTR_PTR: i32 = frame(offset_of!(Frame, instr_ptr));
pub(super) const FRAME_LOCAL_COUNT: i32 = frame(offset_of!(Frame, local_count));
pub(super) const FRAME_RETURN_TO: i32 = frame(offset_of!(Frame, return_to));
pub(super) const FRAME_STACK_POINTER: i32 = frame(offset_of!(Frame, stack_pointer));

/// A generator's fields lie in front of the locals of its frame.
pub(super) const GENERATOR_YIELD_TO: i32 =
    offset_of!(Generator, yield_to) as i32 - size_of::<Generator>() as i32;

pub(super) const THREAD_TRUE: i32 = offset_of!(Thread, true_object) as i32;
pub(super) const THREAD_FALSE: i32 = offset_of!(Thread, false_object) as i32;
pub(super) const THREAD_NONE: i32 = offset_of!(Thread, none_object) as i32;
pub(super) const THREAD_DATASTACK_TOP: i32 = offset_of!(Thread, datastack_top) as i32;
pub(super) const THREAD_DATASTACK_LIMIT: i32 = offset_of!(Thread, datastack_limit) as i32;
pub(super) const THREAD_RECURSION_REMAINING: i32 = offset_of!(Thread, recursion_remaining) as i32;
pub(super) const THREAD_RETURN_TABLE: i32 = offset_of!(Thread, return_table) as i32;
pub(super) const THREAD_LOCALS: i32 = offset_of!(Thread, locals) as i32;
pub(super) const THREAD_STACK_POINTER: i32 = offset_of!(Thread, stack_pointer) as i32;
pub(super) const THREAD_UOPS_EXECUTED: i32 = offset_of!(Thread, uops_executed) as i32;
pub(super) const THREAD_EXITS_TAKEN: i32 = offset_of!(Thread, exits_taken) as i32;
pub(super) const THREAD_HELPER_RESULT: i32 = offset_of!(Thread, helper_result) as i32;
pub(super) const THREAD_TYPE_VERSIONS: i32 = offset_of!(Thread, type_versions) as i32;

// `True` and `False` are chosen by arithmetic: see `Lowering::bool_object`.
const _: () = assert!(THREAD_FALSE - THREAD_TRUE == size_of::<Int>() as i32);
const _: () = assert!(size_of::<Int>() == 1 << INT_SHIFT);
// `True` is where the thread is.
const _: () = assert!(THREAD_TRUE == 0);
/// An index of small ints, shifted by this, is a distance in bytes.
pub(super) const INT_SHIFT: i64 = 5;
