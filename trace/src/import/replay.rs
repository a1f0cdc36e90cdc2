//! Makes traces of those that CPython's JIT made, uop for uop.
//!
//! A trace is executed on symbols by the rules of the verifier, which follow the frames that it enters, and
//! know the functions that it calls and the classes that it has guarded. Exits lead where CPython's lead: to
//! the trace that is linked or, where CPython's interpreter goes on, to code that `form` makes.

use super::bytecode::{Bytecode, Instruction};
use super::draft::{Draft, DraftExit, Ending, Entry, Start};
use super::error::{Missing, Stop};
use super::executor::{Executor, Uop as Recorded};
use super::expand::is_subscript;
use super::ownership::is_pop;
use super::places::Places;
use super::recording::{OperandType, Value};
use super::resumer::{Resumer, is_generator};
use super::tables::Tables;
use super::variant::{Flow, expand_with};
use crate::location::{Location, Part};
use crate::program::{FunctionId, Operand, TraceId, Uop};
use crate::verify::entry::Entry as Known;
use crate::verify::state::State;
use crate::verify::{VerifyError, execute};
use std::collections::{BTreeMap, HashMap};
use uops::runtime::BuiltinType;
use uops::{Dialect, Function, InstructionRole, Kind, Op, OperandKind};

/// CPython's guards of where the frame goes on that has become the current one, and what they are here.
const GUARDS: [(&str, Op); 4] = [
    ("_GUARD_IP_RETURN_VALUE", Op::_GUARD_IP_RETURN_VALUE),
    ("_GUARD_IP_YIELD_VALUE", Op::_GUARD_IP_YIELD_VALUE),
    ("_GUARD_IP_RETURN_GENERATOR", Op::_GUARD_IP_RETURN_GENERATOR),
    (GUARD_FRAME, Op::_GUARD_IP__PUSH_GEN_FRAME),
];
/// The guard on the frame that has been entered.
const GUARD_FRAME: &str = "_GUARD_IP__PUSH_FRAME";
/// What the names of the guards of the code of a frame to which a trace has returned begin with.
const GUARD_CODE_VERSION: &str = "_GUARD_CODE_VERSION_";
/// The check of the version of a function that the trace has loaded itself.
pub(super) const CHECK_INLINE: &str = "_CHECK_FUNCTION_VERSION_INLINE";

/// One of CPython's traces while it is translated.
pub(super) struct Replay<'t, 'r> {
    pub(super) tables: &'t mut Tables<'r>,
    pub(super) bytecodes: &'t [Bytecode<'r>],
    pub(super) executor: &'r Executor,
    number: usize,
    pub(super) state: State,
    /// The frame that CPython enters for the call of a class is the current one: here it is none.
    between: bool,
    /// Where frames go on whose calls of classes have not returned yet.
    made: Vec<Start>,
    /// The function whose version was checked last.
    pub(super) checked: Option<FunctionId>,
    /// Offset of the instruction that the uop belongs to.
    pub(super) offset: u32,
    /// The last instruction of which it was asked whether it asks opaque objects.
    pub(super) looked: Option<(FunctionId, u32)>,
    /// Where an error of the uop leaves it, as CPython's trace says.
    failing: Option<u32>,
    drafts: Vec<Draft>,
    depths: HashMap<FunctionId, usize>,
    /// The executors that the program lacks: formed code takes their places.
    left_out: &'t BTreeMap<usize, Missing>,
    /// Where frames go on after calls.
    places: &'t Places,
}

/// The translated trace.
pub(super) struct Replayed {
    pub(super) drafts: Vec<Draft>,
    /// The deepest that the stack of each function gets.
    pub(super) depths: HashMap<FunctionId, usize>,
}

