//! The frames of one run of a program.

use crate::RECURSION_LIMIT;
use crate::load::LoadedProgram;
use crate::notation::Scope;
use crate::program::{FunctionId, Named, TraceId};
use crate::verify::SlotForm;
use thiserror::Error;
use uops::object::{FRAME_SLACK, Frame, Ref};
use uops::runtime::{Pointed, Runtime, Value};
use uops::{Thread, Vm};

/// Words of a frame in front of its locals.
const FRAME_WORDS: usize = size_of::<Frame>() / size_of::<u64>();
/// Where the program's frame starts, after the harness's, which has no locals.
const PROGRAM_FRAME: usize = FRAME_WORDS + FRAME_SLACK;
/// The most words for the frames of functions that the program calls: 8 MiB.
const CALLED_LIMIT: usize = 1 << 20;
/// The same where the program asks for a deeper recursion: 1 GiB, of which the system provides what is
/// used.
const DEEP_LIMIT: usize = 1 << 27;

/// The frames of one run of a program: the harness's, above it the program's, above that those of
/// the functions that it calls.
///
/// They lie in one block of memory that is allocated once and used by every run.
#[derive(Debug)]
pub struct Activation {
    memory: Pointed<[u64]>,
    /// The values of global names.
    globals: Pointed<[Ref]>,
    local_count: usize,
    arg_count: usize,
    /// Between `start` and `finish`.
    running: bool,
}

/// Why a run can't start.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum StartError {
    /// The number of arguments is not that of the parameters.
    #[error("the program has {expected} parameters, and {given} arguments were given")]
    ArgumentCount {
        /// Number of parameters.
        expected: usize,
        /// Number of arguments.
        given: usize,
    },
    /// An argument can't be made an object.
    #[error("there is no object with the value of argument {0}")]
    ArgumentValue(usize),
    /// The activation was made for a program with other locals or another stack.
    #[error("the activation was made for another program")]
    OtherProgram,
    /// References have fewer bits than stack slots.
    #[error("no program runs on a processor whose addresses do not have 64 bits")]
    Addresses,
    /// The last run has not been finished.
    #[error("the last run in this activation was not finished")]
    Running,
}

impl Activation {
    /// Room for the frames of `program`.
    pub fn new(program: &LoadedProgram) -> Self {
        let memory = vec![0; words(program)].into_boxed_slice().into();
        let program = program.program();
        Activation {
            memory,
            globals: program.globals.iter().map(|_| Ref::NULL).collect(),
            local_count: program.local_count(),
            arg_count: program.args.len(),
            running: false,
        }
    }

    /// Lays out the frames for a run of `program` with these arguments.
    ///
    /// The registers returned are those of the start of the first trace. They point into the
    /// activation, which has to stay alive while they are used. Every run ends with
    /// [`Activation::finish`], with the same runtime.
    pub fn start(
        &mut self,
        program: &LoadedProgram,
        runtime: &mut Runtime,
        args: &[Value],
    ) -> Result<Vm, StartError> {
        let data = program.program();
        if size_of::<Ref>() != size_of::<u64>() {
            return Err(StartError::Addresses);
        }
        if self.running {
            return Err(StartError::Running);
        }
        if (self.local_count, self.arg_count) != (data.local_count(), data.args.len())
            || self.memory.len() != words(program)
            || self.globals.len() != data.globals.len()
        {
            return Err(StartError::OtherProgram);
        }
        if args.len() != self.arg_count {
            let (expected, given) = (self.arg_count, args.len());
            return Err(StartError::ArgumentCount { expected, given });
        }
        if let Some(index) = args.iter().position(|arg| !Scope::default().has(arg)) {
            return Err(StartError::ArgumentValue(index));
        }
        self.running = true;
        self.memory[..PROGRAM_FRAME + FRAME_WORDS + self.local_count].fill(0);
        let base = Pointed::pointer(&self.memory).cast::<u64>();
        let harness = base.cast::<Frame>();
        let frame = base.wrapping_add(PROGRAM_FRAME).cast::<Frame>();
        let locals = Frame::locals(frame);
        let sp = locals.wrapping_add(self.local_count);
        let thread = runtime.thread();
        // SAFETY: `words` made room for both frames and the locals; words are aligned as frames
        // and references are. The thread is the runtime's.
        unsafe {
            harness.write(Frame {
                previous: std::ptr::null_mut(),
                function: program.main(),
                instr_ptr: 0,
                stack_pointer: Frame::locals(harness),
                local_count: 0,
                return_to: 0,
            });
            frame.write(Frame {
                previous: Frame::locals(harness),
                function: program.main(),
                instr_ptr: 0,
                stack_pointer: sp,
                local_count: self.local_count as u64,
                return_to: 0,
            });
            for (index, arg) in args.iter().enumerate() {
                locals.add(index).write(runtime.make(arg));
            }
            // A run that never begins stops where it would have started.
            (*thread).locals = locals;
            (*thread).stack_pointer = sp;
            let object = |named: Option<Named>| {
                named.and_then(|named| program.object(named)).unwrap_or(Ref::NULL)
            };
            for (slot, global) in self.globals.iter_mut().zip(&data.globals) {
                *slot = object(global.value);
                if !slot.is_null() {
                    slot.incref();
                }
            }
            let builtins = data.globals.iter().map(|global| object(global.builtin));
            runtime.set_globals(Pointed::pointer(&self.globals).cast(), builtins);
            runtime.set_mixes_reals(data.dialect != uops::Dialect::default());
            let replay = data.replays.iter().find(|replay| replay.args == args);
            runtime.begin_replay(replay.cloned(), program.given());
            let limit = data.recursion.unwrap_or(RECURSION_LIMIT);
            (*thread).recursion_remaining = u64::from(limit.saturating_sub(1));
            let called = base.wrapping_add(PROGRAM_FRAME + data.frame_words(FunctionId::MAIN));
            (*thread).datastack_top = called.cast();
            (*thread).datastack_limit = base.wrapping_add(self.memory.len()).cast();
            if let Some(landings) = &program.landings {
                (*frame).return_to = landings.start;
                runtime.begin_exceptions(data.dialect.minor());
            }
        }
        Ok(Vm { thread, locals, sp })
    }

