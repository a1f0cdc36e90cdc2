//! Emits uops, keeping track of what the verifier will know and of what is promised beyond that.

use super::catching::{Handling, Try};
use super::choices::Choices;
use super::end::End;
use super::homes::{Home, Homes};
use super::mix::{Family, Mix};
use super::roles::{COUNTERS, LOCALS};
use super::shape::{Item, Shape};
use super::signature::{Calling, Signature};
use super::vocabulary::Vocabulary;
use crate::program::{
    Arg, Const, ConstId, Exit, ExitId, FunctionId, Handler, Operand, Program, Trace, TraceId, Uop,
};
use crate::verify::entry::Entry;
use crate::verify::state::State;
use crate::verify::step::Step;
use crate::{Location, Part, STACK_LIMIT};
use std::collections::HashMap;
use uops::runtime::{BuiltinFunction, BuiltinType, Method, Value};
use uops::{Dialect, Kind, Op};

/// How many offsets each trace has.
pub(super) const OFFSETS: u32 = 4096;
/// The most slots that expressions push beside what a trace starts with: few, as a rule.
const HEIGHTS: [usize; 6] = [3, 4, 4, 5, 6, 14];

/// What a frame may return.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Returns {
    /// Anything, since only the trace that entered the frame goes on with it.
    Anything,
    /// What is of this shape.
    Fitting(Shape),
    /// `None`, to the code that made the instance.
    Nothing,
}

/// A frame that waits for one that it called.
pub(super) struct Caller {
    pub(super) stack: Vec<Shape>,
    pub(super) floor: usize,
    pub(super) tallest: usize,
    pub(super) returns: Returns,
    pub(super) branches: bool,
    /// Whether there is a handler in it for what is raised in the frames that it waits for.
    pub(super) catches: bool,
}

impl Caller {
    /// How many slots have to be popped.
    pub(super) fn height(&self) -> usize {
        self.stack.len() - self.floor
    }
}

/// A side trace that has not been filled yet.
pub(super) struct Side {
    pub(super) trace: TraceId,
    /// What is known of its locals and its stack.
    pub(super) entry: Entry,
    pub(super) stack: Vec<Shape>,
    pub(super) floor: usize,
    pub(super) uops: usize,
    /// Whether it may have side traces of its own.
    pub(super) branches: bool,
    /// Whether it pops everything first.
    pub(super) unwinds: bool,
    /// What it does with an exception first, if it handles one.
    pub(super) handling: Option<Handling>,
    /// Where it ends.
    pub(super) end: End,
    /// What its frame may return.
    pub(super) returns: Returns,
}

/// A program in the making, and the trace that is being filled.
pub(super) struct Maker<'c> {
    pub(super) choices: &'c mut dyn Choices,
    /// The uops that there are.
    pub(super) vocabulary: &'c Vocabulary,
    /// What the program consists of: families that the dialect has uops for.
    pub(super) mix: Mix,
    pub(super) program: Program,
    constants: HashMap<String, ConstId>,
    /// Uops that no trace has got yet.
    pub(super) pool: usize,
    /// The trace's id.
    pub(super) id: TraceId,
    pub(super) state: State,
    /// Every function, the program's own first.
    pub(super) signatures: Vec<Signature>,
    /// The frames that wait for the current one, and that the trace has entered it from.
    pub(super) callers: Vec<Caller>,
    /// What the current frame may return.
    pub(super) returns: Returns,
    /// How many uops the trace has, with several that stand for one of the first dialect as one.
    pub(super) written: usize,
    /// The stack, by shape.
    pub(super) stack: Vec<Shape>,
    /// How many slots at its bottom the trace leaves alone.
    pub(super) floor: usize,
    /// The most slots that it pushes above these.
    pub(super) tallest: usize,
    /// How many uops the trace will have, but for those that end it.
    pub(super) room: usize,
    pub(super) sides: Vec<Side>,
    /// Whether the trace may have side traces.
    pub(super) branches: bool,
    /// Where the trace ends.
    pub(super) end: End,
    /// How the program returns.
    pub(super) returning: End,
    /// What follows the loops that are being laid out, the innermost last.
    pub(super) afters: Vec<TraceId>,
    /// Which traces become blocks of which region.
    pub(super) homes: Homes,
    /// Whether the program handles exceptions.
    pub(super) catches: bool,
    /// Its handlers. Of several for the same instruction, the last counts.
    pub(super) handlers: Vec<Handler>,
    /// Those of the lines that are being laid out, the innermost last.
    pub(super) tries: Vec<Try>,
    /// The number of the first class of exceptions.
    pub(super) first_exception: u32,
    /// The deepest stack of each function so far.
    pub(super) deepest: Vec<usize>,
    /// The weight of each move, here and now.
    pub(super) weights: Vec<u32>,
}

