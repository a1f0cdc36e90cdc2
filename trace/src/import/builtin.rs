//! Calls of builtins that resume a generator, such as `sum(x for x in items)`, `next(generator)` and
//! `generator.send(value)`, and other instructions that take all of its values.
//!
//! CPython's C code resumes it. Here uops do. Builtins that take all values get them in a list, which takes the
//! generator's place on the stack, and the call comes after that; the others are done without a call, as long as
//! what they are given is a generator.

use super::draft::{DYNAMIC_EXIT, Entry, Stage, Start};
use super::error::Stop;
use super::expand::Expander;
use super::form::Former;
use super::recording::Value;
use super::resumer::Resumer;
use super::walk::Walk;
use crate::program::{Named, Operand};
use uops::{Op, OperandKind};

impl Expander<'_, '_> {
    /// What the instruction does with a generator, if it calls a builtin that resumes one, and never anything else.
    pub(super) fn resumer(&self) -> Option<Resumer> {
        Resumer::of(self.instruction)
    }

    /// Puts the generator on top, above what its values go to, with its position above it where it has one, and then what
    /// it is sent.
    pub(super) fn start_resuming(&mut self, resumer: Resumer) {
        match resumer {
            Resumer::Collect | Resumer::Unpack(_) => self.start_collecting(),
            Resumer::Next { has_default: true } => self.push("_SWAP", Operand::Oparg(2)),
            Resumer::Next { has_default: false } | Resumer::Find(_) | Resumer::Send => {}
        }
        if self.tables.program.dialect.iterates_in_place() {
            self.push("_PUSH_NULL", Operand::Nothing);
            if resumer == Resumer::Send {
                self.push("_SWAP", Operand::Oparg(2));
            }
        }
    }

    /// Puts an empty list below what is on top, for all its values.
    pub(super) fn start_collecting(&mut self) {
        self.push("_BUILD_LIST", Operand::Oparg(0));
        self.push("_SWAP", Operand::Oparg(2));
    }
}

impl Former<'_, '_> {
    /// Begins a trace, which may have to do with a builtin that resumes a generator, or follow a call. Whether it goes on
    /// with an instruction: the one that it begins with, or the call of the builtin.
    pub(super) fn begin(&mut self, walk: &mut Walk, start: Start) -> Result<bool, Stop> {
        let stage = match start.entry {
            Entry::Builtin(stage) => stage,
            Entry::After(ending) => return Ok(walk.end_call(ending, start.offset)?.is_some()),
            _ => return Ok(true),
        };
        if stage == Stage::Exhausted {
            self.end(walk, start.offset, "StopAsyncIteration")?;
            return Ok(false);
        }
        let bytecode = self.bytecode(start.function)?;
        let missing = || Stop::Flaw("a trace begins at no instruction".to_owned());
        let instruction = bytecode.at(start.offset).ok_or_else(missing)?;
        let resumer = Resumer::of(instruction).ok_or_else(missing)?;
        let next = Start::at(start.function, instruction.next);
        let to = |stage| {
            let entry = Entry::Builtin(stage);
            Some((start.offset, Some(Start { entry, held: Default::default(), ..start })))
        };
        // How many slots the generator has.
        let slots = 1 + u16::from(walk.dialect.iterates_in_place());
        match (stage, resumer) {
            (Stage::Resume(taken), _) => {
                self.resume(walk, start, (resumer, taken))?;
                return Ok(false);
            }
            (Stage::Value(most), Resumer::Unpack(wanted)) if most >= wanted => {
                let message = format!("too many values to unpack (expected {wanted})");
                self.raise_text(walk, start.offset, "ValueError", &message)?;
                return Ok(false);
            }
            (Stage::Value(taken), Resumer::Collect | Resumer::Unpack(_)) => {
                let counts = u16::from(resumer != Resumer::Collect);
                let entry = Entry::Builtin(Stage::Resume(taken + counts));
                walk.add(Op::_LIST_APPEND, Operand::Oparg(1 + slots), None)?;
                walk.link(Start { entry, ..start })?;
                return Ok(false);
            }
            (Stage::Value(_), Resumer::Find(wanted)) => {
                let guard = if wanted { Op::_GUARD_IS_FALSE_POP } else { Op::_GUARD_IS_TRUE_POP };
                walk.add_named("_TO_BOOL")?;
                walk.add(guard, Operand::Nothing, to(Stage::Found))?;
                walk.link(Start { entry: Entry::Builtin(Stage::Resume(0)), ..start })?;
                return Ok(false);
            }
            (Stage::Value(_), Resumer::Next { has_default }) => {
                keep_result(walk, slots, u16::from(has_default))?;
            }
            (Stage::Value(_), Resumer::Send) => {
                // What was in that place is the method.
                walk.add(Op::_SWAP, Operand::Oparg(slots + 2), None)?;
                walk.add_named("_POP_TOP")?;
                drop_generator(walk, slots)?;
            }
            (Stage::End, Resumer::Collect | Resumer::Unpack(_)) => {
                walk.add_named("_POP_TOP")?;
                drop_generator(walk, slots)?;
                return Ok(true);
            }
            (Stage::End, Resumer::Next { has_default: true }) => {
                walk.add_named("_POP_TOP")?;
                drop_generator(walk, slots)?;
                keep_result(walk, 0, 0)?;
            }
            (Stage::End, Resumer::Next { has_default: false } | Resumer::Send) => {
                walk.add(Op::_COPY, Operand::Oparg(1), None)?;
                walk.add(Op::_GUARD_IS_NONE_POP, Operand::Nothing, to(Stage::Returned))?;
                if resumer == Resumer::Send {
                    self.end(walk, start.offset, "StopIteration")?;
                    return Ok(false);
                }
                walk.add_named("_POP_TOP")?;
                // The builtin raises the exception of a generator that has returned, which has no value.
                walk.link(Start { entry: Entry::Builtin(Stage::Other), ..start })?;
                return Ok(false);
            }
            (Stage::Returned, _) => {
                self.stop_iteration(walk, start.offset, (slots, resumer == Resumer::Send))?;
                return Ok(false);
            }
            (Stage::End, Resumer::Find(wanted)) => {
                walk.add_named("_POP_TOP")?;
                drop_call(walk, slots)?;
                self.push_bool(walk, !wanted)?;
            }
            (Stage::Found, _) => {
                drop_call(walk, slots)?;
                self.push_bool(walk, resumer == Resumer::Find(true))?;
            }
            // The latter stage is no builtin's.
            (Stage::Other | Stage::Exhausted, resumer) => {
                if resumer == Resumer::Send && slots > 1 {
                    // The position is below what is sent.
                    walk.add(Op::_SWAP, Operand::Oparg(2), None)?;
                }
                drop_position(walk, slots)?;
                match resumer {
                    // The instruction takes the values of anything else itself.
                    Resumer::Collect | Resumer::Unpack(_) => {
                        walk.add(Op::_SWAP, Operand::Oparg(2), None)?;
                        walk.add_named("_POP_TOP")?;
                    }
                    Resumer::Next { has_default: true } => {
                        walk.add(Op::_SWAP, Operand::Oparg(2), None)?;
                    }
                    _ => {}
                }
                return Ok(true);
            }
        }
        walk.link(next)?;
        Ok(false)
    }

