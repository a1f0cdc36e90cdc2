//! Small programs around one uop.

use crate::case::{Case, End, Given, Input, Layout, Link, Step};
use crate::values::{builtin, type_value};
use trace::{Arg, Const, ConstId, Exit, ExitId, FunctionId, Operand, Program, Trace, TraceId, Uop};
use uops::runtime::Value;
use uops::{Dialect, Function, Kind, Moves, Op};

/// A program, and where in it the uop is.
pub struct Built {
    /// The program.
    pub program: Program,
    /// The trace that the uop is in.
    pub trace: TraceId,
    /// The first step's index; what comes before is setup.
    pub first: u32,
    /// The uop's index.
    pub index: u32,
}

/// Builds the program of a case.
pub fn build(case: &Case, layout: &Layout, end: End) -> Built {
    let mut builder = Builder::new(case);
    builder.start_trace("entry");
    for (op, operand) in &case.setup {
        builder.emit(*op, operand, None);
    }
    for number in 0..layout.below {
        let value = Value::Float(f64::from(number) + 0.5);
        builder.emit(Op::_LOAD_CONST_INLINE, &Given::Const(value), None);
    }
    let linked_at = match layout.link {
        Link::None => None,
        Link::BelowTop => Some(case.inputs.len() - 1),
        Link::AboveAll => Some(case.inputs.len()),
    };
    for (index, input) in case.inputs.iter().enumerate() {
        if linked_at == Some(index) {
            builder.link();
        }
        builder.push(input);
    }
    if linked_at == Some(case.inputs.len()) {
        builder.link();
    }
    let unguarded = builder.trace.uops.len() as u32;
    builder.guard(case.steps[0].0);
    let trace = TraceId(builder.program.traces.len() as u32);
    let at = case.steps.iter().position(|(op, _)| *op == case.op).expect("the uop is a step");
    let guarded = builder.trace.uops.len() as u32;
    // A guard of the first dialect passes whatever a case has.
    let first = if case.dialect() == Dialect::default() { guarded } else { unguarded };
    let index = guarded + at as u32;
    let (exit, end) = case.ends(end);
    for (op, operand) in &case.steps {
        builder.emit(*op, operand, Some(exit));
    }
    if !builder.ended() {
        if end == End::Collect {
            builder.settle(case.op);
        }
        builder.end(end);
    }
    Built { program: builder.finish(), trace, first, index }
}

/// What a builder knows between two uops.
#[derive(Clone, Debug)]
struct State {
    /// Whether each stack slot holds an object.
    stack: Vec<bool>,
    /// Whether each local does.
    locals: Vec<bool>,
}

/// An exit whose target has not been built yet.
struct Way {
    trace: usize,
    exit: usize,
    state: State,
}

struct Builder<'c> {
    case: &'c Case,
    program: Program,
    trace: Trace,
    state: State,
    ways: Vec<Way>,
}

impl<'c> Builder<'c> {
    fn new(case: &'c Case) -> Self {
        let given = &case.runs[0];
        let args = given
            .iter()
            .enumerate()
            .map(|(index, value)| Arg { name: format!("arg{index}"), value: value.clone() });
        let mut locals = vec![true; given.len()];
        locals.resize(given.len().max(case.locals.into()), false);
        Builder {
            case,
            program: Program {
                dialect: case.dialect(),
                name: "case".into(),
                args: args.collect(),
                ..Program::default()
            },
            trace: Trace {
                name: String::new(),
                function: FunctionId::MAIN,
                offset: 0,
                stack: 0,
                uops: Vec::new(),
                exits: Vec::new(),
            },
            state: State { stack: Vec::new(), locals },
            ways: Vec::new(),
        }
    }

    /// Bytecode offset of a trace; each has its own.
    fn offset(trace: usize) -> u32 {
        10 * trace as u32
    }

    fn start_trace(&mut self, name: &str) {
        self.trace.name = name.into();
        self.trace.offset = Self::offset(self.program.traces.len());
        self.trace.stack = self.state.stack.len() as u32;
        if self.case.op != Op::_START_EXECUTOR {
            self.emit(Op::_START_EXECUTOR, &Given::Nothing, None);
        }
    }

