//! Moves with instances of classes.

use super::end::LEAVING;
use super::frames::COMPUTING;
use super::maker::{Maker, Returns, builtin};
use super::mix::Family::{Branches, Objects};
use super::moves::{Move, always};
use super::roles::{PAIR, THING};
use super::shape::Shape;
use super::signature::{ATTRIBUTES, CLASSES, Calling, SLOTTED};
use super::vocabulary::CALLABLE;
use crate::program::{ClassId, FunctionId, Operand};
use uops::Op;
use uops::runtime::Value;

pub(super) const MOVES: [Move; 12] = [
    Move::new(Objects, 8, 2, has_instance, load_instance).pushing(),
    Move::new(Objects, 3, 22 + COMPUTING + LEAVING, |m| m.may_enter(), new_instance).pushing(),
    Move::new(Objects, 30, 2, instance_on_top, load_attribute).needs(&[&[
        Op::_GUARD_TYPE_VERSION,
        Op::_LOAD_ATTR_SLOT_0,
        Op::_LOAD_ATTR_INSTANCE_VALUE_0,
    ]]),
    Move::new(Objects, 8, 3, |m| has_instance(m) && storable(m, 0).is_some(), store_attribute)
        .needs(&[&[Op::_GUARD_TYPE_VERSION, Op::_STORE_ATTR]]),
    Move::new(Objects, 1, 5, has_instance, delete_and_restore)
        .needs(&[&[Op::_DELETE_ATTR, Op::_STORE_ATTR]]),
    Move::new(Objects, 5, 17 + COMPUTING + LEAVING, can_call_method, call_method).needs(&[&[
        Op::_GUARD_TYPE_VERSION,
        Op::_LOAD_ATTR_METHOD_NO_DICT,
        Op::_LOAD_ATTR_METHOD_WITH_VALUES,
        Op::_LOAD_ATTR_1,
        Op::_CHECK_METHOD_VERSION,
        Op::_EXPAND_METHOD,
        Op::_CHECK_CALL_BOUND_METHOD_EXACT_ARGS,
        Op::_INIT_CALL_BOUND_METHOD_EXACT_ARGS,
    ]]),
    Move::new(Objects, 2, 1, guardable, guard_class).needs(&[&[
        Op::_GUARD_TYPE_VERSION,
        Op::_GUARD_KEYS_VERSION,
        Op::_CHECK_MANAGED_OBJECT_HAS_VALUES,
        Op::_GUARD_DORV_NO_DICT,
        Op::_GUARD_DORV_VALUES_INST_ATTR_FROM_DICT,
    ]]),
    Move::new(Objects, 1, 1, guardable_below, guard_class_below)
        .needs(&[&[Op::_GUARD_NOS_TYPE_VERSION]]),
    Move::new(Objects, 1, 4, always, class_attribute)
        .pushing()
        .needs(&[&[Op::_CHECK_ATTR_CLASS, Op::_LOAD_ATTR_CLASS_0]]),
    Move::new(Objects, 1, 6, has_instance, is_instance)
        .pushing()
        .needs(&[CALLABLE, &[Op::_CALL_ISINSTANCE]]),
    Move::new(Objects, 1, 4, has_instance, is_same).pushing().needs(&[&[Op::_IS_OP]]),
    Move::new(Branches, 2, 3, |m| has_instance(m) && m.can_branch(m.height() + 1), branch_on_class)
        .pushing()
        .needs(&[&[Op::_GUARD_TYPE_VERSION]]),
];

/// The uops that fill the attributes of a new instance.
const FILLING: usize = 3 * ATTRIBUTES.len();

/// The class of the instance `below` the topmost slot, if it is one; which class, if that is promised.
fn instance(maker: &Maker, below: usize) -> Option<Option<u32>> {
    match maker.shape(below)? {
        Shape::Instance { class } => Some(class),
        _ => None,
    }
}

fn instance_on_top(maker: &Maker) -> bool {
    instance(maker, 0).is_some()
}