impl<'c> Maker<'c> {
    pub(super) fn new(
        dialect: Dialect,
        vocabulary: &'c Vocabulary,
        mix: Mix,
        uops: usize,
        homes: Homes,
        choices: &'c mut dyn Choices,
    ) -> Self {
        let mix = vocabulary.possible(mix);
        let faults = mix.weight(Family::Faults) > 0;
        let mut args: Vec<Arg> = LOCALS
            .iter()
            .map(|local| {
                let shape = match faults && choices.one_in(12) {
                    true => choices.pick(&LOCALS.each_ref().map(|local| local.shape)),
                    false => local.shape,
                };
                Arg { name: local.name.into(), value: shape.value(choices) }
            })
            .collect();
        let counters =
            COUNTERS.map(|name| Arg { name: name.into(), value: Item::Int.shape().value(choices) });
        args.extend(counters);
        let name = "generated".into();
        let program = Program { dialect, name, args, stack: STACK_LIMIT, ..Program::default() };
        Maker {
            choices,
            vocabulary,
            mix,
            program,
            constants: HashMap::new(),
            pool: uops,
            id: TraceId(0),
            state: State::default(),
            signatures: Vec::new(),
            callers: Vec::new(),
            returns: Returns::Anything,
            written: 0,
            stack: Vec::new(),
            floor: 0,
            tallest: 0,
            room: 0,
            sides: Vec::new(),
            branches: true,
            end: End::Leave,
            returning: End::Leave,
            afters: Vec::new(),
            homes,
            catches: false,
            handlers: Vec::new(),
            tries: Vec::new(),
            first_exception: 0,
            deepest: Vec::new(),
            weights: Vec::new(),
        }
    }

    /// The program, when all traces are filled.
    pub(super) fn finish(mut self) -> Program {
        self.program.stack = self.deepest[0] as u32;
        for (function, &deepest) in self.program.functions.iter_mut().zip(&self.deepest[1..]) {
            function.stack = deepest as u32;
        }
        self.finish_handlers();
        self.form_regions();
        self.number_names();
        self.program
    }

    /// Numbers the names of attributes in the order in which uops look them up.
    fn number_names(&mut self) {
        let names = std::mem::take(&mut self.program.names);
        let mut order: Vec<u32> = Vec::new();
        for uop in self.program.traces.iter_mut().flat_map(|trace| &mut trace.uops) {
            let Operand::Name(name) = &mut uop.operand else { continue };
            let known = order.iter().position(|other| other == name);
            let number = known.unwrap_or_else(|| {
                order.push(*name);
                order.len() - 1
            });
            *name = number as u32;
        }
        self.program.names = order.iter().map(|&name| names[name as usize].clone()).collect();
    }

    /// A new trace with a stack of `depth`; there are no uops in it yet.
    pub(super) fn allocate(&mut self, home: Home, depth: usize) -> TraceId {
        self.homes.add(home);
        let number = self.program.traces.len();
        self.program.traces.push(Trace {
            name: format!("t{number}"),
            function: home.function,
            offset: number as u32 * OFFSETS,
            stack: depth as u32,
            uops: Vec::new(),
            exits: Vec::new(),
        });
        TraceId(number as u32)
    }

    /// Starts to fill a trace.
    pub(super) fn begin(&mut self, id: TraceId, entry: &Entry, stack: Vec<Shape>, floor: usize) {
        let function = self.program.trace(id).function;
        self.state.enter(entry, function, self.signature(function).roles.len());
        (self.id, self.stack, self.floor, self.written) = (id, stack, floor, 0);
        let result = self.signature(function).result;
        self.returns = match function {
            FunctionId::MAIN => Returns::Anything,
            _ => Returns::Fitting(result),
        };
        self.tallest = self.choices.pick(&HEIGHTS);
        self.note_depth();
        self.emit_start();
    }

