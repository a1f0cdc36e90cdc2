//! Calls of builtin functions, classes and methods.
//!
//! A call lies on the stack as `callable, self_or_null, args[oparg]`. In most calls the lowering
//! knows whether there is a `self`; in the others, the code tests it.

use crate::lower::layout;
use crate::lower::lowering::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use uops::helpers::Helper;
use uops::object::type_id::{BUILTIN, LIST, METHOD_DESCRIPTOR, STR, TUPLE, TYPE};
use uops::object::{BUILTIN_ISINSTANCE, BUILTIN_LEN, METHOD_LIST_APPEND, TypeId};

lowerings! { |lowering, uop|
    _CALL_BUILTIN_CLASS => lowering.call_of_type(uop.oparg, TYPE, None),
    _CALL_BUILTIN_O => lowering.call_of_type(uop.oparg, BUILTIN, Some(1)),
    _CALL_BUILTIN_FAST | _CALL_BUILTIN_FAST_WITH_KEYWORDS => {
        lowering.call_of_type(uop.oparg, BUILTIN, None);
    },
    _CALL_METHOD_DESCRIPTOR_O => lowering.call_method(uop.oparg, Some(2)),
    _CALL_METHOD_DESCRIPTOR_NOARGS => lowering.call_method(uop.oparg, Some(1)),
    _CALL_METHOD_DESCRIPTOR_FAST | _CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS => {
        lowering.call_method(uop.oparg, None);
    },
    _CALL_NON_PY_GENERAL => lowering.call_anything(uop.oparg),
    _CALL_LEN => lowering.call_len(uop.oparg),
    _CALL_ISINSTANCE => lowering.call_isinstance(uop.oparg),
    _CALL_TYPE_1 => lowering.call_type(),
    _CALL_STR_1 => lowering.call_str(),
    _CALL_TUPLE_1 => lowering.call_tuple(),
    _CALL_LIST_APPEND => lowering.call_list_append(true),
    _CALL_LIST_APPEND_BORROW => lowering.call_list_append(false),
}