fn has_instance(maker: &Maker) -> bool {
    maker.holds_value(PAIR) || maker.holds_value(THING)
}

/// Pushes one that a local holds.
fn load_instance(maker: &mut Maker) {
    maker.load_fitting(Shape::Instance { class: None });
}

/// Makes an instance, and goes on in its `__init__`.
fn new_instance(maker: &mut Maker) {
    let class = maker.choices.below(CLASSES as usize) as u32;
    let Some(init) = maker.functions(Calling::Init).next() else { return };
    push_class(maker, class);
    maker.emit(Op::_PUSH_NULL, Operand::Nothing);
    maker.stack.push(Shape::Null);
    maker.push_arguments(init, 1);
    allocate(maker, init, class);
    maker.check_resume();
    fill(maker, class);
}

fn push_class(maker: &mut Maker, class: u32) {
    let op = maker.choices.pick(&[Op::_LOAD_CONST_INLINE, Op::_LOAD_CONST_INLINE_BORROW]);
    let op = maker.either(op, Op::_LOAD_CONST_INLINE_BORROW);
    maker.emit(op, Operand::Class(ClassId(class)));
    maker.stack.push(Shape::Object);
}

/// Enters the frame of `__init__`, whose arguments lie above the class and null.
fn allocate(maker: &mut Maker, init: FunctionId, class: u32) {
    let count = maker.signature(init).params as u16 - 1;
    maker.emit(Op::_CHECK_AND_ALLOCATE_OBJECT, Operand::CallClass(count, ClassId(class)));
    maker.emit(Op::_CREATE_INIT_FRAME, Operand::Oparg(count));
    maker.becomes(2 + usize::from(count), Shape::Instance { class: Some(class) });
    maker.push_frame(init, Returns::Nothing);
}

/// Sets all attributes of `self`.
fn fill(maker: &mut Maker, class: u32) {
    for (index, (_, shape)) in ATTRIBUTES.iter().enumerate() {
        maker.load_fitting(*shape);
        maker.load(THING);
        maker.emit(store_op(class), Operand::Attribute(ClassId(class), index as u16));
        maker.stack.truncate(maker.stack.len() - 2);
    }
}

fn store_op(class: u32) -> Op {
    if class == SLOTTED { Op::_STORE_ATTR_SLOT } else { Op::_STORE_ATTR_INSTANCE_VALUE }
}

/// Guards the class of the instance on top, if the verifier does not know it.
fn guard(maker: &mut Maker, class: u32) {
    if maker.known_class() != Some(class) {
        maker.emit(Op::_GUARD_TYPE_VERSION, Operand::Class(ClassId(class)));
    }
}

/// The class of the instance on top, as far as it is promised or known.
fn class_on_top(maker: &Maker) -> Option<u32> {
    maker.known_class().or(instance(maker, 0).flatten())
}

fn load_attribute(maker: &mut Maker) {
    let index = maker.choices.below(ATTRIBUTES.len());
    let (name, shape) = ATTRIBUTES[index];
    match class_on_top(maker).filter(|_| maker.choices.below(4) > 0) {
        Some(class) => {
            guard(maker, class);
            let op = match class == SLOTTED {
                true => Op::_LOAD_ATTR_SLOT_0,
                false => Op::_LOAD_ATTR_INSTANCE_VALUE_0,
            };
            maker.emit(op, Operand::Attribute(ClassId(class), index as u16));
        }
        None => maker.emit_named(Op::_LOAD_ATTR_0, name),
    }
    maker.becomes(1, shape);
}

/// The attribute that takes the slot `below` the topmost one.
fn storable(maker: &Maker, below: usize) -> Option<usize> {
    let shape = maker.shape(below)?;
    ATTRIBUTES.iter().position(|&(_, wanted)| shape.fits(wanted))
}