    /// Goes on in a frame that the trace has returned to.
    pub(super) fn follow(&mut self, entry: &Entry, function: FunctionId, stack: Vec<Shape>) {
        let locals = self.signature(function).roles.len();
        self.state.follow(entry, function, locals);
        self.floor = stack.len() - 1;
        self.stack = stack;
        self.note_depth();
    }

    fn note_depth(&mut self) {
        let deepest = &mut self.deepest[self.state.function.0 as usize];
        *deepest = (*deepest).max(self.state.stack.len());
    }

    /// What is known of a function.
    pub(super) fn signature(&self, id: FunctionId) -> &Signature {
        &self.signatures[id.0 as usize]
    }

    /// The functions that are called in this way.
    pub(super) fn functions(&self, calling: Calling) -> impl Iterator<Item = FunctionId> {
        (1..self.signatures.len() as u32)
            .map(FunctionId)
            .filter(move |&id| self.signature(id).calling == calling)
    }

    /// The function whose frame is the current one.
    pub(super) fn function(&self) -> FunctionId {
        self.state.function
    }

    /// Whether the trace has entered the current frame.
    pub(super) fn has_entered(&self) -> bool {
        !self.callers.is_empty()
    }

    pub(super) fn trace(&mut self) -> &mut Trace {
        &mut self.program.traces[self.id.0 as usize]
    }

    /// How many slots may be worked on.
    pub(super) fn height(&self) -> usize {
        self.stack.len() - self.floor
    }

    /// The shape of the slot `below` the topmost one, if it may be worked on.
    pub(super) fn shape(&self, below: usize) -> Option<Shape> {
        (below < self.height()).then(|| self.stack[self.stack.len() - 1 - below])
    }

    /// What the verifier knows of the slot `below` the topmost one.
    pub(super) fn kind(&self, below: usize) -> Kind {
        self.state.kind(self.state.stack[self.state.stack.len() - 1 - below])
    }

    /// The class that the verifier knows the topmost slot to be an instance of.
    pub(super) fn known_class(&self) -> Option<u32> {
        let &top = self.state.stack.last()?;
        self.state.class_of(top).map(|class| class.0)
    }

    /// Pops `count` shapes and pushes one.
    pub(super) fn becomes(&mut self, count: usize, shape: Shape) {
        self.stack.truncate(self.stack.len() - count);
        self.stack.push(shape);
    }

    /// Emits a uop. Its exit, if it has one, is unlinked. The shapes on the stack are the caller's.
    pub(super) fn emit(&mut self, op: Op, operand: Operand) {
        self.push_uop(op, operand, None);
    }

    /// A uop, or another one if the dialect lacks it.
    pub(super) fn either(&self, op: Op, otherwise: Op) -> Op {
        if self.vocabulary.has(op) { op } else { otherwise }
    }

    /// Emits a uop that looks an attribute up by its name.
    pub(super) fn emit_named(&mut self, op: Op, name: &str) {
        let known = self.program.names.iter().position(|other| other == name);
        let number = known.unwrap_or_else(|| {
            self.program.names.push(name.into());
            self.program.names.len() - 1
        });
        self.emit(op, Operand::Name(number as u32));
    }

    /// Emits a uop without an operand whose exit leads to `target`.
    pub(super) fn link(&mut self, op: Op, target: TraceId) {
        self.link_with(op, Operand::Nothing, target);
    }

    /// Emits a uop whose exit leads to `target`.
    pub(super) fn link_with(&mut self, op: Op, operand: Operand, target: TraceId) {
        let exit = self.exit(Some(target));
        self.push_uop(op, operand, Some(exit));
    }

