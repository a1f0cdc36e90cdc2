//! Which lowering a uop has.

use super::{Lowering, Malformed, layout};
use uops::{Inst, Op};

/// The most items that are copied one by one; more are the affair of the uop's own function.
const UNPACKED: u16 = 32;

impl Lowering<'_> {
    /// Lowers the uop by hand if there is a lowering, else as a call of its function.
    pub(super) fn inline(&mut self, op: Op, inst: &Inst) -> Result<(), Malformed> {
        use uops::helpers::Helper;
        use uops::object::type_id::{
            BUILTIN, DICT, FLOAT, INT, LIST, LIST_ITER, STR, TUPLE_ITER, TYPE,
        };
        let oparg = op.info().fixed.unwrap_or(inst.oparg);
        if self.operator(op, oparg) {
            return Ok(());
        }
        match op {
            Op::_LOAD_FAST
            | Op::_LOAD_FAST_0
            | Op::_LOAD_FAST_1
            | Op::_LOAD_FAST_2
            | Op::_LOAD_FAST_3
            | Op::_LOAD_FAST_4
            | Op::_LOAD_FAST_5
            | Op::_LOAD_FAST_6
            | Op::_LOAD_FAST_7 => self.load_fast(oparg),
            Op::_LOAD_FAST_AND_CLEAR => self.load_fast_and_clear(oparg),
            Op::_LOAD_FAST_CHECK => self.load_fast_check(oparg),
            Op::_DELETE_FAST => self.delete_fast(oparg),
            Op::_STORE_FAST
            | Op::_STORE_FAST_0
            | Op::_STORE_FAST_1
            | Op::_STORE_FAST_2
            | Op::_STORE_FAST_3
            | Op::_STORE_FAST_4
            | Op::_STORE_FAST_5
            | Op::_STORE_FAST_6
            | Op::_STORE_FAST_7 => self.store_fast(oparg),

            Op::_POP_TOP => self.pop_top(),
            Op::_PUSH_NULL => self.push_null(),
            Op::_COPY => self.copy(oparg),
            Op::_SWAP => self.swap(oparg),
            Op::_LOAD_CONST_INLINE => self.load_const(inst.operand),
            Op::_LOAD_CONST_INLINE_BORROW => self.load_const_borrow(inst.operand),
            Op::_LOAD_CONST_INLINE_BORROW_WITH_NULL => {
                self.load_const_borrow(inst.operand);
                self.push_null();
            }
            Op::_LOAD_CONST_INLINE_WITH_NULL => self.load_const_with_null(inst.operand),
            Op::_POP_TOP_LOAD_CONST_INLINE_BORROW => self.pop_top_load_const(inst.operand),
            Op::_NOP | Op::_CHECK_PEP_523 => {}

            Op::_GUARD_BOTH_INT => self.guard_types([Some(INT), Some(INT)]),
            Op::_GUARD_TOS_INT => self.guard_types([Some(INT)]),
            Op::_GUARD_NOS_INT => self.guard_types([Some(INT), None]),
            Op::_GUARD_BOTH_FLOAT => self.guard_types([Some(FLOAT), Some(FLOAT)]),
            Op::_GUARD_TOS_FLOAT => self.guard_types([Some(FLOAT)]),
            Op::_GUARD_NOS_FLOAT => self.guard_types([Some(FLOAT), None]),
            Op::_GUARD_IS_TRUE_POP => self.guard_truth_pop(true),
            Op::_GUARD_IS_FALSE_POP => self.guard_truth_pop(false),
            Op::_GUARD_IS_NONE_POP => self.guard_none_pop(),
            Op::_GUARD_IS_NOT_NONE_POP => self.guard_not_none_pop(),
            Op::_GUARD_BOTH_UNICODE => self.guard_types([Some(STR), Some(STR)]),
            Op::_GUARD_TYPE_VERSION | Op::_GUARD_KEYS_VERSION => {
                self.guard_type_version(inst.operand);
            }
            Op::_CHECK_FUNCTION => self.check_function(inst.operand),

            Op::_BINARY_OP => self.binary_op(oparg),
            Op::_UNARY_NEGATIVE => self.unary_op(false),
            Op::_UNARY_INVERT => self.unary_op(true),
            Op::_COMPARE_OP_INT => self.compare_int(oparg),
            Op::_COMPARE_OP_FLOAT => self.compare_float(oparg),
            Op::_TO_BOOL_BOOL => self.truth_of_bool(),
            Op::_TO_BOOL_INT => self.truth_of_int(),
            Op::_COMPARE_OP => self.compare_any(oparg),
            Op::_COMPARE_OP_STR => self.compare_str(oparg),
            Op::_CONTAINS_OP => self.contains(oparg),
            Op::_CONTAINS_OP_DICT => {
                self.exit_unless_type(0, DICT);
                self.contains(oparg);
            }
            Op::_IS_OP => self.is_op(oparg),
            Op::_IS_NONE => self.is_none(),
            Op::_TO_BOOL => self.truth_of_any(),
            Op::_TO_BOOL_LIST => self.truth_of_length(LIST, layout::LIST_LEN),
            Op::_TO_BOOL_STR => self.truth_of_length(STR, layout::STR_LEN),
            Op::_TO_BOOL_NONE => self.truth_of_none(),
            Op::_UNARY_NOT => self.unary_not(),
            Op::_REPLACE_WITH_TRUE => self.replace_with_true(),

            Op::_BINARY_OP_ADD_UNICODE => self.add_str(),
            Op::_BINARY_OP_INPLACE_ADD_UNICODE => self.inplace_add_str(oparg),
            Op::_BINARY_SUBSCR_STR_INT => self.binary_subscr_str_int(),
            Op::_FORMAT_SIMPLE => self.format_simple(),
            Op::_FORMAT_WITH_SPEC => self.helper_of_2(Helper::uop_format),
            Op::_CONVERT_VALUE => self.convert_value(oparg.into()),
            Op::_BUILD_STRING => self.build_string(oparg),

            Op::_BINARY_SUBSCR => self.helper_of_2(Helper::uop_subscript),
            Op::_BINARY_SLICE => self.helper_of_3(Helper::uop_slice),
            Op::_STORE_SUBSCR => self.store_item(Helper::uop_set_item),
            Op::_DELETE_SUBSCR => self.delete_subscr(),
            Op::_GET_LEN => self.get_len(),
            Op::_BINARY_SUBSCR_TUPLE_INT => self.binary_subscr_tuple_int(),
            Op::_BUILD_TUPLE => self.build(Helper::uop_build_tuple, oparg),
            Op::_UNPACK_SEQUENCE_TWO_TUPLE => self.unpack_tuple(2),
            Op::_UNPACK_SEQUENCE_TUPLE if oparg <= UNPACKED => self.unpack_tuple(oparg.into()),
            Op::_UNPACK_SEQUENCE_LIST if oparg <= UNPACKED => self.unpack_list(oparg.into()),
            Op::_BINARY_SUBSCR_DICT => {
                self.exit_unless_type(1, DICT);
                self.helper_of_2(Helper::uop_dict_item);
            }
            Op::_STORE_SUBSCR_DICT => {
                self.exit_unless_type(1, DICT);
                self.store_item(Helper::uop_dict_set_item);
            }
            Op::_MAP_ADD => self.map_add(oparg),
            Op::_DICT_UPDATE => self.add_to(Helper::uop_dict_update, oparg),
            Op::_SET_ADD => self.add_to(Helper::uop_set_add, oparg),
            Op::_SET_UPDATE => self.add_to(Helper::uop_set_update, oparg),

            Op::_BINARY_SUBSCR_LIST_INT => self.binary_subscr_list_int(),
            Op::_STORE_SUBSCR_LIST_INT => self.store_subscr_list_int(),
            Op::_LIST_APPEND => self.list_append(oparg),
            Op::_LIST_EXTEND => self.add_to(Helper::uop_list_extend, oparg),
            Op::_BUILD_LIST => self.build(Helper::uop_build_list, oparg),

            Op::_GET_ITER => self.get_iter(),
            Op::_ITER_CHECK_RANGE => self.iter_check_range(),
            Op::_GUARD_NOT_EXHAUSTED_RANGE => self.guard_not_exhausted_range(),
            Op::_ITER_NEXT_RANGE => self.iter_next_range(),
            Op::_ITER_CHECK_LIST => self.guard_types([Some(LIST_ITER)]),
            Op::_GUARD_NOT_EXHAUSTED_LIST => self.guard_not_exhausted(layout::LIST_LEN),
            Op::_ITER_NEXT_LIST => self.iter_next_list(),
            Op::_ITER_CHECK_TUPLE => self.guard_types([Some(TUPLE_ITER)]),
            Op::_GUARD_NOT_EXHAUSTED_TUPLE => self.guard_not_exhausted(layout::TUPLE_LEN),
            Op::_ITER_NEXT_TUPLE => self.iter_next_tuple(),
            Op::_FOR_ITER_TIER_TWO => self.for_iter(),

            Op::_CHECK_MANAGED_OBJECT_HAS_VALUES
            | Op::_GUARD_DORV_VALUES_INST_ATTR_FROM_DICT
            | Op::_GUARD_DORV_NO_DICT => self.guard_values(),
            Op::_LOAD_ATTR_INSTANCE_VALUE_0 | Op::_LOAD_ATTR_SLOT_0 => {
                self.load_attr_value(inst.operand, true);
            }
            Op::_LOAD_ATTR_INSTANCE_VALUE_1 | Op::_LOAD_ATTR_SLOT_1 => {
                self.load_attr_value(inst.operand, true);
                self.push_null();
            }
            Op::_LOAD_ATTR_INSTANCE_VALUE_BORROW => self.load_attr_value(inst.operand, false),
            Op::_STORE_ATTR_INSTANCE_VALUE | Op::_STORE_ATTR_SLOT => {
                self.store_attr_value(inst.operand, true);
            }
            Op::_STORE_ATTR_INSTANCE_VALUE_BORROW => self.store_attr_value(inst.operand, false),
            Op::_CHECK_ATTR_CLASS => self.check_attr_class(inst.operand),
            Op::_CHECK_ATTR_MODULE => self.check_attr_module(inst.operand),
            Op::_LOAD_ATTR_CLASS_0
            | Op::_LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
            | Op::_LOAD_ATTR_NONDESCRIPTOR_NO_DICT
            | Op::_LOAD_ATTR_MODULE_0 => self.load_attr_constant(inst.operand),
            Op::_LOAD_ATTR_CLASS_1 | Op::_LOAD_ATTR_MODULE_1 => {
                self.load_attr_constant(inst.operand);
                self.push_null();
            }
            Op::_LOAD_ATTR_METHOD_NO_DICT
            | Op::_LOAD_ATTR_METHOD_WITH_VALUES
            | Op::_LOAD_ATTR_METHOD_LAZY_DICT => self.load_attr_method(inst.operand),
            Op::_LOAD_ATTR_0 => self.load_attr_any(inst.operand),
            Op::_LOAD_ATTR_1 => self.load_attr_any_to_call(inst.operand),
            Op::_STORE_ATTR => self.store_attr_any(inst.operand),

            Op::_CALL_BUILTIN_CLASS => self.call_of_type(oparg, TYPE, None),
            Op::_CALL_BUILTIN_O => self.call_of_type(oparg, BUILTIN, Some(1)),
            Op::_CALL_BUILTIN_FAST | Op::_CALL_BUILTIN_FAST_WITH_KEYWORDS => {
                self.call_of_type(oparg, BUILTIN, None);
            }
            Op::_CALL_METHOD_DESCRIPTOR_O => self.call_method(oparg, Some(2)),
            Op::_CALL_METHOD_DESCRIPTOR_NOARGS => self.call_method(oparg, Some(1)),
            Op::_CALL_METHOD_DESCRIPTOR_FAST | Op::_CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS => {
                self.call_method(oparg, None);
            }
            Op::_CALL_NON_PY_GENERAL => self.call_anything(oparg),
            Op::_CALL_LEN => self.call_len(oparg),
            Op::_CALL_ISINSTANCE => self.call_isinstance(oparg),
            Op::_CALL_TYPE_1 => self.call_type(),
            Op::_CALL_STR_1 => self.call_str(),
            Op::_CALL_TUPLE_1 => self.call_tuple(),
            Op::_CALL_LIST_APPEND => self.call_list_append(true),
            Op::_CALL_LIST_APPEND_BORROW => self.call_list_append(false),

            Op::_MAKE_CELL => self.make_cell(oparg),
            Op::_COPY_FREE_VARS if oparg <= UNPACKED => self.copy_free_vars(oparg),
            Op::_LOAD_DEREF => self.load_deref(oparg),
            Op::_STORE_DEREF => self.store_deref(oparg),
            Op::_MAKE_FUNCTION => self.make_function(),
            Op::_GUARD_GLOBALS_VERSION => self.guard_names(layout::THREAD_GLOBALS_VERSION),
            Op::_GUARD_BUILTINS_VERSION => self.guard_names(layout::THREAD_BUILTINS_VERSION),
            Op::_LOAD_GLOBAL_MODULE_0 | Op::_LOAD_GLOBAL_BUILTINS_0 => {
                self.load_global(inst.operand);
            }
            Op::_LOAD_GLOBAL_MODULE_1 | Op::_LOAD_GLOBAL_BUILTINS_1 => {
                self.load_global(inst.operand);
                self.push_null();
            }
            Op::_LOAD_GLOBAL_0 => self.load_global_or_raise(inst.operand),
            Op::_LOAD_GLOBAL_1 => {
                self.load_global_or_raise(inst.operand);
                self.push_null();
            }
            Op::_STORE_GLOBAL => self.store_global(inst.operand),

            Op::_CHECK_FUNCTION_VERSION => self.check_function_version(oparg, inst.operand),
            Op::_CHECK_FUNCTION_EXACT_ARGS => {
                self.check_function_exact_args(oparg, inst.operand)?;
            }
            Op::_CHECK_CALL_BOUND_METHOD_EXACT_ARGS => {
                self.check_bound_method(oparg);
            }
            Op::_CHECK_METHOD_VERSION => self.check_method_version(oparg, inst.operand),
            Op::_INIT_CALL_BOUND_METHOD_EXACT_ARGS | Op::_EXPAND_METHOD => {
                self.expand_method(oparg);
            }
            Op::_CHECK_STACK_SPACE => self.check_stack_space(oparg),
            Op::_CHECK_STACK_SPACE_OPERAND => self.check_stack_space_operand(inst.operand),
            Op::_CHECK_RECURSION_REMAINING => self.check_recursion_remaining(),
            Op::_INIT_CALL_PY_EXACT_ARGS
            | Op::_INIT_CALL_PY_EXACT_ARGS_0
            | Op::_INIT_CALL_PY_EXACT_ARGS_1
            | Op::_INIT_CALL_PY_EXACT_ARGS_2
            | Op::_INIT_CALL_PY_EXACT_ARGS_3
            | Op::_INIT_CALL_PY_EXACT_ARGS_4 => self.init_call(oparg)?,
            Op::_CHECK_AND_ALLOCATE_OBJECT => self.check_and_allocate(oparg, inst.operand),
            Op::_CREATE_INIT_FRAME => self.create_init_frame(oparg)?,
            Op::_EXIT_INIT_CHECK => self.exit_init_check(),
            Op::_SAVE_RETURN_OFFSET => self.save_return(inst.operand),
            Op::_PUSH_FRAME => self.push_frame(inst.operand)?,
            Op::_POP_FRAME => self.pop_frame(),
            Op::_DYNAMIC_EXIT => self.dynamic_exit(),

            Op::_START_EXECUTOR => self.start_executor(inst.operand),
            Op::_RESUME_CHECK | Op::_TIER2_RESUME_CHECK => self.resume_check(),
            Op::_CHECK_PERIODIC => self.check_periodic(),
            Op::_CHECK_VALIDITY => self.check_validity(),
            Op::_CHECK_VALIDITY_AND_SET_IP => {
                self.check_validity();
                self.set_ip(inst.operand);
            }
            Op::_SET_IP => self.set_ip(inst.operand),
            Op::_JUMP_TO_TOP => return self.jump_to_top(),
            Op::_EXIT_TRACE | Op::_DEOPT => self.exit_trace(),
            Op::_ERROR_POP_N => self.error_pop(),

            Op::_LOAD_FAST_BORROW => self.load_fast_borrow(oparg),
            Op::_LOAD_FAST_TAGGED => self.load_fast_tagged(oparg),
            Op::_LOAD_FAST_UNBOXED => self.load_fast_unboxed(oparg),
            Op::_LOAD_CONST_TAGGED | Op::_LOAD_CONST_UNBOXED => {
                self.load_const_value(inst.operand);
            }
            Op::_STORE_FAST_TAGGED => self.store_fast_tagged(oparg),
            Op::_LOAD_FAST_MIXED_TAGGED => self.load_fast_mixed_tagged(oparg),
            Op::_LOAD_FAST_AND_CLEAR_MIXED => self.load_fast_and_clear_mixed(oparg),
            Op::_LOAD_FAST_MIXED => self.load_fast_mixed(oparg),
            Op::_STORE_FAST_MIXED_TAGGED | Op::_STORE_FAST_MIXED => self.store_fast_mixed(oparg),
            Op::_STORE_FAST_UNBOXED => self.store_fast_unboxed(oparg),
            Op::_TAG_TOS => self.tag_slot(0),
            Op::_TAG_NOS => self.tag_slot(1),
            Op::_UNTAG_TOS => self.untag_slot(),
            Op::_UNBOX_TOS => self.unbox_slot(0, true),
            Op::_UNBOX_NOS => self.unbox_slot(1, true),
            Op::_UNBOX_TOS_BORROW => self.unbox_slot(0, false),
            Op::_UNBOX_NOS_BORROW => self.unbox_slot(1, false),
            Op::_BOX_TOS => self.box_slot(),
            Op::_GUARD_TOS_INT_TAGGED => self.guard_tagged_int(0),
            Op::_GUARD_NOS_INT_TAGGED => self.guard_tagged_int(1),
            Op::_TO_BOOL_INT_TAGGED => self.truth_of_tagged(),
            Op::_ITER_NEXT_RANGE_TAGGED => self.iter_next_range_tagged(),
            Op::_COMPARE_OP_INT_TAGGED => self.compare_tagged(oparg),
            Op::_INTS_TO_NUMBERS => self.ints_to_numbers(),
            Op::_GUARD_COMPARE_NUMBERS => self.guard_compare_numbers(oparg),
            Op::_COMPARE_OP_FLOAT_UNBOXED => self.compare_unboxed(oparg),
            Op::_BINARY_SUBSCR_LIST_TAGGED => self.binary_subscr_list_tagged(true, false),
            Op::_BINARY_SUBSCR_LIST_TAGGED_BORROW => self.binary_subscr_list_tagged(false, false),
            Op::_BINARY_SUBSCR_LIST_TAGGED_TAG => self.binary_subscr_list_tagged(true, true),
            Op::_BINARY_SUBSCR_LIST_TAGGED_BORROW_TAG => {
                self.binary_subscr_list_tagged(false, true);
            }
            Op::_STORE_SUBSCR_LIST_TAGGED => self.store_subscr_list_tagged(true),
            Op::_STORE_SUBSCR_LIST_TAGGED_BORROW => self.store_subscr_list_tagged(false),
            Op::_BINARY_SUBSCR_TUPLE_TAGGED => self.binary_subscr_tuple_tagged(true),
            Op::_BINARY_SUBSCR_TUPLE_TAGGED_BORROW => self.binary_subscr_tuple_tagged(false),
            Op::_BINARY_SUBSCR_STR_TAGGED => self.binary_subscr_str_tagged(true),
            Op::_BINARY_SUBSCR_STR_TAGGED_BORROW => self.binary_subscr_str_tagged(false),

            // A wildcard, so that a uop works as soon as it has a row in the table.
            _ => return self.out_of_line(op, inst),
        }
        Ok(())
    }
}