    fn end_trace(&mut self) {
        let empty = Trace { uops: Vec::new(), exits: Vec::new(), ..self.trace.clone() };
        self.program.traces.push(std::mem::replace(&mut self.trace, empty));
    }

    fn ended(&self) -> bool {
        self.trace.uops.last().is_some_and(|uop| uop.op.info().ends)
    }

    /// Goes on in a trace of its own, by a link.
    fn link(&mut self) {
        let next = self.program.traces.len() + 1;
        self.emit(Op::_EXIT_TRACE, &Given::Nothing, None);
        let exit = self.trace.exits.last_mut().expect("the exit of `_EXIT_TRACE`");
        exit.offset = Self::offset(next);
        exit.target = Some(TraceId(next as u32));
        self.end_trace();
        self.start_trace("body");
    }

    fn operand(&mut self, operand: &Given) -> Operand {
        match operand {
            Given::Nothing => Operand::Nothing,
            Given::Oparg(oparg) => Operand::Oparg(*oparg),
            Given::InstrPtr(offset) => Operand::InstrPtr(*offset),
            Given::Type(builtin) => Operand::Type(*builtin),
            Given::Types(left, right) => Operand::Types(*left, *right),
            Given::Function => Operand::Function(FunctionId::MAIN),
            Given::Const(value) => {
                let id = ConstId(self.program.consts.len() as u32);
                let name = format!("const{}", id.0);
                self.program.consts.push(Const { name, value: value.clone(), is_state: false });
                Operand::Const(id)
            }
        }
    }

    /// Appends a uop, or what the case's dialect has in its place. With an `end`, its exit is observed;
    /// without one it is not expected.
    fn emit(&mut self, op: Op, operand: &Given, end: Option<End>) {
        let dialect = self.program.dialect;
        if !dialect.has(op) {
            let own = dialect.equivalent(op);
            for (own, operand) in translated(op, operand, own.unwrap_or_default()) {
                self.emit(own, &operand, end);
            }
            return;
        }
        let info = op.info();
        let operand = self.operand(operand);
        let mut uop = Uop { op, operand, exit: None };
        if info.exit {
            let number = self.trace.exits.len();
            uop.exit = Some(ExitId(number as u32));
            let name = format!("exit{number}");
            self.trace.exits.push(Exit { name, offset: 0, target: None });
            if end == Some(End::Collect) {
                let popped = if info.exit_pops { info.inputs.len() } else { 0 };
                let mut state = self.state.clone();
                state.stack.truncate(state.stack.len().saturating_sub(popped));
                self.ways.push(Way { trace: self.program.traces.len(), exit: number, state });
            }
        }
        self.apply(&uop);
        self.trace.uops.push(uop);
    }

    /// Follows what a uop does to stack and locals.
    fn apply(&mut self, uop: &Uop) {
        let info = uop.op.info();
        let oparg = usize::from(uop.oparg());
        let State { stack, locals } = &mut self.state;
        if stack.len() < info.stack_effect(uop.oparg()).reach() {
            // The verifier will say so.
            return;
        }
        match (info.function, info.below.moves()) {
            (Function::_LOAD_FAST_AND_CLEAR | Function::_LOAD_FAST_AND_CLEAR_MIXED, _) => {
                stack.push(std::mem::replace(&mut locals[oparg], false));
            }
            (
                Function::_STORE_FAST
                | Function::_STORE_FAST_TAGGED
                | Function::_STORE_FAST_MIXED_TAGGED
                | Function::_STORE_FAST_OVER_TAGGED
                | Function::_STORE_FAST_UNBOXED,
                _,
            ) => locals[oparg] = stack.pop().expect("a value to store"),
            (Function::_SWAP_FAST, _) => {
                let top = stack.last_mut().expect("a value to store");
                std::mem::swap(&mut locals[oparg], top);
            }
            (Function::_BINARY_OP_APPEND_UNICODE, _) => {
                stack.pop();
                locals[oparg] = false;
            }
            (_, Some(Moves::Swap)) => {
                let top = stack.len() - 1;
                stack.swap(top, top + 1 - oparg);
            }
            (_, Some(Moves::Copy) | None) => {
                let effect = info.stack_effect(uop.oparg());
                let inputs = stack.split_off(stack.len() - effect.inputs);
                stack.truncate(stack.len() - effect.pops_below);
                stack.resize(stack.len() + effect.pushes_below, true);
                stack.extend(info.outputs.iter().map(|output| {
                    let same = info.inputs.iter().position(|input| input.name == output.name);
                    match same {
                        // A guard has found out whether there is an object.
                        Some(index) if info.inputs[index].kind != Kind::Slot => inputs[index],
                        Some(index) if output.kind == Kind::Slot => inputs[index],
                        _ => !output.kind.is(Kind::PositionOrNull),
                    }
                }));
            }
        }
        self.program.stack = self.program.stack.max(self.state.stack.len() as u32);
    }

