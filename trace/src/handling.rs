//! Exceptions that a program handles: an error leaves its code, and the code is entered again at the handler.

use crate::activation::Activation;
use crate::load::LoadedProgram;
use crate::program::{Program, TraceId};
use crate::verify::checks_call;
use uops::object::Frame;
use uops::runtime::Runtime;
use uops::{Thread, Vm};

/// Whether a uop whose exit leads nowhere leaves the program because there is no room for another frame.
pub fn lacks_frame(program: &Program, runtime: &Runtime, trace: TraceId, uop: u32) -> bool {
    let uop = program.trace(trace).uops.get(uop as usize);
    runtime.recursion_remaining() <= 1 && uop.is_some_and(|uop| checks_call(uop.op))
}

impl Activation {
    /// Goes on at the handler of the exception with which a run has left the program at this uop, if there is one; the
    /// registers are those with which the program's code is entered again.
    pub fn handle(
        &mut self,
        program: &LoadedProgram,
        runtime: &mut Runtime,
        trace: TraceId,
        uop: u32,
    ) -> Option<Vm> {
        let landings = program.landings.as_ref()?;
        if !runtime.has_raised() {
            return None;
        }
        let (mut locals, _) = runtime.stopped_at();
        let harness = self.harness();
        let landing = loop {
            if locals == harness {
                return None;
            }
            // SAFETY: the run stopped in one of the frames of this activation, and has not left the others.
            unsafe {
                match landings.find(locals) {
                    Some(landing) => break landing?,
                    None => locals = (*Frame::of(locals)).previous,
                }
            }
        };
        self.materialise_stack(program, runtime, trace, uop);
        let handling = locals;
        let (mut locals, mut stack_pointer) = runtime.stopped_at();
        // SAFETY: the run stopped in one of the frames of this activation.
        let exception = unsafe { runtime.take_raised(program.program()) }?;
        while locals != handling {
            // SAFETY: no uop runs, and the frames between are those that have called each other.
            unsafe {
                let is_called = self.has(locals);
                locals = runtime.leave_frame(locals, stack_pointer, is_called);
                stack_pointer = (*Frame::of(locals)).stack_pointer;
            }
        }
        self.box_locals_of(runtime.thread(), locals);
        // SAFETY: the verifier has shown that the stack holds the slots that stay, and has room for what is pushed.
        unsafe {
            let frame = Frame::of(locals);
            let bottom = locals.wrapping_add((*frame).local_count as usize);
            let end = bottom.wrapping_add(landing.handler.depth as usize);
            if stack_pointer > end {
                runtime.release_slots(end, stack_pointer);
                stack_pointer = end;
            }
            for (index, _) in
                landing.positions.iter().enumerate().filter(|(_, position)| !**position)
            {
                let slot = bottom.wrapping_add(index);
                if slot < end && (*slot).is_tagged() {
                    *slot = Thread::int(runtime.thread(), (*slot).untagged());
                }
            }
            if landing.handler.pushes_offset {
                *stack_pointer = Thread::int(runtime.thread(), (*frame).instr_ptr as i64);
                stack_pointer = stack_pointer.wrapping_add(1);
            }
            *stack_pointer = exception;
            (*frame).return_to = landing.number;
            Some(Vm { thread: runtime.thread(), locals, sp: stack_pointer.wrapping_add(1) })
        }
    }
}
