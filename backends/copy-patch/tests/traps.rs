//! The traps of stencils made by an optimising compiler, in the stencils of this build.
#![cfg(all(stencils, target_arch = "x86_64"))]

use backend_api::{Backend, Code, CompileOptions, Outcome, RunReport, run};
use copy_patch::{Blob, CopyPatch, Patch, Stencil, What, listing};
use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Instruction, InstructionInfoFactory, OpAccess, Register,
};
use stencil_format::isa::x86_64::Patch as X86;
use trace::{Document, LoadedProgram};
use uops::helpers::Helper;
use uops::runtime::{Runtime, Value};
use uops::stencil::CACHED_SLOTS;
use uops::{Kind, Op, OperandKind, UopInfo};

/// Numbers of slots in registers.
const DEPTHS: std::ops::RangeInclusive<usize> = 0..=CACHED_SLOTS;

/// Where stencils have locals, stack pointer and thread, and then the slots.
const FIXED: [Register; 3] = [Register::R12, Register::R13, Register::R14];
const CACHE: [Register; CACHED_SLOTS] =
    [Register::R15, Register::RDI, Register::RSI, Register::RDX];

fn stencils() -> &'static [Stencil] {
    copy_patch::library().expect("this target has stencils").stencils
}

/// The stencils of uops, with the uop and the number of slots in registers.
fn variants() -> impl Iterator<Item = (&'static Stencil, &'static UopInfo, usize)> {
    stencils().iter().filter_map(|stencil| {
        let op = listing::owner(stencil)?;
        let (_, depth) = stencil.name.rsplit_once("__")?;
        Some((stencil, op.info(), depth.parse().ok()?))
    })
}

fn variant(op: Op, depth: usize) -> &'static Stencil {
    let name = format!("{op}__{depth}");
    stencils().iter().find(|stencil| stencil.name == name).expect("every uop has every depth")
}

fn parts(stencil: &Stencil) -> [&Blob; 2] {
    [&stencil.hot, &stencil.cold]
}

fn holes(stencil: &Stencil) -> impl Iterator<Item = (Patch, What)> {
    parts(stencil)
        .into_iter()
        .flat_map(|blob| blob.holes.iter().map(|hole| (hole.patch, hole.what)))
}

fn instructions(blob: &Blob) -> Vec<Instruction> {
    Decoder::with_ip(64, blob.bytes, 0, DecoderOptions::NONE).into_iter().collect()
}

/// LLVM takes no symbol to be at address 0; a uop whose operand is 0 works all the same.
#[test]
fn trap_zero_operand_works() {
    // Every stencil of a uop with an operand has a hole for it, whatever LLVM thinks of its value.
    for (stencil, info, _) in variants() {
        let special = !stencil.name.starts_with(&format!("{}__", info.symbol));
        let what = match info.operand {
            _ if special || info.fixed.is_some() => continue,
            OperandKind::Nothing => continue,
            // Their operands are for those who read the trace.
            _ if matches!(info.name, "_PUSH_FRAME" | "_ERROR_POP_N") => continue,
            OperandKind::Local => What::Local,
            OperandKind::Count | OperandKind::Operator | OperandKind::Comparison => What::Oparg,
            OperandKind::Object | OperandKind::Executor | OperandKind::Global => What::Operand,
            OperandKind::InstrPtr
            | OperandKind::TypeVersion
            | OperandKind::TypePair
            | OperandKind::FunctionVersion
            | OperandKind::ReturnPlace
            | OperandKind::Call
            | OperandKind::CallClass
            | OperandKind::FrameSize
            | OperandKind::Attribute
            | OperandKind::Name => What::Small,
        };
        let has = holes(stencil).any(|(_, hole)| hole == what);
        assert!(has, "no {what:?} in\n{}", listing::stencil(stencil));
    }
    // Operator `+`, local, counts and bytecode offset are all 0 here.
    let text = "\
program zero
arg n = 40
local total
stack 4

const none = 0
const class = type list

trace entry @0 stack 0
    _START_EXECUTOR                                          -> out
    _SET_IP                              @0
    _CHECK_VALIDITY_AND_SET_IP           @0                  -> out
    _LOAD_CONST_INLINE                   none
    _LOAD_FAST                           n
    _BINARY_OP                           +
    _LOAD_CONST_INLINE_BORROW            none
    _BINARY_OP                           +
    _STORE_FAST                          n
    _BUILD_LIST                          0
    _STORE_FAST                          total
    _LOAD_CONST_INLINE_BORROW_WITH_NULL  class
    _CALL_BUILTIN_CLASS                  0                   -> out
    _LOAD_FAST                           n
    _LOAD_FAST                           total
    _BUILD_LIST                          3
    _POP_FRAME
    _DYNAMIC_EXIT
    exit out  @0
";
    let empty = Value::List(Vec::new());
    let list = Value::List(vec![empty.clone(), Value::from(40), empty]);
    for report in run_both(text) {
        assert_eq!(report.outcome, Outcome::Returned(list.clone()));
        assert_eq!(report.leaked, 0);
    }
}