    /// A local that nothing else uses.
    fn new_local(&mut self) -> u16 {
        self.state.locals.push(false);
        // States of exits that are still to be built know it as empty.
        for way in &mut self.ways {
            way.state.locals.push(false);
        }
        self.state.locals.len() as u16 - 1
    }

    fn push(&mut self, input: &Input) {
        use Given::{Const, Nothing, Oparg};
        match input {
            Input::Owned(arg) => self.emit(Op::_LOAD_FAST_AND_CLEAR, &Oparg(*arg), None),
            Input::Shared(arg) => self.emit(Op::_LOAD_FAST, &Oparg(*arg), None),
            Input::Again => self.emit(Op::_COPY, &Oparg(1), None),
            Input::Constant(value) => {
                self.emit(Op::_LOAD_CONST_INLINE, &Const(value.clone()), None);
            }
            Input::Borrowed(value) => {
                self.emit(Op::_LOAD_CONST_INLINE_BORROW, &Const(value.clone()), None);
            }
            Input::Null => self.emit(Op::_PUSH_NULL, &Nothing, None),
            Input::Iter(arg) => {
                self.push(&Input::Owned(*arg));
                self.emit(Op::_GET_ITER, &Nothing, None);
            }
            Input::SpentIter(arg) => {
                let below = self.state.stack.len();
                self.push(&Input::Iter(*arg));
                // list(iterator)
                self.push(&Input::Constant(type_value("list")));
                self.push(&Input::Null);
                let distance = self.state.stack.len() - below;
                self.emit(Op::_COPY, &Oparg(distance as u16), None);
                self.emit(Op::_CALL_BUILTIN_CLASS, &Oparg(1), None);
                self.emit(Op::_POP_TOP, &Nothing, None);
            }
            Input::FullList(len) => {
                for item in 0..*len {
                    self.push(&Input::Constant(Value::from(1000 + i64::from(item))));
                }
                self.emit(Op::_BUILD_LIST, &Oparg(*len), None);
            }
            Input::GrownList(len) => {
                self.push(&Input::FullList(*len));
                self.push(&Input::Constant(Value::Float(0.25)));
                self.emit(Op::_LIST_APPEND, &Oparg(1), None);
            }
            Input::Empty(op) => self.emit(*op, &Oparg(0), None),
            Input::Lent(arg) => self.emit(Op::_LOAD_FAST_BORROW, &Oparg(*arg), None),
            Input::Tagged(arg) => self.emit(Op::_LOAD_FAST_TAGGED, &Oparg(*arg), None),
            Input::TaggedAlone(arg) => {
                self.push(&Input::Owned(*arg));
                self.emit(Op::_TAG_TOS, &Nothing, None);
            }
            Input::Unboxed(arg) => {
                self.push(&Input::Shared(*arg));
                self.emit(Op::_GUARD_TOS_FLOAT, &Nothing, None);
                self.emit(Op::_UNBOX_TOS, &Nothing, None);
            }
            Input::Kept(input) => {
                self.push(input);
                let local = self.new_local();
                self.push(&Input::Again);
                self.emit(Op::_STORE_FAST, &Oparg(local), None);
            }
        }
    }

