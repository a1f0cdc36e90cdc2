//! How uop functions call the helpers that are rarely needed.
//!
//! Here they are called as what they are. The stencil build has a module of the same name in its
//! place, where the same calls go through thunks that save all registers: what a stencil keeps in
//! registers then stays there, and the hot path needs no stack frame for the sake of the cold one.

pub use crate::helpers::{
    uop_box_float, uop_box_int, uop_compare_tagged, uop_dealloc, uop_error_occurred,
    uop_handle_events, uop_int_add, uop_int_multiply, uop_int_subtract, uop_list_append,
    uop_new_reference, uop_refill, uop_tagged_binary_op, uop_tagged_order, uop_unbound_local,
};