    /// Makes owned references of all that a run left on the stack in another form, where it stopped
    /// at an unlinked exit or with an exception: what an interpreter would need to go on. The exception names the variable
    /// that has no value, if it is about one.
    pub fn materialise(
        &mut self,
        program: &LoadedProgram,
        runtime: &mut Runtime,
        trace: TraceId,
        uop: u32,
    ) {
        let thread = runtime.thread();
        let (locals, _) = runtime.stopped_at();
        // SAFETY: the run stopped in one of the frames of this activation.
        unsafe { runtime.name_variable(program.program()) };
        self.box_locals(thread, locals);
        self.materialise_stack(program, runtime, trace, uop);
    }

    /// The same of the stack of the current frame alone.
    pub(crate) fn materialise_stack(
        &mut self,
        program: &LoadedProgram,
        runtime: &mut Runtime,
        trace: TraceId,
        uop: u32,
    ) {
        let thread = runtime.thread();
        let (locals, stack_pointer) = runtime.stopped_at();
        let trace = program.traces().get(trace.0 as usize);
        let Some(forms) = trace.and_then(|trace| trace.forms.get(&uop)) else { return };
        // SAFETY: the run stopped in one of the frames of this activation.
        let local_count = unsafe { (*Frame::of(locals)).local_count } as usize;
        for (index, form) in forms.iter().enumerate() {
            let slot = locals.wrapping_add(local_count + index);
            if slot >= stack_pointer {
                break;
            }
            // SAFETY: the slot lies on the stack, and the verifier has shown in which form it is.
            unsafe {
                let value = *slot;
                match form {
                    SlotForm::Borrowed => value.incref(),
                    SlotForm::Tagged if value.is_tagged() => {
                        *slot = Thread::int(thread, value.untagged());
                    }
                    SlotForm::Unboxed => {
                        *slot = Thread::float(thread, f64::from_bits(value.0 as u64));
                    }
                    SlotForm::Tagged | SlotForm::Owned => {}
                }
            }
        }
    }

    /// Makes references of the tagged ints in the locals of all frames, `locals` those of the innermost.
    fn box_locals(&mut self, thread: *mut Thread, mut locals: *mut Ref) {
        let harness = self.harness();
        while locals != harness {
            self.box_locals_of(thread, locals);
            // SAFETY: these are the locals of a frame of this activation.
            locals = unsafe { (*Frame::of(locals)).previous };
        }
    }

    /// Makes references of the tagged ints in the locals of a frame.
    pub(crate) fn box_locals_of(&mut self, thread: *mut Thread, locals: *mut Ref) {
        // SAFETY: these are the locals of a frame of this activation.
        unsafe {
            for index in 0..(*Frame::of(locals)).local_count as usize {
                let local = locals.add(index);
                if (*local).is_tagged() {
                    *local = Thread::int(thread, (*local).untagged());
                }
            }
        }
    }

