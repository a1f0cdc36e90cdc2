//! Runs a program once and describes the state in which the program stopped. The description depends
//! neither on the backend nor on the optimiser.

use crate::Code;
use crate::runner::{Outcome, RunError, RunReport, enter};
use trace::{FrameWalk, FunctionId, LoadedProgram};
use uops::Ref;
use uops::runtime::{PyException, Runtime, Value};

/// Locals and stack of the topmost frame; `None` for a local that is not bound.
pub type Slots = Vec<Option<Value>>;

/// Where a program stopped, and with what. All NaNs are equal here, because the compiler decides which of
/// two operands' NaNs an operation returns.
#[derive(Clone, PartialEq, Debug)]
pub enum Stopped {
    /// It returned.
    Returned(Value),
    /// It raised an exception.
    Raised(PyException, Slots),
    /// It left through an exit that leads nowhere: the function whose frame it stopped in, and where in its bytecode
    /// execution would go on.
    Left(FunctionId, u32, Slots),
}

/// Runs a program as [`crate::run`] does, and says where it stopped.
pub fn observe(
    program: &LoadedProgram,
    code: &dyn Code,
    runtime: &mut Runtime,
    args: &[Value],
) -> Result<(Stopped, RunReport), RunError> {
    let before = runtime.live_objects();
    let mut slots = Slots::new();
    let mut report = enter(program, code, runtime, args, |runtime| slots = topmost(runtime))?;
    report.leaked = runtime.live_objects() as i64 - before as i64;
    let stopped = match report.outcome.clone() {
        Outcome::Returned(value) => Stopped::Returned(one_nan(value)),
        Outcome::Raised(exception) => Stopped::Raised(exception, slots),
        Outcome::UnlinkedExit { trace, uop } => {
            let trace = program.program().trace(trace);
            let mut frames = FrameWalk::new(trace.function);
            trace.uops[..uop as usize].iter().for_each(|uop| frames.step(uop));
            let exit = trace.uops[uop as usize].exit.expect("a uop that leaves has an exit");
            Stopped::Left(frames.current(), trace.exits[exit.0 as usize].offset, slots)
        }
    };
    Ok((stopped, report))
}

/// What the topmost frame of a stopped program holds.
fn topmost(runtime: &Runtime) -> Slots {
    let (locals, stack_pointer) = runtime.stopped_at();
    let count = (stack_pointer as usize - locals as usize) / size_of::<Ref>();
    let slot = |index| {
        // SAFETY: from the locals to the stack pointer, a frame holds references, positions or null, and
        // the program, which has stopped, owns the references.
        let object = unsafe { *locals.add(index) };
        if object.is_tagged() {
            return Some(Value::from(object.untagged()));
        }
        // SAFETY: as above.
        (!object.is_null()).then(|| one_nan(unsafe { runtime.value(object) }))
    };
    (0..count).map(slot).collect()
}

fn without_sign(float: f64) -> f64 {
    if float.is_nan() { f64::NAN } else { float }
}

fn one_nan(value: Value) -> Value {
    match value {
        Value::Float(float) => Value::Float(without_sign(float)),
        Value::Complex(real, imag) => Value::Complex(without_sign(real), without_sign(imag)),
        Value::List(items) => Value::List(items.into_iter().map(one_nan).collect()),
        Value::Tuple(items) => Value::Tuple(items.into_iter().map(one_nan).collect()),
        value => value,
    }
}