    /// Adds the dialect's form of a uop, which it has: whatever emits a uop says before that it needs it.
    /// Without an exit, an exit that it needs is unlinked.
    fn push_uop(&mut self, op: Op, operand: Operand, exit: Option<ExitId>) {
        debug_assert!(self.vocabulary.has(op), "{op} is needed, and nothing says so");
        let mut exit = exit;
        for &own in self.vocabulary.get(op).unwrap_or_default() {
            let info = own.info();
            let operand = match info.operand == op.info().operand {
                true => operand,
                false => Operand::Nothing,
            };
            let exit = info.names_exit().then(|| *exit.get_or_insert_with(|| self.exit(None)));
            self.push_own(Uop { op: own, operand, exit });
        }
        self.written += 1;
    }

    /// Adds a uop of the dialect.
    fn push_own(&mut self, uop: Uop) {
        let location = Location::Uop(self.id, self.trace().uops.len(), Part::Whole);
        let step = Step { program: &self.program, uop: &uop, location };
        debug_assert_eq!(step.check(&self.state), Ok(()));
        // The program has room for any stack, so this can't fail.
        let applied = step.apply(&mut self.state);
        debug_assert_eq!(applied, Ok(()));
        self.note_depth();
        self.trace().uops.push(uop);
    }

    fn exit(&mut self, target: Option<TraceId>) -> ExitId {
        let at = self.trace().offset + (self.written as u32).min(4095);
        let offset = target.map_or(at, |target| self.program.trace(target).offset);
        let exits = &mut self.trace().exits;
        let number = exits.len() as u32;
        exits.push(Exit { name: format!("e{number}"), offset, target });
        ExitId(number)
    }

    /// A constant of the program with this value.
    pub(super) fn constant(&mut self, value: Value) -> Operand {
        Operand::Const(self.constant_id(value))
    }

    /// The id of a constant of the program with this value.
    pub(super) fn constant_id(&mut self, value: Value) -> ConstId {
        let number = self.program.consts.len() as u32;
        let id = *self.constants.entry(value.to_string()).or_insert(ConstId(number));
        if id.0 == number {
            self.program.consts.push(Const { name: format!("c{number}"), value, is_state: false });
        }
        id
    }

    /// The constant of an object that a run may change.
    pub(super) fn state_id(&mut self, value: Value) -> ConstId {
        let id = ConstId(self.program.consts.len() as u32);
        self.program.consts.push(Const { name: format!("c{}", id.0), value, is_state: true });
        id
    }

    /// Pushes a constant, counted or not.
    pub(super) fn push_constant(&mut self, value: Value, shape: Shape) {
        let op = match self.choices.below(2) {
            0 => Op::_LOAD_CONST_INLINE_BORROW,
            _ => self.either(Op::_LOAD_CONST_INLINE, Op::_LOAD_CONST_INLINE_BORROW),
        };
        let constant = self.constant(value);
        self.emit(op, constant);
        self.stack.push(shape);
    }

    /// Pushes a small int.
    pub(super) fn push_int(&mut self, value: i64) {
        let bits = 64 - value.unsigned_abs().leading_zeros();
        self.push_constant(Value::from(value), Shape::Int { bits });
    }

    /// Pushes a callable and null.
    pub(super) fn push_callable(&mut self, callable: Value) {
        let op = match self.choices.below(2) {
            0 => Op::_LOAD_CONST_INLINE_BORROW_WITH_NULL,
            _ => Op::_LOAD_CONST_INLINE_WITH_NULL,
        };
        let constant = self.constant(callable);
        self.emit(op, constant);
        self.stack.extend([Shape::Object, Shape::Null]);
    }

    pub(super) fn pop(&mut self) {
        self.emit(Op::_POP_TOP, Operand::Nothing);
        self.stack.pop();
    }

    /// Emits a uop that pops `inputs` and pushes a value of this shape.
    pub(super) fn operate(&mut self, op: Op, operand: Operand, inputs: usize, result: Shape) {
        self.emit(op, operand);
        self.becomes(inputs, result);
    }
}

/// A builtin type as a constant.
pub(super) fn builtin_type(name: &str) -> Value {
    BuiltinType::from_name(name).map_or(Value::None, Value::Type)
}

/// A builtin function as a constant.
pub(super) fn builtin(name: &str) -> Value {
    BuiltinFunction::from_name(name).map_or(Value::None, Value::Builtin)
}

/// A method as a constant.
pub(super) fn method(name: &str) -> Value {
    Method::from_name(name).map_or(Value::None, Value::Method)
}
