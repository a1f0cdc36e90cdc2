//! The heap as text: every object that a stopped frame refers to, with identity and reference count.

use std::collections::HashMap;
use trace::LoadedProgram;
use uops::object::{
    Executor, Frame, Header, List, RangeIter, Ref, SequenceIter, Tuple, TypeId, type_id,
};
use uops::runtime::Runtime;
use uops::{Op, OperandKind};

/// A line for each local and stack slot of the frame where the program stopped, and for what else
/// uops write: instruction pointer, executor, waiting events.
///
/// # Safety
/// The program has stopped in its frame, which is not released yet.
pub unsafe fn describe(program: &LoadedProgram, runtime: &mut Runtime) -> Vec<String> {
    let thread = runtime.thread();
    let (locals, end) = runtime.stopped_at();
    // SAFETY: the frame is alive, the thread is the runtime's.
    let (local_count, instr_ptr, executor, event) = unsafe {
        let frame = &*Frame::of(locals);
        let executor = (*thread).executor;
        (frame.local_count as usize, frame.instr_ptr, executor, (*thread).eval_breaker)
    };
    let executors = executors(program);
    let trace = executors.iter().position(|&known| std::ptr::eq(known, executor));
    let mut lines = vec![
        format!("instruction pointer {instr_ptr}"),
        format!("executor {trace:?}"),
        format!("event {event}"),
    ];
    let mut walk = Walk { runtime, numbers: HashMap::new() };
    let used = (end as usize - locals as usize) / size_of::<Ref>();
    for index in 0..used {
        let place = match index.checked_sub(local_count) {
            None => format!("local {index}"),
            Some(depth) => format!("stack {depth}"),
        };
        // SAFETY: locals and the stack below its end hold owned references or null.
        let object = unsafe { walk.object(*locals.add(index)) };
        lines.push(format!("{place}: {object}"));
    }
    lines
}

/// The objects seen so far.
struct Walk<'r> {
    runtime: &'r Runtime,
    /// In the order in which they were met.
    numbers: HashMap<*mut Header, usize>,
}

impl Walk<'_> {
    /// An object with all that it refers to, or its number if it has been met.
    ///
    /// # Safety
    /// It is null or alive.
    unsafe fn object(&mut self, object: Ref) -> String {
        if object.is_null() {
            return "null".into();
        }
        if object.is_tagged() {
            return format!("position {}", object.untagged());
        }
        let next = self.numbers.len();
        if let Some(number) = self.numbers.get(&object.0) {
            return format!("#{number}");
        }
        self.numbers.insert(object.0, next);
        // SAFETY: the caller's promise; the type says the layout.
        unsafe {
            let references = match object.is_immortal() {
                true => "immortal".into(),
                false => format!("x{}", (*object.0).refcnt),
            };
            let type_id = object.type_id();
            let name = type_id::NAMES[type_id as usize];
            let content = self.content(object, type_id);
            format!("#{next} {name} {references} {content}")
        }
    }

    unsafe fn content(&mut self, object: Ref, type_id: TypeId) -> String {
        // SAFETY: the caller passes a live object of that type.
        unsafe {
            match type_id {
                type_id::LIST => {
                    let List { len, items, capacity, .. } = *object.cast::<List>();
                    format!("of {capacity} {}", self.objects(items, len))
                }
                type_id::TUPLE => {
                    let tuple = object.cast::<Tuple>();
                    self.objects((&raw mut (*tuple).items).cast(), (*tuple).len)
                }
                type_id::RANGE_ITER => {
                    let RangeIter { start, step, len, .. } = *object.cast::<RangeIter>();
                    format!("at {start} by {step}, {len} left")
                }
                type_id::LIST_ITER | type_id::TUPLE_ITER | type_id::BYTES_ITER => {
                    let SequenceIter { index, sequence, .. } = *object.cast::<SequenceIter>();
                    format!("at {index} of {}", self.object(sequence))
                }
                _ => self.runtime.value(object).to_string(),
            }
        }
    }

    unsafe fn objects(&mut self, items: *mut Ref, len: usize) -> String {
        // SAFETY: the caller passes that many live objects.
        let all = (0..len).map(|index| unsafe { self.object(*items.add(index)) });
        format!("[{}]", all.collect::<Vec<_>>().join(", "))
    }
}

/// The executors that a program's traces start with.
pub fn executors(program: &LoadedProgram) -> Vec<*mut Executor> {
    let insts = program.traces().iter().flat_map(|trace| &trace.insts);
    let starts = insts.filter(|inst| {
        Op::from_number(inst.opcode).is_some_and(|op| op.info().operand == OperandKind::Executor)
    });
    starts.map(|inst| inst.operand as usize as *mut Executor).collect()
}