/// An exit gets the registers as they were on entry, so that it need not come after a spill.
#[test]
fn trap_exits_leave_the_entry_registers_alone() {
    for (stencil, info, depth) in variants() {
        // What an exit or error leaves with follows from the uop and the depth alone.
        let kept = match info.in_memory() {
            true => 0,
            false => depth.saturating_sub(info.inputs.len()),
        };
        for (_, what) in holes(stencil) {
            match what {
                What::Exit(slots) if info.exit_pops => assert_eq!(usize::from(slots), kept),
                What::Exit(slots) | What::Error(slots) => {
                    assert_eq!(usize::from(slots), depth, "{}", listing::stencil(stencil));
                }
                _ => {}
            }
        }
        // Going on is falling off the end.
        if !info.ends {
            let last = instructions(&stencil.hot).pop();
            let jumps = last.is_some_and(|last| {
                matches!(
                    last.flow_control(),
                    FlowControl::UnconditionalBranch
                        | FlowControl::IndirectBranch
                        | FlowControl::Return
                )
            });
            assert!(!jumps, "{}", listing::stencil(stencil));
        }
    }
}

/// A guard's hot part writes none of its entry registers before its last exit.
#[test]
fn trap_guards_decide_before_they_move_anything() {
    let mut factory = InstructionInfoFactory::new();
    let mut guards = 0;
    for (stencil, info, depth) in variants() {
        // What a guard looks for may always hold here, so that it never exits.
        let never = !info.exit;
        // A guard that looks at the slot itself, which may be no object, loads the slot first.
        let is_slot = |kind| {
            matches!(kind, Kind::Tagged | Kind::Slot | Kind::Position | Kind::PositionOrNull)
        };
        let looks_at_slot = info.inputs.iter().any(|input| is_slot(input.kind));
        if !info.name.starts_with("_GUARD_") || info.exit_pops || looks_at_slot || never {
            continue;
        }
        // Slots that it looks at in memory are stored there first.
        if info.in_memory() {
            continue;
        }
        guards += 1;
        let entry: Vec<Register> = FIXED.into_iter().chain(CACHE.into_iter().take(depth)).collect();
        let hot = instructions(&stencil.hot);
        let last = hot
            .iter()
            .rposition(|instruction| instruction.flow_control() == FlowControl::ConditionalBranch)
            .expect("a guard has a side exit");
        for instruction in &hot[..last] {
            let used = factory.info(instruction);
            let writes = |access| {
                matches!(
                    access,
                    OpAccess::Write
                        | OpAccess::CondWrite
                        | OpAccess::ReadWrite
                        | OpAccess::ReadCondWrite
                )
            };
            let registers = used.used_registers().iter();
            let moved = registers
                .filter(|used| writes(used.access()))
                .any(|used| entry.contains(&used.register().full_register()));
            let stored = used.used_memory().iter().any(|used| writes(used.access()));
            assert!(!moved && !stored, "{instruction}\n{}", listing::stencil(stencil));
        }
    }
    assert!(guards > 0);
}

/// What rarely happens is neither called nor jumped over on the hot path.
#[test]
fn trap_cold_paths_do_not_cost_a_taken_jump() {
    for stencil in stencils().iter().filter(|stencil| listing::owner(stencil).is_some()) {
        for hole in stencil.hot.holes {
            let cold = match hole.what {
                What::Helper(helper) => helper.is_slow(),
                What::Thunk(_) => true,
                _ => false,
            };
            assert!(!cold, "{:?} on the hot path of\n{}", hole.what, listing::stencil(stencil));
        }
    }
    use Op::*;
    for op in [
        _LOAD_FAST,
        _LOAD_FAST_0,
        _LOAD_CONST_INLINE,
        _LOAD_CONST_INLINE_BORROW,
        _STORE_FAST,
        _STORE_FAST_1,
        _POP_TOP,
        _GUARD_BOTH_INT,
        _GUARD_BOTH_FLOAT,
        _TIER2_RESUME_CHECK,
    ] {
        for depth in DEPTHS {
            let stencil = variant(op, depth);
            for instruction in instructions(&stencil.hot) {
                let straight = matches!(
                    instruction.flow_control(),
                    FlowControl::Next | FlowControl::ConditionalBranch
                );
                assert!(straight, "{instruction} in\n{}", listing::stencil(stencil));
            }
        }
    }
}