impl Lowering<'_> {
    /// Exits unless the call at `base` has `count` arguments, `self` the first of them if there is
    /// one. From then on it is known whether there is.
    pub(super) fn exit_unless_given(&mut self, base: usize, count: usize) {
        let without_self = self.stack.len() - base - 2;
        let is_null = count == without_self;
        if (!is_null && count != without_self + 1) || self.stack[base + 1].null == Some(!is_null) {
            let always = self.builder.ins().iconst(types::I8, 1);
            self.exit_if(always);
        } else if self.stack[base + 1].null.is_none() {
            let this = self.object(base + 1);
            match is_null {
                true => self.exit_if(this),
                false => self.exit_unless(this),
            }
            self.stack[base + 1].null = Some(is_null);
        }
    }

    /// Where the arguments of the call at `base` are in memory, and how many there are.
    fn arguments(&mut self, base: usize) -> [Value; 2] {
        let given = self.stack.len() - base - 2;
        match self.stack[base + 1].null {
            Some(is_null) => {
                let first = self.sp_at(base + 1 + usize::from(is_null));
                let count = self.word((given + usize::from(!is_null)) as u64);
                [first, count]
            }
            None => {
                let this = self.object(base + 1);
                let is_null = self.builder.ins().icmp_imm_u(IntCC::Equal, this, 0);
                let is_null = self.builder.ins().uextend(types::I64, is_null);
                let distance = self.builder.ins().ishl_imm_u(is_null, layout::SLOT_SHIFT);
                let first = self.sp_at(base + 1);
                let first = self.builder.ins().iadd(first, distance);
                let count = self.word(given as u64 + 1);
                [first, self.builder.ins().isub(count, is_null)]
            }
        }
    }

    /// Calls the callable at `base`.
    fn run_call(&mut self, base: usize) {
        self.flush(base);
        let callable = self.sp_at(base);
        let [args, count] = self.arguments(base);
        let result = self.call_for(Helper::uop_call, &[self.thread, callable, args, count]);
        self.error_unless(result);
        self.replace(self.stack.len() - base, result);
    }

    /// Calls a callable of a type, with `count` arguments if that is said.
    fn call_of_type(&mut self, oparg: u16, type_id: TypeId, count: Option<usize>) {
        let base = self.callable(oparg);
        let callable = self.object(base);
        self.object(base + 1);
        self.exit_unless_type(callable, type_id);
        if let Some(count) = count {
            self.exit_unless_given(base, count);
        }
        self.run_call(base);
    }

    /// Calls a method of the type of its first argument.
    fn call_method(&mut self, oparg: u16, count: Option<usize>) {
        let base = self.callable(oparg);
        let callable = self.object(base);
        self.object(base + 1);
        self.exit_unless_type(callable, METHOD_DESCRIPTOR);
        match count {
            Some(count) => self.exit_unless_given(base, count),
            None if oparg == 0 => self.exit_unless_given(base, 1),
            None => {}
        }
        let first = match self.stack[base + 1].null {
            Some(true) if oparg > 0 => self.object(base + 2),
            None if oparg > 0 => {
                let (this, arg) = (self.object(base + 1), self.object(base + 2));
                self.builder.ins().select(this, this, arg)
            }
            _ => self.object(base + 1),
        };
        let owner = self.field(types::I32, callable, layout::METHOD_OWNER);
        let type_id = self.field(types::I32, first, layout::TYPE_ID);
        self.exit_unless_same(owner, type_id);
        self.run_call(base);
    }

    fn call_anything(&mut self, oparg: u16) {
        self.run_call(self.callable(oparg));
    }

    /// Exits unless the call is one of this builtin function with `N` arguments, which are returned.
    fn builtin_arguments<const N: usize>(&mut self, oparg: u16, function: u32) -> [Value; N] {
        let base = self.callable(oparg);
        let callable = self.object(base);
        for slot in base + 1..self.stack.len() {
            self.object(slot);
        }
        self.exit_unless_type(callable, BUILTIN);
        self.exit_unless_field(callable, layout::BUILTIN_FUNCTION, function);
        self.exit_unless_given(base, N);
        let first = base + 1 + usize::from(self.stack[base + 1].null == Some(true));
        // A call with another number of arguments never comes here.
        let last = self.stack.len() - 1;
        std::array::from_fn(|arg| self.object((first + arg).min(last)))
    }

    /// Releases the callable at `base` and the arguments, and pushes the result unless it is null.
    fn finish_call<const N: usize>(&mut self, base: usize, result: Value, args: [Value; N]) {
        let callable = self.object(base);
        self.error_unless(result);
        self.release([callable]);
        self.release(args);
        self.replace(self.stack.len() - base, result);
    }

    fn call_len(&mut self, oparg: u16) {
        let base = self.callable(oparg);
        let [object] = self.builtin_arguments(oparg, BUILTIN_LEN);
        let length = self.call_for(Helper::uop_length, &[self.thread, object]);
        self.finish_call(base, length, [object]);
    }

    fn call_isinstance(&mut self, oparg: u16) {
        let base = self.callable(oparg);
        let [object, class] = self.builtin_arguments(oparg, BUILTIN_ISINSTANCE);
        let args = [self.thread, object, class];
        let result = self.call_for(Helper::uop_is_instance, &args);
        self.finish_call(base, result, [object, class]);
    }

    /// Exits unless the call of three slots is one of this class with an argument, and returns that
    /// and the class.
    fn class_argument(&mut self, class: TypeId) -> [Value; 2] {
        let [callable, null, arg] = self.inputs();
        self.exit_unless_type(callable, TYPE);
        self.exit_unless_field(callable, layout::REPRESENTS, class);
        if self.stack[self.stack.len() - 2].null != Some(true) {
            self.exit_if(null);
        }
        [arg, callable]
    }

    fn call_type(&mut self) {
        let [arg, callable] = self.class_argument(TYPE);
        let result = self.call_for(Helper::uop_type_of, &[self.thread, arg]);
        self.decref(arg);
        self.decref(callable);
        self.replace(3, result);
    }

    fn call_str(&mut self) {
        let [arg, callable] = self.class_argument(STR);
        let how = self.word(1);
        let result = self.call_for(Helper::uop_convert, &[self.thread, how, arg]);
        self.decref(arg);
        self.decref(callable);
        self.replace(3, result);
    }

    fn call_tuple(&mut self) {
        let [arg, callable] = self.class_argument(TUPLE);
        let result = self.call_for(Helper::uop_tuple_of, &[self.thread, arg]);
        self.error_unless(result);
        self.decref(arg);
        self.decref(callable);
        self.replace(3, result);
    }

    /// `list.append(arg)`; the list is released if it is `owned`.
    fn call_list_append(&mut self, owned: bool) {
        let [callable, this, arg] = self.inputs();
        self.exit_unless_type(callable, METHOD_DESCRIPTOR);
        self.exit_unless_type(this, LIST);
        self.exit_unless_field(callable, layout::METHOD, METHOD_LIST_APPEND);
        self.append(this, arg);
        if owned {
            self.decref(this);
        }
        self.decref(callable);
        self.pop(3);
    }
}