    /// Guards the inputs of a uop whose kinds have to be known.
    fn guard(&mut self, op: Op) {
        if let [iter, index] = op.info().inputs
            && index.kind.is(Kind::PositionOrNull)
        {
            let guards: &[Op] = match iter.kind {
                Kind::RangeIter => &[Op::_ITER_CHECK_RANGE],
                Kind::RangeIterMore => &[Op::_ITER_CHECK_RANGE, Op::_GUARD_NOT_EXHAUSTED_RANGE],
                Kind::List => &[Op::_ITER_CHECK_LIST],
                Kind::Tuple => &[Op::_ITER_CHECK_TUPLE, Op::_GUARD_NOT_EXHAUSTED_TUPLE],
                _ => &[],
            };
            // What a guard of the uop's own would find out does not come before it.
            for guard in guards.iter().filter(|guard| guard.name() != op.name()) {
                self.emit(*guard, &Given::Nothing, None);
            }
            return;
        }
        for (distance, input) in op.info().inputs.iter().rev().enumerate() {
            let guards: &[Op] = match (input.kind, distance) {
                (Kind::Int, 0) => &[Op::_GUARD_TOS_INT],
                (Kind::Int, 1) => &[Op::_GUARD_NOS_INT],
                (Kind::Float, 0) => &[Op::_GUARD_TOS_FLOAT],
                (Kind::Float, 1) => &[Op::_GUARD_NOS_FLOAT],
                (Kind::Bool, 0) => &[Op::_TO_BOOL_BOOL],
                (Kind::RangeIter, 0) => &[Op::_ITER_CHECK_RANGE],
                (Kind::RangeIterMore, 0) => {
                    &[Op::_ITER_CHECK_RANGE, Op::_GUARD_NOT_EXHAUSTED_RANGE]
                }
                (Kind::Str, 0) if op.info().inputs.len() == 1 => &[Op::_GUARD_TOS_UNICODE],
                (Kind::Str, 0) => &[Op::_GUARD_BOTH_UNICODE],
                (Kind::Str, 1) if op.info().inputs[1].kind != Kind::Str => {
                    &[Op::_GUARD_NOS_UNICODE]
                }
                (Kind::List, 0) => &[Op::_GUARD_TOS_LIST],
                (Kind::List, 1) => &[Op::_GUARD_NOS_LIST],
                (Kind::Tuple, 0) => &[Op::_GUARD_TOS_TUPLE],
                (Kind::Tuple, 1) => &[Op::_GUARD_NOS_TUPLE],
                (Kind::Dict, 0) => &[Op::_GUARD_TOS_DICT],
                (Kind::Dict, 1) => &[Op::_GUARD_NOS_DICT_SUBSCRIPT],
                (Kind::Null, 1) => &[Op::_GUARD_NOS_NULL],
                (Kind::ListIter, 0) => &[Op::_ITER_CHECK_LIST],
                (Kind::ListIterMore, 0) => &[Op::_ITER_CHECK_LIST, Op::_GUARD_NOT_EXHAUSTED_LIST],
                (Kind::TupleIter, 0) => &[Op::_ITER_CHECK_TUPLE],
                (Kind::TupleIterMore, 0) => {
                    &[Op::_ITER_CHECK_TUPLE, Op::_GUARD_NOT_EXHAUSTED_TUPLE]
                }
                // Numbers are made of tagged ints.
                (Kind::TaggedInt | Kind::Number, 0) => &[Op::_GUARD_TOS_INT_TAGGED],
                (Kind::TaggedInt | Kind::Number, 1) => &[Op::_GUARD_NOS_INT_TAGGED],
                (Kind::TaggedCompact, 0) => &[Op::_GUARD_TOS_COMPACT_TAGGED],
                (Kind::TaggedCompact, 1) => &[Op::_GUARD_NOS_COMPACT_TAGGED],
                (Kind::BorrowedFloat, 0) => &[Op::_GUARD_TOS_FLOAT],
                (Kind::BorrowedFloat, 1) => &[Op::_GUARD_NOS_FLOAT],
                (Kind::Object | Kind::Slot | Kind::Str | Kind::Any, _) => &[],
                (Kind::Position | Kind::PositionOrNull, _) => &[],
                (Kind::Tagged | Kind::Unboxed | Kind::Borrowed, _) => &[],
                (kind, _) => panic!("{op}: no guard for {}", kind.describe()),
            };
            for guard in guards {
                self.emit_guard(*guard);
            }
        }
    }