fn store_attribute(maker: &mut Maker) {
    let Some(first) = storable(maker, 0) else { return };
    // Ints and floats go into the attribute that takes anything, too.
    let any = ATTRIBUTES.len() - 1;
    let fits_any = maker.shape(0).is_some_and(|shape| shape.fits(ATTRIBUTES[any].1));
    let index = if fits_any && maker.choices.one_in(3) { any } else { first };
    load_instance(maker);
    match class_on_top(maker).filter(|_| maker.choices.below(4) > 0) {
        Some(class) => {
            guard(maker, class);
            maker.emit(store_op(class), Operand::Attribute(ClassId(class), index as u16));
        }
        None => maker.emit_named(Op::_STORE_ATTR, ATTRIBUTES[index].0),
    }
    maker.stack.truncate(maker.stack.len() - 2);
}

fn delete_and_restore(maker: &mut Maker) {
    let index = maker.choices.below(ATTRIBUTES.len());
    let (name, shape) = ATTRIBUTES[index];
    let role = if maker.holds_value(PAIR) { PAIR } else { THING };
    maker.load(role);
    maker.emit_named(Op::_DELETE_ATTR, name);
    maker.stack.pop();
    maker.load_fitting(shape);
    maker.load(role);
    maker.emit_named(Op::_STORE_ATTR, name);
    maker.stack.truncate(maker.stack.len() - 2);
}

/// Methods whose arguments are there.
fn methods(maker: &Maker) -> impl Iterator<Item = FunctionId> {
    maker.functions(Calling::Method).filter(|&id| maker.has_arguments(id, 1))
}

fn can_call_method(maker: &Maker) -> bool {
    has_instance(maker) && maker.may_enter() && methods(maker).next().is_some()
}

/// Calls a method that is found on the class, looked up by name, or bound first.
fn call_method(maker: &mut Maker) {
    let methods: Vec<FunctionId> = methods(maker).collect();
    let method = maker.choices.pick(&methods);
    load_instance(maker);
    let name = maker.program.function_name(method).to_owned();
    let class = class_on_top(maker);
    match (maker.choices.below(4), class) {
        (0 | 1, Some(class)) => {
            guard(maker, class);
            let op = match class == SLOTTED {
                true => Op::_LOAD_ATTR_METHOD_NO_DICT,
                false => Op::_LOAD_ATTR_METHOD_WITH_VALUES,
            };
            maker.emit(op, Operand::Function(method));
            maker.becomes(1, Shape::Object);
            maker.stack.push(Shape::Instance { class: Some(class) });
            let count = maker.push_arguments(method, 1);
            maker.enter(method, count, 1, true);
        }
        (0 | 2, _) => {
            maker.emit_named(Op::_LOAD_ATTR_1, &name);
            maker.becomes(1, Shape::Object);
            maker.stack.push(Shape::Instance { class });
            let count = maker.push_arguments(method, 1);
            maker.enter(method, count, 1, false);
        }
        _ => {
            maker.emit_named(Op::_LOAD_ATTR_0, &name);
            maker.emit(Op::_PUSH_NULL, Operand::Nothing);
            maker.becomes(1, Shape::Object);
            maker.stack.push(Shape::Null);
            let count = maker.push_arguments(method, 1);
            let oparg = count as u16;
            let known = maker.choices.below(2) == 0;
            if known {
                maker.emit(Op::_CHECK_METHOD_VERSION, Operand::Call(oparg, method));
                maker.emit(Op::_EXPAND_METHOD, Operand::Oparg(oparg));
            } else {
                maker.emit(Op::_CHECK_CALL_BOUND_METHOD_EXACT_ARGS, Operand::Oparg(oparg));
                maker.emit(Op::_INIT_CALL_BOUND_METHOD_EXACT_ARGS, Operand::Oparg(oparg));
            }
            maker.enter(method, count, 1, known);
        }
    }
}

fn guardable(maker: &Maker) -> bool {
    instance(maker, 0).flatten().is_some()
}

