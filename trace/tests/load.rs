//! Programs in a runtime.

mod common;

use common::SUM_RANGE;
use trace::{Activation, Document, LinkedExit, LoadedProgram, StartError};
use uops::helpers::uop_pop_frame;
use uops::object::Frame;
use uops::runtime::{Runtime, Value};
use uops::{Inst, Op};

fn load(runtime: &mut Runtime) -> LoadedProgram {
    let document = Document::parse("sum_range.uop", SUM_RANGE.as_bytes()).expect("it parses");
    LoadedProgram::load(runtime, document.verify().expect("it verifies"))
}

#[test]
fn uops_are_decoded() {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime);
    let [entry, loop_, _] = program.traces() else { panic!("the program has three traces") };
    assert_eq!((entry.stack, loop_.stack), (0, 1));
    assert_eq!(entry.targets, [None, None, None, Some(trace::TraceId(1))]);
    let linked = entry.insts.iter().position(|inst| inst.exit == 3).expect("it leads to the loop");
    assert_eq!(entry.linked_exits, [LinkedExit { uop: linked as u32, target: trace::TraceId(1) }]);
    assert_eq!(entry.insts[0].exit, 0);
    assert_eq!(entry.insts[2].exit, Inst::NO_EXIT);
    assert_eq!((entry.insts[2].opcode, entry.insts[2].oparg), (Op::_STORE_FAST_1 as u16, 1));
    assert_eq!(entry.insts[3].operand, 1, "the function's version");
    assert_ne!(entry.insts[1].operand, 0, "a constant's address");
    assert_ne!(loop_.insts[0].operand, 0, "the executor's address");
    assert_eq!(loop_.insts[5].operand, 16, "a bytecode offset");
    program.unload(&mut runtime);
    assert_eq!(runtime.live_objects(), 0);
}

#[test]
fn a_run_that_stops_early_leaves_nothing_behind() {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime);
    let before = runtime.live_objects();
    let mut activation = Activation::new(&program);
    for _ in 0..2 {
        activation.start(&program, &mut runtime, &[Value::from(1 << 40)]).expect("it starts");
        assert_eq!(runtime.live_objects(), before + 1);
        assert_eq!(activation.finish(&program, &mut runtime), None);
        assert_eq!(runtime.live_objects(), before);
    }
}

#[test]
fn a_returned_value_is_taken_from_the_harness_frame() {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime);
    let before = runtime.live_objects();
    let mut activation = Activation::new(&program);
    let vm = activation.start(&program, &mut runtime, &[Value::from(1000)]).expect("it starts");
    let result = runtime.make(&Value::from(123_456));
    // SAFETY: what `_POP_FRAME` does, on the frames that were just laid out.
    unsafe {
        let locals = uop_pop_frame(vm.thread, vm.locals);
        (*Frame::of(locals)).stack_pointer.write(result);
    }
    assert_eq!(activation.finish(&program, &mut runtime), Some(Value::from(123_456)));
    assert_eq!(runtime.live_objects(), before);
}

#[test]
fn wrong_starts_are_errors() {
    let mut runtime = Runtime::new();
    let program = load(&mut runtime);
    let mut activation = Activation::new(&program);
    let mut start = |args: &[Value]| activation.start(&program, &mut runtime, args).map(|_| ());
    assert_eq!(start(&[]), Err(StartError::ArgumentCount { expected: 1, given: 0 }));
    let range = Value::Range { start: 0, stop: 1, step: 0 };
    assert_eq!(start(&[range]), Err(StartError::ArgumentValue(0)));
    assert_eq!(start(&[Value::None]), Ok(()));
    assert_eq!(start(&[Value::None]), Err(StartError::Running));
}