impl<'t, 'r> Replay<'t, 'r> {
    /// At the start of executor number `number`, with a stack of `depth`.
    pub(super) fn new(
        tables: &'t mut Tables<'r>,
        bytecodes: &'t [Bytecode<'r>],
        (left_out, places): (&'t BTreeMap<usize, Missing>, &'t Places),
        number: usize,
        start: Start,
        depth: usize,
    ) -> Result<Self, Stop> {
        let none = || Stop::Flaw(format!("there is no executor {number}"));
        let executor = tables.recording.executors.get(number).ok_or_else(none)?;
        let (known, locals) = known_at(tables, bytecodes, start, depth);
        let mut state = State::default();
        state.enter(&known, start.function, locals);
        Ok(Replay {
            tables,
            bytecodes,
            executor,
            number,
            state,
            between: false,
            made: Vec::new(),
            checked: None,
            offset: start.offset,
            looked: None,
            failing: None,
            drafts: Vec::new(),
            depths: HashMap::new(),
            left_out,
            places,
        })
    }

    /// The uops of the trace.
    pub(super) fn run(mut self) -> Result<Replayed, Stop> {
        let executor = self.executor;
        for (index, recorded) in executor.uops.iter().enumerate() {
            self.uop(index, recorded)?;
            let next = executor.uops.get(index + 1);
            if self.state.is_left() && next.and_then(|guard| self.place(guard)).is_none() {
                // What the frame goes on with that waits is known to that frame alone.
                self.add(Op::_DYNAMIC_EXIT, Operand::Nothing, None)?;
            }
            if self.drafts.last().is_some_and(|last| last.op.info().ends) {
                return Ok(Replayed { drafts: self.drafts, depths: self.depths });
            }
        }
        Err(self.flaw("has no end"))
    }

    pub(super) fn flaw(&self, what: &str) -> Stop {
        Stop::Flaw(format!("executor {} {what}", self.number))
    }

    pub(super) fn missing(&self, uop: &Recorded, what: String) -> Stop {
        let function = self.state.function;
        let bytecode = self.bytecodes.get(function.0 as usize);
        let instruction = bytecode.and_then(|bytecode| bytecode.at(self.offset));
        Stop::Missing(Missing {
            program: self.tables.recording.program.clone(),
            line: instruction.map_or(0, |instruction| instruction.line),
            instruction: format!("executor {}, {}", self.number, uop.name),
            what,
        })
    }

    fn uop(&mut self, index: usize, recorded: &'r Recorded) -> Result<(), Stop> {
        // The first uop of a trace, which 3.14 names where there is no stub, is none.
        let stub_of = |number: Option<usize>| self.executor.uops.get(number.filter(|&it| it > 0)?);
        let (stub, error) = (stub_of(recorded.jump), stub_of(recorded.error));
        self.failing = error.and_then(|stub| stub.offset);
        let last = self.offset;
        self.between |= recorded.name == "_SET_IP" && recorded.instruction.is_none();
        let offset = stub.and_then(|stub| stub.offset).or(recorded.offset);
        if !self.between && self.reaches_unasked(index, offset) {
            return self.leave(self.offset);
        }
        let dialect = self.tables.program.dialect;
        let is_on_instance =
            recorded.name.starts_with("_BINARY_OP_SUBSCR_DICT") && self.met_instances(1).0;
        let name = match is_on_instance || is_subscript(dialect, &recorded.name, recorded.oparg) {
            true => "_BINARY_OP_SUBSCR",
            false => &recorded.name,
        };
        let split = || dialect.op(&format!("{name}_{}", recorded.oparg & 1));
        let op = dialect.op(name).or_else(split);
        if op.is_some_and(asks_iterator) && self.resumes_in_c(last) {
            self.offset = last;
            return self.leave(last);
        }
        if op.is_none_or(|op| op.info().escapes) && !self.between && self.is_call(recorded) {
            // CPython's C code runs a method or a generator there. Here formed code does, from the instruction on.
            return self.leave(self.offset);
        }
        let Some(op) = op else {
            return Err(self.missing(recorded, format!("uop {}", recorded.name)));
        };
        if self.between && op.info().returns {
            // The call of the class is over: the instance is on the stack already.
            self.between = false;
            self.made.pop();
            return self.add(Op::_NOP, Operand::Nothing, None);
        }
        if self.between && op.info().ends {
            return self.end_between();
        }
        if self.state.is_left()
            && let Some((guard, start, depth)) = self.place(recorded)
        {
            return self.follow(guard, start, depth);
        }
        let has_followed = self.drafts.last().is_some_and(|last| last.op.info().follows);
        let guards_code = name.starts_with(GUARD_CODE_VERSION) && !has_followed;
        if op.info().follows || guards_code && !name.ends_with("_PUSH_FRAME") {
            // The frame is the one that made the call.
            return self.add(Op::_NOP, Operand::Nothing, None);
        }
        if name == GUARD_FRAME && recorded.instruction.is_some_and(|(code, _)| code != self.code())
        {
            // The call was specialised for another function than the one that CPython saw while it recorded
            // the trace. Its own guards contradict each other, and so it leaves here each time.
            return self.add(Op::_EXIT_TRACE, Operand::Nothing, Some((0, self.ran(0))));
        }
        if self.state.has_resumed() {
            // What moves slots between registers and memory comes between.
            return if op.info().enters { self.resume() } else { Ok(()) };
        }
        let op = match op.info().function {
            // In CPython that uop looks at who owns the frame.
            Function::_POP_FRAME if self.state.in_generator => Op::_POP_GEN_FRAME,
            _ => op,
        };
        // A pop of a type relies on it; what CPython knows besides is not known here.
        let top = self.state.stack.last().map(|&top| self.state.kind(top));
        let op = match (is_pop(op.name()), op.info().inputs) {
            (true, [input]) if !top.is_some_and(|top| top.is(input.kind)) => {
                dialect.op("_POP_TOP").unwrap_or(op)
            }
            // An iterator's position is not null.
            _ if op == Op::_GUARD_TOS_NOT_NULL && self.iterates() => Op::_NOP,
            _ => op,
        };
        let operand = match self.operand(op, recorded) {
            Ok(operand) => operand,
            Err(what) => return Err(self.missing(recorded, what)),
        };
        let op = match operand {
            // A code object is a function here, whose references are counted.
            Operand::Function(_) if op == Op::_LOAD_CONST_INLINE_BORROW => {
                dialect.op("_LOAD_CONST_INLINE").unwrap_or(op)
            }
            _ => op,
        };
        self.guard(op)?;
        if self.gather(op, recorded)? {
            return Ok(());
        }
        self.check_space(op, recorded)?;
        let exit = match (op.info().names_exit(), op) {
            (false, _) => None,
            (true, Op::_SAVE_RETURN_OFFSET) => {
                let offset = self.offset.saturating_add(recorded.oparg.into());
                Some((offset, Some(Start::at(self.state.function, offset))))
            }
            (true, _) if op.info().resumes => {
                // It goes on there even if no recorded run did: then it is dropped or closed as it waits.
                let next = self.instruction("leaves a generator")?.next;
                Some((next, Some(Start::at(self.state.function, next))))
            }
            // Nothing changes a function while one of its frames waits.
            (true, _) if has_followed => Some((self.offset, None)),
            (true, _) => self.exit(op, stub.unwrap_or(recorded)),
        };
        self.add(op, operand, exit)?;
        if op.info().enters {
            // The first instruction's uops do not say where they are from.
            self.offset = 0;
        }
        match op {
            Op::_CREATE_INIT_FRAME => self.note_made(),
            _ => Ok(()),
        }
    }

    /// Ends the trace before the instruction at an offset, which formed code goes on with.
    fn leave(&mut self, offset: u32) -> Result<(), Stop> {
        self.add(Op::_EXIT_TRACE, Operand::Nothing, Some((offset, self.ran(offset))))
    }

    /// Makes the frame of an `__init__` with so many arguments.
    pub(super) fn make_init_frame(&mut self, count: u16) -> Result<(), Stop> {
        self.add(Op::_CREATE_INIT_FRAME, Operand::Oparg(count), None)?;
        self.note_made()
    }

    /// Notes where the current frame goes on once the call of a class is over.
    fn note_made(&mut self) -> Result<(), Stop> {
        let next = self.instruction("calls a class")?.next;
        let start =
            Start { entry: Entry::After(Ending::Init), ..Start::at(self.state.function, next) };
        self.made.push(start);
        self.add(Op::_SAVE_RETURN_OFFSET, Operand::Nothing, Some((next, Some(start))))
    }

    /// Ends the trace within the call of a class, once its `__init__` has returned.
    fn end_between(&mut self) -> Result<(), Stop> {
        let made =
            self.made.pop().ok_or_else(|| self.flaw("ends in a call that it does not make"))?;
        let since = self.drafts.iter().rev().take_while(|draft| !draft.op.info().returns);
        let start = match since.into_iter().any(|draft| draft.op == Op::_EXIT_INIT_CHECK) {
            true => Start { entry: Entry::Variant(0), ..made },
            false => made,
        };
        self.add(Op::_EXIT_TRACE, Operand::Nothing, Some((start.offset, Some(start))))
    }

    /// The place that a guard looks for in a frame of which nothing is known, with the depth of the stack there, and
    /// what the guard is here.
    fn place(&self, recorded: &Recorded) -> Option<(Op, Start, usize)> {
        let (_, guard) = GUARDS.into_iter().find(|(name, _)| recorded.name == *name)?;
        let (code, offset) = recorded.instruction?;
        let (start, depth) = self.places.get(FunctionId(code as u32), offset)?;
        Some((guard, start, depth))
    }

    /// Goes on in a frame of which nothing is known, if it goes on where CPython has seen it.
    fn follow(&mut self, op: Op, start: Start, depth: usize) -> Result<(), Stop> {
        let function = start.function;
        let target = Some((start, depth));
        let exit = Some(DraftExit { function, offset: start.offset, target });
        self.drafts.push(Draft { op, operand: Operand::Function(function), exit });
        let (known, locals) = known_at(self.tables, self.bytecodes, start, depth);
        self.state.follow(&known, function, locals);
        self.offset = start.offset;
        self.deepen();
        Ok(())
    }

    /// Enters the frame of a generator.
    fn resume(&mut self) -> Result<(), Stop> {
        let instruction = self.instruction("resumes a generator")?;
        let done =
            instruction.target().ok_or_else(|| self.flaw("resumes a generator in no loop"))?;
        let next = instruction.next;
        let function = self.state.function;
        self.add(
            Op::_SAVE_RETURN_OFFSET,
            Operand::Nothing,
            Some((done, Some(Start::at(function, done)))),
        )?;
        self.add(Op::_PUSH_GEN_FRAME, Operand::Nothing, Some((next, self.ran(next))))
    }

    /// The code object of the current frame.
    fn code(&self) -> usize {
        self.state.function.0 as usize
    }

    /// The instruction that the uops belong to.
    fn instruction(&self, what: &str) -> Result<Instruction<'r>, Stop> {
        let bytecode = self.bytecodes.get(self.state.function.0 as usize);
        let instruction = bytecode.and_then(|bytecode| bytecode.at(self.offset)).copied();
        instruction.ok_or_else(|| self.flaw(&format!("{what} nowhere")))
    }

    /// What goes on at an offset of the current frame, if the instruction there ran.
    fn ran(&self, offset: u32) -> Option<Start> {
        let bytecode = self.bytecodes.get(self.state.function.0 as usize)?;
        let ran = bytecode.at(offset).is_some_and(|instruction| instruction.ran);
        ran.then(|| Start::at(self.state.function, offset))
    }

    /// Guards the types that a uop relies on, where CPython's optimiser knows more of them than the verifier
    /// does. Such a guard always passes, but for instances of a class that derives from the type, which CPython's
    /// uops on dicts take, too.
    fn guard(&mut self, op: Op) -> Result<(), Stop> {
        let depth = self.state.stack.len();
        let dialect = self.tables.program.dialect;
        for (below, input) in op.info().inputs.iter().rev().enumerate().take(2) {
            let slot = depth.checked_sub(below + 1).and_then(|slot| self.state.stack.get(slot));
            if slot.is_none_or(|&slot| self.state.kind(slot).is(input.kind)) {
                continue;
            }
            if let Some((guard, operand)) = guard_of(dialect, input.kind, below) {
                let (_, some) = self.met_instances(below);
                let elsewhere = some.then(|| self.ran(self.offset)).flatten();
                self.add(guard, operand, Some((self.offset, elsewhere)))?;
            }
        }
        if op.info().function == Function::_BINARY_OP_SUBSCR_TUPLE_INT
            && let [.., tuple, index] = self.state.stack[..]
            && !self.state.is_within(tuple, index)
        {
            let guard = Op::_GUARD_BINARY_OP_SUBSCR_TUPLE_INT_BOUNDS;
            self.add(guard, Operand::Nothing, Some((self.offset, None)))?;
        }
        Ok(())
    }

    /// Whether what the current instruction has met in the slot `below` the topmost one were instances of the program's
    /// classes, each time or some of them.
    fn met_instances(&self, below: usize) -> (bool, bool) {
        let operands = self.met().map_or(&[][..], |met| &met.operands);
        let mut instances = operands.iter().map(|(kinds, ..)| {
            matches!(kinds.iter().rev().nth(below), Some(OperandType::Class(_)))
        });
        let each = !operands.is_empty() && instances.clone().all(|is_instance| is_instance);
        (each, instances.any(|is_instance| is_instance))
    }

    /// Checks that there is room for a frame whose uop gets memory for it where it is not known that there is.
    /// CPython 3.14 checks it for a frame and those that it enters at once, and 3.15 not at all where arguments are
    /// left out.
    fn check_space(&mut self, op: Op, recorded: &Recorded) -> Result<(), Stop> {
        let makes = matches!(
            op.info().function,
            Function::_PY_FRAME_GENERAL | Function::_INIT_CALL_PY_EXACT_ARGS
        );
        if !makes {
            return Ok(());
        }
        let callee = self.callee(recorded).map_err(|what| self.missing(recorded, what))?;
        self.check_room(callee)
    }

    /// Checks that there is room for a frame of a function if it is not known that there is.
    pub(super) fn check_room(&mut self, callee: FunctionId) -> Result<(), Stop> {
        let words = self.tables.program.frame_words(callee);
        if self.state.space >= words {
            return Ok(());
        }
        let operand = Operand::Words(words as u32);
        self.add(Op::_CHECK_STACK_SPACE_OPERAND, operand, Some((self.offset, None)))
    }

    /// Whether the uop belongs to an instruction in which CPython's C code runs code of the program: a special method,
    /// a generator, or an `__init__`.
    fn is_call(&self, recorded: &Recorded) -> bool {
        let bytecode = self.bytecodes.get(self.state.function.0 as usize);
        let instruction = bytecode.and_then(|bytecode| bytecode.at(self.offset));
        let met = instruction.and_then(|instruction| instruction.feedback);
        let calls = |callee: &Value| match callee {
            Value::Called(..) | Value::New(..) | Value::Special(..) | Value::Hosted(..) => true,
            // Classes have their `__init__` entered by the trace, or by the C code behind a uop that calls anything.
            Value::Class(class) => {
                let by_trace = !recorded.name.starts_with("_CALL");
                self.tables.has_init(*class) && (self.tables.is_exception(*class) || !by_trace)
            }
            _ => false,
        };
        met.is_some_and(|met| {
            !met.special.is_empty()
                || instruction.and_then(Resumer::of).is_some()
                || met.calls.iter().any(|(callee, ..)| calls(callee))
        })
    }

    /// Whether the instruction at an offset goes on with an iteration over what is C's in CPython, and a generator here.
    fn resumes_in_c(&self, offset: u32) -> bool {
        let bytecode = self.bytecodes.get(self.state.function.0 as usize);
        let Some(instruction) = bytecode.and_then(|bytecode| bytecode.at(offset)) else {
            return false;
        };
        let met = instruction.feedback.map_or(&[][..], |met| &met.operands);
        instruction.is(InstructionRole::Iterate)
            && met.iter().any(|(kinds, ..)| is_generator(kinds.first()))
    }

    /// Whether the uop belongs to an instruction that goes on with an iteration.
    fn iterates(&self) -> bool {
        let bytecode = self.bytecodes.get(self.state.function.0 as usize);
        let instruction = bytecode.and_then(|bytecode| bytecode.at(self.offset));
        instruction.is_some_and(|instruction| instruction.is(InstructionRole::Iterate))
    }

    /// Where a uop leaves to: the offset, and what goes on there.
    fn exit(&mut self, op: Op, stub: &Recorded) -> Option<(u32, Option<Start>)> {
        // Nothing interrupts a program here, and no trace becomes invalid.
        let never =
            matches!(op, Op::_START_EXECUTOR | Op::_TIER2_RESUME_CHECK | Op::_CHECK_VALIDITY);
        let exit = stub.exit.and_then(|exit| self.executor.exits.get(exit));
        let offset = exit.map(|exit| exit.offset).or(stub.offset).unwrap_or(self.offset);
        let function = self.state.function;
        let start = match exit.and_then(|exit| exit.executor) {
            Some(next) if !self.left_out.contains_key(&next) => {
                Start { entry: Entry::Executor(next), ..Start::at(function, offset) }
            }
            Some(_) => Start::at(function, offset),
            None if self.always_passes(op, offset) => return Some((offset, None)),
            None => Start::at(function, offset),
        };
        Some((offset, self.ran(offset).filter(|_| !never).map(|_| start)))
    }

    /// Whether a uop never leaves to the instruction at an offset, which it belongs to: all that the instruction met
    /// in the recorded runs takes the first of its forms, and the uop is part of that.
    fn always_passes(&mut self, op: Op, offset: u32) -> bool {
        let function = self.state.function;
        let Some(bytecode) = self.bytecodes.get(function.0 as usize) else { return false };
        let Some(instruction) = bytecode.at(offset).filter(|instruction| instruction.ran) else {
            return false;
        };
        let following = bytecode.at(instruction.next);
        let Ok(first) = expand_with(self.tables, function, instruction, following, (0, false))
        else {
            return false;
        };
        let stays = match first.flow {
            Flow::Next(_) | Flow::Call { .. } => true,
            Flow::Iterate { guard, .. } => guard != op,
            _ => false,
        };
        // CPython's optimiser may have put another uop in its place that leaves for the same reason.
        let same = |other: Op| {
            other.info().function == op.info().function || other.overflows() && op.overflows()
        };
        stays && !first.leaves(op) && first.pieces.iter().any(|piece| same(piece.op))
    }

    pub(super) fn add(
        &mut self,
        op: Op,
        operand: Operand,
        exit: Option<(u32, Option<Start>)>,
    ) -> Result<(), Stop> {
        let info = op.info();
        let catches = self.tables.program.handlers.is_some() && info.error && !self.between;
        let failing = self.failing.or(self.state.offset).unwrap_or(self.offset);
        if catches && self.state.offset != Some(failing) {
            // CPython's code says where an error leaves it; here the frame does.
            self.add(Op::_SET_IP, Operand::InstrPtr(failing), None)?;
        }
        let function = self.state.function;
        let depth = self.state.stack.len();
        let depth = match op {
            _ if info.exit_pops => depth.saturating_sub(info.inputs.len()),
            // What a new generator is sent comes above what its frame holds.
            Op::_RETURN_GENERATOR => depth + 1,
            _ => depth,
        };
        let exit = exit.map(|(offset, target)| DraftExit {
            function,
            offset,
            target: target.map(|start| (start, depth)),
        });
        if let Operand::Call(_, function) = operand {
            self.checked = Some(function);
        }
        self.drafts.push(Draft { op, operand, exit });
        let uop = Uop { op, operand, exit: None };
        let location = Location::Uop(TraceId(0), self.drafts.len(), Part::Whole);
        execute(&self.tables.program, &uop, location, &mut self.state)
            .map_err(|error: VerifyError| self.flaw(&format!("is wrong: {}", error.message)))?;
        self.deepen();
        Ok(())
    }

    /// Notes how deep the stack is.
    fn deepen(&mut self) {
        let deepest = self.depths.entry(self.state.function).or_default();
        *deepest = self.state.stack.len().max(*deepest);
    }
}