/// A guard that never leaves.
fn guard_class(maker: &mut Maker) {
    let Some(class) = instance(maker, 0).flatten() else { return };
    let class = Operand::Class(ClassId(class));
    let (op, operand) = maker.choices.pick(&[
        (Op::_GUARD_TYPE_VERSION, class),
        (Op::_GUARD_KEYS_VERSION, class),
        (Op::_CHECK_MANAGED_OBJECT_HAS_VALUES, Operand::Nothing),
        (Op::_GUARD_DORV_NO_DICT, Operand::Nothing),
        (Op::_GUARD_DORV_VALUES_INST_ATTR_FROM_DICT, Operand::Nothing),
    ]);
    maker.emit(op, operand);
}

fn guardable_below(maker: &Maker) -> bool {
    instance(maker, 1).flatten().is_some()
}

/// The same below the topmost slot.
fn guard_class_below(maker: &mut Maker) {
    let Some(class) = instance(maker, 1).flatten() else { return };
    maker.emit(Op::_GUARD_NOS_TYPE_VERSION, Operand::Class(ClassId(class)));
}

/// A guard of a class that an instance has only sometimes; a side trace goes on with the others.
fn branch_on_class(maker: &mut Maker) {
    load_instance(maker);
    let class = maker.choices.below(CLASSES as usize) as u32;
    let side = maker.side(0);
    maker.link_with(Op::_GUARD_TYPE_VERSION, Operand::Class(ClassId(class)), side);
    maker.becomes(1, Shape::Instance { class: Some(class) });
}

fn class_attribute(maker: &mut Maker) {
    let class = maker.choices.below(CLASSES as usize) as u32;
    push_class(maker, class);
    maker.emit(Op::_CHECK_ATTR_CLASS, Operand::Class(ClassId(class)));
    let origin = maker.constant(Value::from(7));
    maker.operate(Op::_LOAD_ATTR_CLASS_0, origin, 1, Shape::Int { bits: 3 });
}

fn is_instance(maker: &mut Maker) {
    maker.push_callable(builtin("isinstance"));
    load_instance(maker);
    let class = maker.choices.below(CLASSES as usize) as u32;
    push_class(maker, class);
    maker.operate(Op::_CALL_ISINSTANCE, Operand::Oparg(2), 4, Shape::Bool);
}

fn is_same(maker: &mut Maker) {
    load_instance(maker);
    load_instance(maker);
    let not = maker.choices.below(2) as u16;
    maker.operate(Op::_IS_OP, Operand::Oparg(not), 2, Shape::Bool);
}

impl Maker<'_> {
    fn has_locals_with_instances(&self) -> bool {
        self.signature(FunctionId::MAIN).place(PAIR).is_some()
    }

    /// How many uops it takes to fill the program's locals that hold instances.
    pub(super) fn instance_uops(&self) -> usize {
        if self.has_locals_with_instances() { 14 + FILLING } else { 0 }
    }

    /// Fills the program's locals that hold instances.
    pub(super) fn make_instances(&mut self) {
        let Some(init) = self.functions(Calling::Init).next() else { return };
        push_class(self, 0);
        self.emit(Op::_PUSH_NULL, Operand::Nothing);
        self.stack.push(Shape::Null);
        self.load(0);
        self.load(1);
        allocate(self, init, 0);
        fill(self, 0);
        self.leave();
        self.store(PAIR);
        self.load(PAIR);
        self.store(THING);
    }

    /// How many uops it takes to push the attributes of the program's instance.
    pub(super) fn attribute_uops(&self) -> usize {
        if self.has_locals_with_instances() { 2 * ATTRIBUTES.len() } else { 0 }
    }

    /// Pushes the attributes of the program's instance.
    pub(super) fn load_attributes(&mut self) {
        for (name, shape) in ATTRIBUTES {
            self.load(PAIR);
            self.emit_named(Op::_LOAD_ATTR_0, name);
            self.becomes(1, shape);
        }
    }
}