    /// Goes on with a generator, which has given so many values, and ends the trace.
    fn resume(
        &mut self,
        walk: &mut Walk,
        start: Start,
        (resumer, taken): (Resumer, u16),
    ) -> Result<(), Stop> {
        let to = |stage| {
            let entry = Entry::Builtin(stage);
            Some((start.offset, Some(Start { entry, held: Default::default(), ..start })))
        };
        let op = |name: &str| {
            let missing = || Stop::Flaw(format!("the dialect has no uop {name}"));
            walk.dialect.op(name).ok_or_else(missing)
        };
        let prepare = match resumer {
            Resumer::Send => "_SEND_GEN_FRAME",
            _ => "_FOR_ITER_GEN_FRAME",
        };
        let (prepare, enter) = (op(prepare)?, op("_PUSH_GEN_FRAME")?);
        if self.catching.is_any() {
            // What the generator raises may be handled around this instruction.
            let pointer = Operand::InstrPtr(start.offset);
            walk.add(Op::_CHECK_VALIDITY_AND_SET_IP, pointer, Some((start.offset, None)))?;
        }
        walk.add(prepare, Operand::Nothing, to(Stage::Other))?;
        walk.add(Op::_SAVE_RETURN_OFFSET, Operand::Nothing, to(Stage::End))?;
        walk.add(enter, Operand::Nothing, to(Stage::Value(taken)))?;
        walk.drafts.push(DYNAMIC_EXIT);
        Ok(())
    }

    /// Raises a `StopIteration` with the value on top, which a generator of so many slots has returned; that may be the
    /// `self` of what is called. Without that class, no one can handle it.
    fn stop_iteration(
        &mut self,
        walk: &mut Walk,
        offset: u32,
        (slots, is_self): (u16, bool),
    ) -> Result<(), Stop> {
        if let Some(class) = self.tables.class_of_exception("StopIteration") {
            let pointer = Operand::InstrPtr(offset);
            walk.add(Op::_CHECK_VALIDITY_AND_SET_IP, pointer, Some((offset, None)))?;
            // The value comes into the place of the generator, the class in that of the builtin.
            walk.add(Op::_SWAP, Operand::Oparg(slots + 1), None)?;
            drop_generator(walk, 1)?;
            drop_position(walk, slots)?;
            if is_self {
                walk.add_named("_PUSH_NULL")?;
                walk.add(Op::_SWAP, Operand::Oparg(2), None)?;
            }
            walk.add(Op::_LOAD_CONST_INLINE, Operand::from(Named::Class(class)), None)?;
            walk.add(Op::_SWAP, Operand::Oparg(4), None)?;
            walk.add_named("_POP_TOP")?;
            raise_called(walk, offset)?;
        }
        walk.leave(offset)?;
        Ok(())
    }