/// Only operands are absolute: a position-independent executable puts the runtime anywhere, and the
/// loader puts the code anywhere.
#[test]
fn trap_no_absolute_addresses_of_the_runtime() {
    for stencil in stencils() {
        for (patch, what) in holes(stencil) {
            let good = match what {
                What::Oparg | What::Local => {
                    matches!(
                        patch,
                        Patch::X86_64(X86::Abs32)
                            | Patch::X86_64(X86::Abs32Signed)
                            | Patch::X86_64(X86::Abs8)
                    )
                }
                What::Small => {
                    matches!(patch, Patch::X86_64(X86::Abs32) | Patch::X86_64(X86::Abs32Signed))
                }
                // A helper that may be far away is an operand of the trampoline; an object that is
                // near may be reached by its distance.
                What::Operand => matches!(patch, Patch::Abs64 | Patch::X86_64(X86::Rel32)),
                _ => patch == Patch::X86_64(X86::Rel32),
            };
            assert!(good, "{what:?} as {patch:?} in\n{}", listing::stencil(stencil));
        }
    }
}

/// Code works wherever it is mapped.
#[test]
fn trap_code_works_wherever_it_is_mapped() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../workloads/sum_range/program.uop");
    let text = std::fs::read_to_string(path).expect("the program can be read");
    let mut runtime = Runtime::new();
    let (program, _) = load(&text, &mut runtime);
    let mut backend = CopyPatch::new().expect("this target has stencils");
    let options = CompileOptions { map: true, ..CompileOptions::default() };
    // The first stays mapped, so that the second is elsewhere.
    let [first, second] = [(), ()].map(|()| publish(&mut backend, &program, options));
    let [here, there] = [&first, &second].map(|code| code.pieces());
    assert_eq!(here.len(), there.len());
    for (here, there) in here.iter().zip(&there) {
        assert_ne!(here.address, there.address);
        assert_eq!((here.role, here.bytes.len()), (there.role, there.bytes.len()));
    }
    for code in [first, second] {
        let report = run(&program, &*code, &mut runtime, &[Value::from(1000)]).expect("it starts");
        assert_eq!(report.outcome, Outcome::Returned(Value::from(499_500)));
        assert_eq!(report.leaked, 0);
    }
    program.unload(&mut runtime);
}

/// LLVM merges functions with the same code; each stencil is to be found under its own name.
#[test]
fn trap_identical_stencils_keep_their_names() {
    let names: Vec<&str> = stencils().iter().map(|stencil| stencil.name).collect();
    assert!(names.is_sorted());
    for op in Op::ALL {
        let info = op.info();
        let specials = info.only.iter().map(|oparg| format!("{op}{oparg}"));
        for stem in std::iter::once(op.to_string()).chain(specials) {
            for depth in DEPTHS {
                let name = format!("{stem}__{depth}");
                assert!(names.binary_search(&name.as_str()).is_ok(), "{name} is missing");
            }
        }
    }
    // There are such functions: these two uops do the same.
    let [start, top] = [Op::_RESUME_CHECK, Op::_TIER2_RESUME_CHECK].map(|op| variant(op, 1));
    assert_eq!((start.hot, start.cold), (top.hot, top.cold));
}

/// A uop that exits leaves stack and reference counts as they were: the stack is handed over to a
/// trace that makes a list of it.
#[test]
fn trap_decide_before_you_mutate() {
    let exiting = [
        ("_GUARD_BOTH_INT", "", &["one", "half"][..]),
        ("_GUARD_BOTH_INT", "", &["half", "one"]),
        ("_GUARD_BOTH_FLOAT", "", &["half", "one"]),
        ("_BINARY_SUBSCR_LIST_INT", "", &["list", "big"]),
        ("_BINARY_SUBSCR_LIST_INT", "", &["list", "minus"]),
        ("_BINARY_SUBSCR_LIST_INT", "", &["one", "one"]),
        ("_STORE_SUBSCR_LIST_INT", "", &["text", "list", "big"]),
        ("_STORE_SUBSCR_LIST_INT", "", &["half", "list", "half"]),
        ("_CALL_BUILTIN_CLASS", "1", &["one", "list", "half"]),
        ("_CALL_LIST_APPEND", "", &["append", "one", "list"]),
        ("_CALL_LIST_APPEND", "", &["range", "list", "one"]),
        ("_ITER_CHECK_RANGE", "", &["list"]),
        ("_TO_BOOL_INT", "", &["half"]),
    ];
    for (uop, operand, inputs) in exiting {
        // Some slots that the uop has nothing to do with, and every number of slots in registers.
        for below in 0..=2 {
            let stack: Vec<&str> =
                ["text", "half"].into_iter().take(below).chain(inputs.iter().copied()).collect();
            for in_memory in 0..=stack.len() {
                check_exit(uop, operand, &stack, in_memory);
            }
        }
    }
}

