//! Random programs do the same before and after the optimiser, on the interpreter and as machine
//! code: the same result or exception, or the same exit with the same locals and stack, and nothing
//! is left behind.

use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
use backend_api::{Backend, CompileOptions, Ended};
use copy_patch::CopyPatch;
use std::path::Path;
use trace::optimise::{Pass, Passes, optimise};
use trace::{
    Activation, Arg, Const, ConstId, Document, Exit, ExitId, FunctionId, LoadedProgram, Operand,
    Program, Trace, TraceId, Uop, VerifiedProgram, print, verify,
};
use uops::runtime::{BuiltinType, PyException, Runtime, Value};
use uops::{Op, Ref};

const INTS: [u16; 3] = [0, 1, 2];
const FLOATS: [u16; 3] = [3, 4, 5];
const LIST: u16 = 6;
const OTHER: u16 = 7;
const LOCALS: u16 = 8;

/// Where a program stopped, and with what.
#[derive(PartialEq, Debug)]
enum Stopped {
    Returned(Option<Value>),
    Raised(Option<PyException>, Vec<Option<Value>>),
    Left(TraceId, ExitId, Vec<Option<Value>>),
}

fn observe(program: &VerifiedProgram, backend: &mut dyn Backend, args: &[Value]) -> Stopped {
    let mut runtime = Runtime::new();
    let before = runtime.live_objects();
    let loaded = LoadedProgram::load(&mut runtime, program.clone());
    let compiled = backend.compile(&loaded, CompileOptions::default()).expect("it compiles");
    let code = compiled.publish().expect("there is executable memory");
    let immortal = runtime.live_objects();
    let mut activation = Activation::new(&loaded);
    let vm = activation.start(&loaded, &mut runtime, args).expect("it starts");
    // SAFETY: the activation is fresh and of this program.
    let status = unsafe { code.enter(vm) }.decode();
    if let Ended::ColdExit { trace, uop } | Ended::Error { trace, uop } = status {
        activation.materialise(&loaded, &mut runtime, trace, uop);
    }
    let slots = |runtime: &Runtime| -> Vec<Option<Value>> {
        let (locals, stack_pointer) = runtime.stopped_at();
        let count = (stack_pointer as usize - locals as usize) / size_of::<Ref>();
        let slot = |index| {
            // SAFETY: locals and stack hold references or null.
            let object = unsafe { *locals.add(index) };
            // SAFETY: as above.
            (!object.is_null()).then(|| one_nan(unsafe { runtime.value(object) }))
        };
        (0..count).map(slot).collect()
    };
    let stopped = match status {
        Ended::Returned => Stopped::Returned(activation.finish(&mut runtime).map(one_nan)),
        Ended::Error { .. } => {
            let slots = slots(&runtime);
            activation.finish(&mut runtime);
            Stopped::Raised(runtime.take_exception(), slots)
        }
        Ended::ColdExit { trace, uop } => {
            let slots = slots(&runtime);
            activation.finish(&mut runtime);
            let uop = &program.program().trace(trace).uops[uop as usize];
            Stopped::Left(trace, uop.exit.expect("it exits"), slots)
        }
    };
    assert_eq!(runtime.live_objects(), immortal, "nothing is left behind");
    drop(code);
    loaded.unload(&mut runtime);
    assert!(runtime.live_objects() >= before);
    stopped
}

/// The sign of a NaN depends on the order of operands, which is the compiler's affair.
fn one_nan(value: Value) -> Value {
    match value {
        Value::Float(float) if float.is_nan() => Value::Float(f64::NAN),
        Value::List(items) => Value::List(items.into_iter().map(one_nan).collect()),
        value => value,
    }
}