    /// The locals of the harness's frame.
    pub(crate) fn harness(&self) -> *mut Ref {
        Frame::locals(Pointed::pointer(&self.memory).cast())
    }

    /// Whether locals lie in this activation, and not in a generator.
    pub(crate) fn has(&self, locals: *mut Ref) -> bool {
        let base = Pointed::pointer(&self.memory).cast::<u64>().addr();
        (base..base + size_of_val(&*self.memory)).contains(&locals.addr())
    }

    /// Ends a run: the returned value, or nothing if the program stopped early.
    ///
    /// Whatever the frames still refer to is released, constants that a run may change get their values
    /// back, and the reference cycles that the run left behind are collected. `program` is the one that ran.
    ///
    /// # Panics
    /// If a backend left the program elsewhere than in one of its frames.
    pub fn finish(&mut self, program: &LoadedProgram, runtime: &mut Runtime) -> Option<Value> {
        if !std::mem::take(&mut self.running) {
            return None;
        }
        for global in self.globals.iter_mut() {
            // SAFETY: the slot owns its reference, and no uop runs any more.
            unsafe { runtime.release(std::mem::replace(global, Ref::NULL)) };
        }
        let result = self.unwind(runtime);
        runtime.end_exceptions();
        runtime.end_replay(result.is_some());
        runtime.restore_attributes();
        // SAFETY: the frames are empty, and what else refers to objects owns its reference.
        unsafe {
            program.restore(runtime);
            runtime.collect_cycles();
        }
        result
    }

    /// Takes the result and empties the frames.
    fn unwind(&mut self, runtime: &mut Runtime) -> Option<Value> {
        let base = Pointed::pointer(&self.memory).cast::<u64>();
        let result = Frame::locals(base.cast()).cast::<Ref>();
        // SAFETY: the slot lies in the memory; it is null unless `_POP_FRAME` pushed the result,
        // which has released the locals.
        let returned = unsafe { result.replace(Ref::NULL) };
        if !returned.is_null() {
            // SAFETY: the result is owned by the slot that it was taken from.
            unsafe {
                let value = runtime.value(returned);
                runtime.release(returned);
                return Some(value);
            }
        }
        let (mut locals, mut stack_pointer) = runtime.stopped_at();
        let harness = Frame::locals(base.cast());
        while locals != harness {
            let start = (locals as usize).wrapping_sub(base as usize) / size_of::<u64>();
            let used = (stack_pointer as usize).wrapping_sub(locals as usize) / size_of::<Ref>();
            // SAFETY: no uop runs, and the stack of the frame ends at the pointer.
            if let Some(caller) = unsafe { runtime.leave_generator(locals, stack_pointer) } {
                locals = caller;
                // SAFETY: the frame that resumed the generator is as it was left.
                stack_pointer = unsafe { (*Frame::of(locals)).stack_pointer };
                continue;
            }
            assert!(
                start >= PROGRAM_FRAME + FRAME_WORDS && used <= self.memory.len() - start,
                "the program stopped outside of its frames"
            );
            // SAFETY: locals and the stack below its pointer hold owned references, tagged ints or
            // null, and a frame owns its function. The frame that called this one is as it was left.
            unsafe {
                runtime.release_slots(locals, locals.add(used));
                let frame = Frame::of(locals);
                runtime.release(Ref((*frame).function.cast()));
                locals = (*frame).previous;
                stack_pointer = (*Frame::of(locals)).stack_pointer;
            }
        }
        None
    }
}

/// Words that all frames need.
fn words(program: &LoadedProgram) -> usize {
    let calls = !program.continuations().is_empty();
    let program = program.program();
    let largest = program.function_ids().map(|id| program.frame_words(id)).max();
    let called = match largest {
        Some(words) if calls => match program.recursion {
            None => (words * RECURSION_LIMIT as usize).min(CALLED_LIMIT),
            Some(limit) => words.saturating_mul(limit as usize).min(DEEP_LIMIT),
        },
        _ => 0,
    };
    PROGRAM_FRAME + program.frame_words(FunctionId::MAIN) + called
}

// Frames and references are made of words, where programs run.
const _: () = assert!(
    size_of::<Ref>() != 8 || (size_of::<Frame>().is_multiple_of(8) && align_of::<Frame>() == 8)
);