fn check_exit(uop: &str, operand: &str, stack: &[&str], in_memory: usize) {
    let consts: [(&str, Value); 8] = [
        ("one", Value::from(1)),
        ("big", Value::from(1 << 40)),
        ("minus", Value::from(-1)),
        ("half", Value::Float(0.5)),
        ("list", Value::List(vec![Value::Float(1.5), Value::from(7000)])),
        ("text", Value::Bytes(b"text".to_vec())),
        ("range", trace::parse_value("type range").expect("a value")),
        ("append", trace::parse_value("method list.append").expect("a value")),
    ];
    let values: Vec<Value> = stack
        .iter()
        .map(|name| consts.iter().find(|(known, _)| known == name).expect("a constant").1.clone())
        .collect();
    let consts: String =
        consts.iter().map(|(name, value)| format!("const {name} = {}\n", literal(value))).collect();
    let push = |names: &[&str]| -> String {
        names.iter().map(|name| format!("    _LOAD_CONST_INLINE {name}\n")).collect()
    };
    // `_COPY` wants the whole stack in memory.
    let (deep, top) = stack.split_at(in_memory);
    let spill = if deep.is_empty() { "" } else { "    _COPY 1\n    _POP_TOP\n" };
    let head = format!("program exits\nstack {}\n\n{consts}\n", stack.len() + 2);
    let entry = format!(
        "trace entry @0 stack 0\n{}{spill}{}    {uop} {operand} -> out\n    _EXIT_TRACE -> past\n",
        push(deep),
        push(top)
    );
    let depth = stack.len();
    let linked = format!(
        "{head}{entry}    exit out @1 -> after\n    exit past @2\n\n\
         trace after @1 stack {depth}\n    _BUILD_LIST {depth}\n    _POP_FRAME\n    \
         _DYNAMIC_EXIT\n"
    );
    let unlinked = format!("{head}{entry}    exit out @1\n    exit past @2\n");
    for report in run_both(&linked) {
        assert_eq!(report.outcome, Outcome::Returned(Value::List(values.clone())), "{linked}");
        assert_eq!(report.leaked, 0, "{linked}");
    }
    let [interpreted, compiled] = run_both(&unlinked);
    assert!(matches!(interpreted.outcome, Outcome::UnlinkedExit { .. }), "{unlinked}");
    assert_eq!(compiled.outcome, interpreted.outcome, "{unlinked}");
    for report in [interpreted, compiled] {
        assert_eq!((report.leaked, report.exits_taken), (0, 1), "{unlinked}");
    }
}

/// A value as the text format has it.
fn literal(value: &Value) -> String {
    match value {
        Value::Type(class) => format!("type {}", class.name()),
        Value::Method(_) => "method list.append".into(),
        other => other.to_string(),
    }
}

/// Runs a program without arguments, or with those that it has by default, in the interpreter and
/// then here.
fn run_both(text: &str) -> [RunReport; 2] {
    let mut runtime = Runtime::new();
    let (program, args) = load(text, &mut runtime);
    let options = CompileOptions { count: true, ..CompileOptions::default() };
    let mut copy_patch = CopyPatch::new().expect("this target has stencils");
    let mut interpreter = interpreter::Match::new();
    let backends: [&mut dyn Backend; 2] = [&mut interpreter, &mut copy_patch];
    let reports = backends.map(|backend| {
        let code = publish(backend, &program, options);
        run(&program, &*code, &mut runtime, &args).expect("it starts")
    });
    program.unload(&mut runtime);
    reports
}

fn load(text: &str, runtime: &mut Runtime) -> (LoadedProgram, Vec<Value>) {
    let document = Document::parse("test.uop", text.as_bytes())
        .unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    let verified = document.verify().unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    let args = verified.program().args.iter().map(|arg| arg.value.clone()).collect();
    (LoadedProgram::load(runtime, verified), args)
}

fn publish(
    backend: &mut dyn Backend,
    program: &LoadedProgram,
    options: CompileOptions,
) -> Box<dyn Code> {
    let compiled = backend.compile(program, options).expect("it compiles");
    compiled.publish().expect("there is executable memory")
}

/// Every helper has a name of its own, which is how stencils refer to it.
#[test]
fn helpers_are_holes() {
    for &helper in Helper::ALL {
        assert_eq!(What::from_symbol(helper.name()), Some(What::Helper(helper)));
    }
}