/// Both forms of a program do the same.
#[track_caller]
fn compare(program: &VerifiedProgram, passes: Passes, args: &[Value]) {
    let optimised = match optimise(program, &passes) {
        Ok(optimised) => optimised.program,
        Err(error) => panic!("{error}\n{}", print(program.program())),
    };
    for (old, new) in program.program().traces.iter().zip(&optimised.program().traces) {
        assert_eq!(old.exits, new.exits, "exits stay as they are");
    }
    let text = print(optimised.program());
    let again = Document::parse("optimised.uop", text.as_bytes()).expect("it parses");
    assert_eq!(*again.program, **optimised.program(), "{text}");
    let mut interpreter = interpreter::Match::new();
    let mut machine_code = CopyPatch::new().expect("this target has stencils");
    let expected = observe(program, &mut interpreter, args);
    let backends: [&mut dyn Backend; 2] = [&mut interpreter, &mut machine_code];
    for backend in backends {
        let id = backend.info().id;
        let stopped = observe(&optimised, backend, args);
        assert_eq!(stopped, expected, "{id}, {passes}\n{}\n{text}", print(program.program()));
    }
}

#[test]
fn workloads_do_the_same_with_any_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    for entry in std::fs::read_dir(folder).expect("there are workloads") {
        let path = entry.expect("the folder can be read").path().join("program.uop");
        let text = std::fs::read(&path).expect("the program can be read");
        let document = Document::parse(&path.display().to_string(), &text).expect("it parses");
        let program = document.verify().expect("it verifies");
        let small = |value: &Value| match value {
            Value::Int(int) if int.bits() > 6 => Value::from(40),
            value => value.clone(),
        };
        let args: Vec<Value> = program.program().args.iter().map(|arg| small(&arg.value)).collect();
        compare(&program, Passes::ALL, &args);
        for pass in Pass::ALL {
            compare(&program, Passes::NONE.with(pass), &args);
        }
    }
}

#[test]
fn random_programs_do_the_same_with_random_passes() {
    arbtest(|u| {
        let program = Maker::program(u)?;
        let args: Vec<Value> = program.args.iter().map(|arg| arg.value.clone()).collect();
        let text = print(&program);
        let verified = match verify(program) {
            Ok(verified) => verified,
            Err(error) => panic!("{error}\n{text}"),
        };
        let mut passes = Passes::NONE;
        for pass in Pass::ALL {
            if u.ratio(3, 4)? {
                passes = passes.with(pass);
            }
        }
        compare(&verified, passes, &args);
        Ok(())
    })
    .size_min(64)
    .size_max(4096)
    .budget_ms(12_000);
}

/// Makes a program of an entry, a loop over a range, a branch that joins it, and an end.
struct Maker<'u, 'd> {
    u: &'u mut Unstructured<'d>,
    program: Program,
    trace: Trace,
    depth: u32,
}

impl<'u, 'd> Maker<'u, 'd> {
    fn program(u: &'u mut Unstructured<'d>) -> Result<Program> {
        let program = Program {
            name: "random".into(),
            args: Vec::new(),
            locals: Vec::new(),
            stack: 0,
            functions: Vec::new(),
            consts: Vec::new(),
            classes: Vec::new(),
            globals: Vec::new(),
            names: Vec::new(),
            traces: Vec::new(),
        };
        let trace = Trace {
            name: "entry".into(),
            function: FunctionId::MAIN,
            offset: 0,
            stack: 0,
            uops: Vec::new(),
            exits: Vec::new(),
        };
        let mut maker = Maker { u, program, trace, depth: 0 };
        maker.make()?;
        Ok(maker.program)
    }

