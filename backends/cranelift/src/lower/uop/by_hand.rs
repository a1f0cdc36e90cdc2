//! The list of the uops whose lowering is written by hand, and what keeps each.
//!
//! All other uops are lowered from the forms of their functions. Where a form exists, and nothing but speed speaks
//! against it, the configurations `cranelift-derived-…` take the form.
//!
//! The gains were measured with the same programs as everything else, all of the corpus, with the optimiser off and on:
//! how many more instructions the uop's hot path has in the form, and how much more of all instructions on hot paths is
//! executed. A lowering that saves less than 0.1 % of these is not worth its lines, and was deleted.
//! `uopbench attribute corpus --backend cranelift-best,cranelift-derived-best` prints the numbers.

use crate::lower::lowering::{Lowering, Malformed};
use Why::{Ends, Frame, Gain};
use uops::{Function, Inst};

/// What keeps a lowering.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Why {
    /// Another frame is the current one after it, or the next uop enters the one that it makes: the lowering
    /// follows which slots the stack has then, and what they hold.
    Frame,
    /// It ends the trace.
    Ends,
    /// It is better than the form.
    Gain,
}

/// A uop that is being lowered.
#[derive(Clone, Copy)]
pub(super) struct Uop<'a> {
    /// The record of the loaded program.
    pub(super) inst: &'a Inst,
    /// Its oparg, which its name may fix.
    pub(super) oparg: u16,
}

/// Lowers a uop.
pub(super) type Lower = for<'a, 'b> fn(&mut Lowering<'a>, Uop<'b>) -> Result<(), Malformed>;

/// A lowering of the uops that mean a function.
pub(super) struct ByHand {
    pub(super) function: Function,
    pub(super) why: Why,
    pub(super) lower: Lower,
}

/// Declares the lowerings: functions, what keeps them, and an expression that lowers a uop with one of them; `?`
/// passes a [`Malformed`] on.
macro_rules! by_hand {
    (|$lowering:ident, $uop:ident| $($function:ident, $why:ident => $lower:expr,)*) => {
        /// All of them.
        pub(super) const BY_HAND: &[ByHand] = &[$(ByHand {
            function: Function::$function,
            why: $why,
            lower: |$lowering, $uop| {
                _ = (&*$lowering, $uop);
                $lower;
                Ok(())
            },
        },)*];
    };
}

by_hand! { |lowering, uop|
    // The form has 13.2 instructions instead of 8.1, 0.3 % of all: the lowering knows how many arguments the function
    // takes, and `_INIT_CALL_PY_EXACT_ARGS` learns whether there is a `self`.
    _CHECK_FUNCTION_EXACT_ARGS, Gain => lowering.check_function_exact_args(uop.oparg, uop.inst.operand)?,
    // The form has 2.6 instructions instead of 0.3, 0.15 % of all: slots change places in what the lowering knows.
    _SWAP, Gain => lowering.swap(uop.oparg),
    // With the forms of these two, `_CREATE_INIT_FRAME` and `_INIT_CALL_PY_EXACT_ARGS` have to test whether there is a
    // `self`: 27.6 instructions instead of 19.2.
    _CHECK_AND_ALLOCATE_OBJECT, Gain => lowering.check_and_allocate(uop.oparg, uop.inst.operand),
    _INIT_CALL_BOUND_METHOD_EXACT_ARGS, Gain => lowering.expand_method(uop.oparg),
    _INIT_CALL_PY_EXACT_ARGS, Frame => lowering.init_call(uop.oparg)?,
    _CREATE_INIT_FRAME, Frame => lowering.create_init_frame(uop.oparg)?,
    _PUSH_FRAME, Frame => lowering.push_frame(uop.inst.operand)?,
    _POP_FRAME, Frame => lowering.pop_frame(),
    _GUARD_RETURN_TO, Frame => lowering.follow_return(uop.inst)?,
    _RETURN_GENERATOR, Frame => lowering.return_generator(uop.inst.operand),
    _FOR_ITER_GEN_FRAME, Frame => lowering.for_iter_generator(1),
    _FOR_ITER_GEN_FRAME_AT, Frame => lowering.for_iter_generator(2),
    _SEND_GEN_FRAME, Frame => lowering.send_generator(2),
    _SEND_GEN_FRAME_AT, Frame => lowering.send_generator(3),
    _PUSH_GEN_FRAME, Frame => lowering.push_generator(uop.inst.operand),
    _YIELD_VALUE, Frame => lowering.yield_value(uop.inst.operand),
    _POP_GEN_FRAME, Frame => lowering.pop_generator(),
    _EXIT_TRACE, Ends => lowering.exit_trace(),
    _ERROR_POP_N, Ends => lowering.error_pop(),
    _DYNAMIC_EXIT, Ends => lowering.dynamic_exit(),
    _JUMP_TO_TOP, Ends => lowering.jump_to_top()?,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uops::Op;

    #[test]
    fn a_lowering_that_is_only_faster_is_that_of_a_function_with_a_form() {
        let library = crate::forms().unwrap();
        for by_hand in BY_HAND {
            let mut ops = Op::ALL.iter().filter(|op| op.info().function == by_hand.function);
            let has_form = ops.clone().all(|op| library.find(op.symbol()).is_some());
            assert!(ops.next().is_some(), "{:?} is no uop's", by_hand.function);
            assert!(has_form || by_hand.why != Gain, "{:?}", by_hand.function);
        }
    }
}