    /// Appends a guard of the first dialect, or one of the case's that finds out no more.
    fn emit_guard(&mut self, guard: Op) {
        // That an int is compact is for the uop to find out.
        let of_type = match guard {
            Op::_GUARD_TOS_INT => Op::_GUARD_TYPE,
            Op::_GUARD_NOS_INT => Op::_GUARD_TYPE_ITER,
            _ => guard,
        };
        match of_type != guard && self.program.dialect.has(of_type) {
            true => self.emit(of_type, &Given::Type(builtin("int")), None),
            false => self.emit(guard, &Given::Nothing, None),
        }
    }

    /// Puts what the uop has pushed into locals, from the top down, until nothing is left on the
    /// stack that is tagged or unboxed.
    fn settle(&mut self, op: Op) {
        let outputs = op.info().outputs;
        // The next step has taken the numbers.
        let plain = |kind: Kind| {
            let is_position = matches!(kind, Kind::Position | Kind::PositionOrNull);
            kind.is_reference() || is_position || matches!(kind, Kind::Any | Kind::Number)
        };
        let Some(lowest) = outputs.iter().position(|output| !plain(output.kind)) else { return };
        for output in outputs[lowest..].iter().rev() {
            let local = Given::Oparg(self.new_local());
            let store = match output.kind {
                kind if kind.is(Kind::Tagged) => Op::_STORE_FAST_TAGGED,
                Kind::Unboxed => Op::_STORE_FAST_UNBOXED,
                _ => Op::_STORE_FAST,
            };
            self.emit(store, &local, None);
        }
    }

    fn end(&mut self, end: End) {
        match end {
            End::Stop => self.emit(Op::_EXIT_TRACE, &Given::Nothing, Some(End::Stop)),
            End::Collect => self.collect(),
        }
    }

    /// Returns all objects on the stack and in locals in a list.
    fn collect(&mut self) {
        // A null can't be collected: put slots into locals until none is left.
        while self.state.stack.contains(&false) {
            if self.state.stack.last() == Some(&false) && self.program.dialect.has(Op::_POP_TOP_NOP)
            {
                self.emit(Op::_POP_TOP_NOP, &Given::Nothing, None);
                continue;
            }
            let local = self.new_local();
            self.emit(Op::_STORE_FAST, &Given::Oparg(local), None);
        }
        for local in 0..self.state.locals.len() {
            if self.state.locals[local] {
                self.emit(Op::_LOAD_FAST, &Given::Oparg(local as u16), None);
            }
        }
        let count = self.state.stack.len() as u16;
        self.emit(Op::_BUILD_LIST, &Given::Oparg(count), None);
        self.emit(Op::_POP_FRAME, &Given::Nothing, None);
        self.emit(Op::_DYNAMIC_EXIT, &Given::Nothing, None);
    }

    fn finish(mut self) -> Program {
        self.end_trace();
        while let Some(Way { trace, exit, state }) = self.ways.pop() {
            let id = self.program.traces.len();
            let exit = &mut self.program.traces[trace].exits[exit];
            (exit.offset, exit.target) = (Self::offset(id), Some(TraceId(id as u32)));
            self.state = state;
            self.start_trace(&format!("left{id}"));
            self.collect();
            self.end_trace();
        }
        let params = self.program.args.len();
        let locals = params..self.state.locals.len();
        self.program.locals = locals.map(|index| format!("local{index}")).collect();
        self.program
    }
}

/// A uop's operand for each of the uops that have its effect together.
pub fn translated(op: Op, operand: &Given, own: &[Op]) -> Vec<Step> {
    let kind = op.info().operand;
    let operand_of = |own: &Op| match own.info().operand == kind {
        true => operand.clone(),
        false => Given::Nothing,
    };
    own.iter().map(|own| (*own, operand_of(own))).collect()
}