    fn make(&mut self) -> Result<()> {
        for local in 0..LOCALS {
            let value = self.value_for(local)?;
            self.program.args.push(Arg { name: format!("arg{local}"), value });
        }
        self.begin("entry", 0, 0);
        self.statements()?;
        self.constant(Op::_LOAD_CONST_INLINE_BORROW_WITH_NULL, type_named("range"));
        self.depth += 2;
        let rounds = self.u.int_in_range(0..=4)?;
        self.load_const(Value::from(rounds));
        self.emit(Op::_CALL_BUILTIN_CLASS, Operand::Oparg(1));
        self.depth -= 2;
        self.emit(Op::_GET_ITER, Operand::Nothing);
        self.end(Op::_EXIT_TRACE, Some(1));

        self.begin("loop", 10, 1);
        self.emit(Op::_ITER_CHECK_RANGE, Operand::Nothing);
        self.link(Op::_GUARD_NOT_EXHAUSTED_RANGE, 3);
        self.emit(Op::_ITER_NEXT_RANGE, Operand::Nothing);
        self.depth += 1;
        self.store(INTS[0])?;
        self.statements()?;
        self.comparison()?;
        self.link(Op::_GUARD_IS_TRUE_POP, 2);
        self.depth -= 1;
        self.statements()?;
        self.end(Op::_JUMP_TO_TOP, None);

        self.begin("branch", 20, 1);
        self.statements()?;
        self.end(Op::_EXIT_TRACE, Some(1));

        self.begin("end", 30, 1);
        self.emit(Op::_POP_TOP, Operand::Nothing);
        self.depth -= 1;
        self.statements()?;
        for local in 0..LOCALS {
            self.load(local)?;
        }
        self.emit(Op::_BUILD_LIST, Operand::Oparg(LOCALS));
        self.depth = 1;
        self.emit(Op::_POP_FRAME, Operand::Nothing);
        self.end(Op::_DYNAMIC_EXIT, None);
        self.program.stack += 2;
        Ok(())
    }

    fn begin(&mut self, name: &str, offset: u32, depth: u32) {
        self.trace.name = name.into();
        (self.trace.offset, self.trace.stack, self.depth) = (offset, depth, depth);
        self.emit(Op::_START_EXECUTOR, Operand::Nothing);
    }

    fn end(&mut self, op: Op, target: Option<u32>) {
        match target {
            Some(target) => self.link(op, target),
            None => self.emit(op, Operand::Nothing),
        }
        let empty = Trace { uops: Vec::new(), exits: Vec::new(), ..self.trace.clone() };
        self.program.traces.push(std::mem::replace(&mut self.trace, empty));
    }

    /// A uop whose exit, if it has one, is cold.
    fn emit(&mut self, op: Op, operand: Operand) {
        self.program.stack = self.program.stack.max(self.depth + 2);
        let exit = op.info().exit.then(|| self.exit(None));
        self.trace.uops.push(Uop { op, operand, exit });
    }

    fn link(&mut self, op: Op, target: u32) {
        let exit = Some(self.exit(Some(target)));
        self.trace.uops.push(Uop { op, operand: Operand::Nothing, exit });
    }

    fn exit(&mut self, target: Option<u32>) -> ExitId {
        let number = self.trace.exits.len() as u32;
        let offset = target.map_or(number, |target| 10 * target);
        let name = format!("exit{number}");
        self.trace.exits.push(Exit { name, offset, target: target.map(TraceId) });
        ExitId(number)
    }

    fn constant(&mut self, op: Op, value: Value) {
        let id = ConstId(self.program.consts.len() as u32);
        self.program.consts.push(Const { name: format!("c{}", id.0), value });
        self.emit(op, Operand::Const(id));
    }

    fn load_const(&mut self, value: Value) {
        self.constant(Op::_LOAD_CONST_INLINE, value);
        self.depth += 1;
    }

    fn load(&mut self, local: u16) -> Result<()> {
        self.emit(Op::_LOAD_FAST, Operand::Oparg(local));
        self.depth += 1;
        Ok(())
    }

    fn store(&mut self, local: u16) -> Result<()> {
        self.emit(Op::_STORE_FAST, Operand::Oparg(local));
        self.depth -= 1;
        Ok(())
    }