/// Whether a uop asks any iterator for its next item.
fn asks_iterator(op: Op) -> bool {
    matches!(
        op.info().function,
        Function::_FOR_ITER_TIER_TWO | Function::_FOR_ITER_LEFT | Function::_FOR_ITER_ANY
    )
}

/// What is known where a frame goes on with a stack of `depth`, and how many locals it has.
fn known_at(
    tables: &Tables<'_>,
    bytecodes: &[Bytecode<'_>],
    start: Start,
    depth: usize,
) -> (Known, usize) {
    let locals = tables.program.local_count_of(start.function);
    let mut known = Known::owned(vec![Kind::Object; locals + depth].into(), locals);
    let bytecode = bytecodes.get(start.function.0 as usize);
    known.in_generator = bytecode.is_some_and(|bytecode| bytecode.is_of_generator(start.offset));
    (known, locals)
}

/// The guard that finds that the slot `below` the topmost one is of a kind, and its operand.
fn guard_of(dialect: Dialect, kind: Kind, below: usize) -> Option<(Op, Operand)> {
    let any = ["_GUARD_TYPE", "_GUARD_TYPE_ITER"].get(below).and_then(|name| dialect.op(name));
    if let Some(guard) = any {
        let builtin = kind.type_name().and_then(BuiltinType::from_name)?;
        return Some((guard, Operand::Type(builtin)));
    }
    let finds = |op: &&Op| {
        let info = op.info();
        let [guarded, ..] = info.inputs else { return false };
        let [found, ..] = info.outputs else { return false };
        info.exit
            && info.operand == OperandKind::Nothing
            && (info.inputs.len(), info.outputs.len()) == (below + 1, below + 1)
            && (guarded.kind, found.kind) == (Kind::Object, kind)
            && guarded.name == found.name
    };
    dialect.ops().iter().find(finds).map(|&op| (op, Operand::Nothing))
}