    /// Raises an exception of this class with a message. Without that class, no one can handle it.
    fn raise_text(
        &mut self,
        walk: &mut Walk,
        offset: u32,
        class: &str,
        message: &str,
    ) -> Result<(), Stop> {
        if let Some(class) = self.tables.class_of_exception(class) {
            let message = self.tables.text(message);
            let pointer = Operand::InstrPtr(offset);
            walk.add(Op::_CHECK_VALIDITY_AND_SET_IP, pointer, Some((offset, None)))?;
            walk.add(Op::_LOAD_CONST_INLINE, Operand::from(Named::Class(class)), None)?;
            walk.add_named("_PUSH_NULL")?;
            walk.add(Op::_LOAD_CONST_INLINE, Operand::from(message), None)?;
            raise_called(walk, offset)?;
        }
        walk.leave(offset)?;
        Ok(())
    }

    /// Where a frame goes on that has resumed an asynchronous generator by the instruction at an offset: once that has
    /// yielded, where the instruction is done.
    pub(super) fn after_async(
        &self,
        walk: &mut Walk,
        op: Op,
        (offset, done): (u32, u32),
    ) -> Result<(u32, Option<Start>), Stop> {
        if op != Op::_SAVE_RETURN_OFFSET {
            return Ok((done, self.ran_start(walk, done)?));
        }
        let start = Start::at(walk.frame()?.function, offset);
        Ok((offset, Some(Start { entry: Entry::Builtin(Stage::Exhausted), ..start })))
    }

    /// Drops what a generator has returned, and raises the exception of this class that tells of the end. Without that
    /// class, no one can handle it.
    fn end(&mut self, walk: &mut Walk, offset: u32, class: &str) -> Result<(), Stop> {
        if let Some(class) = self.tables.class_of_exception(class) {
            let pointer = Operand::InstrPtr(offset);
            walk.add_named("_POP_TOP")?;
            walk.add(Op::_CHECK_VALIDITY_AND_SET_IP, pointer, Some((offset, None)))?;
            walk.add(Op::_LOAD_CONST_INLINE, Operand::from(Named::Class(class)), None)?;
            walk.add(Op::_RAISE_VARARGS, Operand::Oparg(1), None)?;
        }
        walk.leave(offset)?;
        Ok(())
    }

    fn push_bool(&mut self, walk: &mut Walk, value: bool) -> Result<(), Stop> {
        static BOOLS: [Value; 2] = [Value::Bool(false), Value::Bool(true)];
        let named = self.tables.named(&BOOLS[usize::from(value)]).map_err(Stop::Flaw)?;
        walk.add(Op::_LOAD_CONST_INLINE_BORROW, Operand::from(named), None)
    }
}

/// Calls the class below a null and an argument, and raises what it gives.
fn raise_called(walk: &mut Walk, offset: u32) -> Result<(), Stop> {
    let call = walk.dialect.equivalent(Op::_CALL_BUILTIN_CLASS);
    let call = call.ok_or_else(|| Stop::Flaw("the dialect calls no class".to_owned()))?;
    for &op in call {
        let operand = match op.info().operand {
            OperandKind::Nothing => Operand::Nothing,
            _ => Operand::Oparg(1),
        };
        walk.add(op, operand, Some((offset, None)))?;
    }
    walk.add(Op::_RAISE_VARARGS, Operand::Oparg(1), None)
}

/// Puts the topmost slot in the place of a builtin and its null, and drops all between: a generator of so many slots, and
/// arguments.
fn keep_result(walk: &mut Walk, slots: u16, arguments: u16) -> Result<(), Stop> {
    let between = slots + arguments;
    walk.add(Op::_SWAP, Operand::Oparg(between + 3), None)?;
    // What was in that place is the builtin.
    walk.add_named("_POP_TOP")?;
    drop_generator(walk, slots)?;
    (0..arguments).try_for_each(|_| walk.add_named("_POP_TOP"))?;
    walk.add_named("_POP_TOP_NOP")
}

/// Drops a generator, and below it a null and the builtin.
fn drop_call(walk: &mut Walk, slots: u16) -> Result<(), Stop> {
    drop_generator(walk, slots)?;
    walk.add_named("_POP_TOP_NOP")?;
    walk.add_named("_POP_TOP")
}

/// Drops a generator, and its position if it has one; nothing if it has no slots.
fn drop_generator(walk: &mut Walk, slots: u16) -> Result<(), Stop> {
    drop_position(walk, slots)?;
    (0..slots.min(1)).try_for_each(|_| walk.add_named("_POP_TOP"))
}

/// Drops the position of a generator, which is null, if it has one.
fn drop_position(walk: &mut Walk, slots: u16) -> Result<(), Stop> {
    (1..slots).try_for_each(|_| walk.add_named("_POP_TOP_NOP"))
}