    fn int(&mut self) -> Result<Value> {
        Ok(match self.u.int_in_range(0..=5)? {
            0 | 1 => Value::from(self.u.int_in_range(-6..=300)?),
            2 => Value::from(*self.u.choose(&[1, 2, 4, 8, 64])?),
            3 => Value::from(i64::from(self.u.arbitrary::<i32>()?)),
            4 => Value::from(*self.u.choose(&[
                i64::MAX,
                i64::MIN,
                1 << 62,
                (1 << 62) - 1,
                -(1 << 62),
                -(1 << 62) - 1,
                1 << 32,
                0,
                -1,
            ])?),
            _ => Value::Int(self.u.arbitrary::<i128>()?.into()),
        })
    }

    fn float(&mut self) -> Result<Value> {
        Ok(Value::Float(*self.u.choose(&[
            0.0,
            -0.0,
            1.0,
            0.5,
            -2.25,
            1e300,
            f64::INFINITY,
            f64::NAN,
            3.0,
        ])?))
    }

    fn value_for(&mut self, local: u16) -> Result<Value> {
        let kind = match local {
            // Now and then something else than what the local is for.
            _ if self.u.ratio(1, 20)? => self.u.int_in_range(0..=3)?,
            local if INTS.contains(&local) => 0,
            local if FLOATS.contains(&local) => 1,
            LIST => 2,
            _ => 3,
        };
        Ok(match kind {
            0 => self.int()?,
            1 => self.float()?,
            2 => {
                let mut items = Vec::new();
                for _ in 0..self.u.int_in_range(1..=5)? {
                    items.push(if self.u.ratio(1, 5)? { self.float()? } else { self.int()? });
                }
                Value::List(items)
            }
            _ => match self.u.int_in_range(0..=3)? {
                0 => Value::None,
                1 => Value::Bool(self.u.arbitrary()?),
                2 => Value::Bytes(vec![1, 2]),
                _ => self.int()?,
            },
        })
    }

    fn statements(&mut self) -> Result<()> {
        for _ in 0..self.u.int_in_range(0..=4)? {
            match self.u.int_in_range(0..=9)? {
                0..=3 => {
                    self.int_expression(0)?;
                    let local = *self.u.choose(&INTS)?;
                    self.store(local)?;
                }
                4..=6 => {
                    self.float_expression(0)?;
                    let local = *self.u.choose(&FLOATS)?;
                    self.store(local)?;
                }
                7 => {
                    self.any_expression(0)?;
                    match self.u.arbitrary()? {
                        true => self.store(OTHER)?,
                        false => {
                            self.emit(Op::_POP_TOP, Operand::Nothing);
                            self.depth -= 1;
                        }
                    }
                }
                8 => {
                    self.any_expression(0)?;
                    self.load(LIST)?;
                    self.int_expression(1)?;
                    self.emit(Op::_STORE_SUBSCR_LIST_INT, Operand::Nothing);
                    self.depth -= 3;
                }
                _ => {
                    self.comparison()?;
                    match self.u.int_in_range(0..=2)? {
                        0 => self.store(OTHER)?,
                        choice => {
                            let op = [Op::_GUARD_IS_TRUE_POP, Op::_GUARD_IS_FALSE_POP];
                            self.emit(op[choice as usize - 1], Operand::Nothing);
                            self.depth -= 1;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn comparison(&mut self) -> Result<()> {
        let mask = *self.u.choose(&[18, 58, 88, 119, 148, 188])?;
        let op = match self.u.int_in_range(0..=2)? {
            0 => {
                self.int_expression(1)?;
                self.emit(Op::_TO_BOOL_INT, Operand::Nothing);
                return Ok(());
            }
            1 => {
                self.pair(Self::int_expression, Op::_GUARD_BOTH_INT, 1)?;
                Op::_COMPARE_OP_INT
            }
            _ => {
                self.pair(Self::float_expression, Op::_GUARD_BOTH_FLOAT, 1)?;
                Op::_COMPARE_OP_FLOAT
            }
        };
        self.emit(op, Operand::Oparg(mask));
        self.depth -= 1;
        Ok(())
    }

    fn pair(
        &mut self,
        operand: impl Fn(&mut Self, u32) -> Result<()>,
        guard: Op,
        nesting: u32,
    ) -> Result<()> {
        operand(self, nesting + 1)?;
        operand(self, nesting + 1)?;
        self.emit(guard, Operand::Nothing);
        Ok(())
    }

    /// Pushes what is an int, usually; a guard says so.
    fn int_expression(&mut self, nesting: u32) -> Result<()> {
        match self.u.int_in_range(0..=if nesting < 3 { 9 } else { 4 })? {
            0..=2 => {
                let local = *self.u.choose(&INTS)?;
                self.load(local)?;
            }
            3 => {
                let value = self.int()?;
                self.load_const(value);
            }
            4 => {
                self.load(OTHER)?;
            }
            5 => {
                self.load(LIST)?;
                self.int_expression(nesting + 1)?;
                self.emit(Op::_BINARY_SUBSCR_LIST_INT, Operand::Nothing);
                self.depth -= 1;
            }
            6 => {
                self.int_expression(nesting + 1)?;
                let value = Value::from(*self.u.choose(&[1i64, 2, 3, 8, 64, -3, 0])?);
                self.load_const(value);
                let operator = *self.u.choose(&[1, 2, 6, 7, 9, 12, 14, 15, 19, 22, 3])?;
                self.emit(Op::_BINARY_OP, Operand::Oparg(operator));
                self.depth -= 1;
                return Ok(());
            }
            7 => {
                self.int_expression(nesting + 1)?;
                self.int_expression(nesting + 1)?;
                let operator = *self.u.choose(&[0, 1, 2, 6, 7, 10, 12, 13, 25])?;
                self.emit(Op::_BINARY_OP, Operand::Oparg(operator));
                self.depth -= 1;
                return Ok(());
            }
            _ => {
                self.pair(Self::int_expression, Op::_GUARD_BOTH_INT, nesting)?;
                let op = *self.u.choose(&[
                    Op::_BINARY_OP_ADD_INT,
                    Op::_BINARY_OP_SUBTRACT_INT,
                    Op::_BINARY_OP_MULTIPLY_INT,
                ])?;
                self.emit(op, Operand::Nothing);
                self.depth -= 1;
                return Ok(());
            }
        }
        Ok(())
    }

    fn float_expression(&mut self, nesting: u32) -> Result<()> {
        match self.u.int_in_range(0..=if nesting < 3 { 6 } else { 2 })? {
            0 | 1 => {
                let local = *self.u.choose(&FLOATS)?;
                self.load(local)?;
            }
            2 => {
                let value = self.float()?;
                self.load_const(value);
            }
            3 => {
                self.float_expression(nesting + 1)?;
                self.float_expression(nesting + 1)?;
                self.emit(Op::_BINARY_OP, Operand::Oparg(11));
                self.depth -= 1;
            }
            _ => {
                self.pair(Self::float_expression, Op::_GUARD_BOTH_FLOAT, nesting)?;
                let op = *self.u.choose(&[
                    Op::_BINARY_OP_ADD_FLOAT,
                    Op::_BINARY_OP_SUBTRACT_FLOAT,
                    Op::_BINARY_OP_MULTIPLY_FLOAT,
                ])?;
                self.emit(op, Operand::Nothing);
                self.depth -= 1;
            }
        }
        Ok(())
    }

    fn any_expression(&mut self, nesting: u32) -> Result<()> {
        match self.u.int_in_range(0..=3)? {
            0 => self.int_expression(nesting),
            1 => self.float_expression(nesting),
            2 => self.load(OTHER),
            _ => {
                self.int_expression(nesting)?;
                self.emit(Op::_COPY, Operand::Oparg(1));
                self.depth += 1;
                self.emit(Op::_SWAP, Operand::Oparg(2));
                self.emit(Op::_POP_TOP, Operand::Nothing);
                self.depth -= 1;
                Ok(())
            }
        }
    }
}

fn type_named(name: &str) -> Value {
    Value::Type(BuiltinType::from_name(name).expect("a builtin type"))
}
