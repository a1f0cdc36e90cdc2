//! Generators and coroutines.

use super::dealloc::{self, layout_of, release};
use super::functions::uop_pop_frame;
use super::{ExceptionKind, PyException, Runtime, instances, raise, state};
use crate::object::{Frame, Generator, Header, Ref, type_id};
use crate::thread::Thread;

/// See [`crate::helpers::uop_new_generator`].
///
/// # Safety
/// `locals` are those of a frame of this thread that another one called, the last frame there is, and `sp` is the end of
/// its stack.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_new_generator(
    thread: *mut Thread,
    locals: *mut Ref,
    sp: *mut Ref,
    number: usize,
) -> Ref {
    // SAFETY: the caller's promise; the memory has room for the frame.
    unsafe {
        let from = Frame::of(locals);
        let function = (*from).function;
        let room = (*(*function).code).frame_size as usize - size_of::<Frame>();
        let layout = layout_of::<Generator>(room);
        let generator = state(thread).heap.allocate_tracked(layout).cast::<Generator>();
        let kind = match (*(*function).code).is_async {
            0 => type_id::GENERATOR,
            _ => type_id::COROUTINE,
        };
        let count = sp.offset_from_unsigned(locals);
        let own = Generator::locals(generator);
        generator.write(Generator {
            header: Header::new(kind),
            yield_to: 0,
            room,
            frame: Frame {
                previous: std::ptr::null_mut(),
                function,
                instr_ptr: (*from).instr_ptr,
                stack_pointer: own.add(count),
                local_count: (*from).local_count,
                return_to: number as u64,
            },
        });
        own.copy_from_nonoverlapping(locals, count);
        (*thread).datastack_top = from.cast();
        (*thread).recursion_remaining = (*thread).recursion_remaining.wrapping_add(1);
        Ref(generator.cast())
    }
}

/// See [`crate::helpers::uop_get_awaitable`].
///
/// # Safety
/// `thread` is a live runtime's, `object` one of its objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_get_awaitable(thread: *mut Thread, object: Ref) -> Ref {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        if object.type_id() != type_id::COROUTINE {
            let name = instances::type_name(thread, object);
            let message = match state(thread).exceptions.is_newer {
                true => format!("'{name}' object can't be awaited"),
                false => format!("object {name} can't be used in 'await' expression"),
            };
            return raise(thread, PyException::type_error(message));
        }
        let coroutine = object.cast::<Generator>();
        let frame = &raw const (*coroutine).frame;
        let bottom = Generator::locals(coroutine).add((*frame).local_count as usize);
        // Where a coroutine waits, it has on its stack what it waits for.
        if (*coroutine).header.flags == Generator::SUSPENDED && (*frame).stack_pointer != bottom {
            let message = "coroutine is being awaited already";
            return raise(thread, PyException::new(ExceptionKind::RuntimeError, message));
        }
        object.incref();
        object
    }
}

/// See [`crate::helpers::uop_pop_generator`].
///
/// # Safety
/// `locals` are those of the frame of a generator of this thread that runs, with an empty stack.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_pop_generator(thread: *mut Thread, locals: *mut Ref) -> *mut Ref {
    // SAFETY: the caller's promise. The frame that resumed the generator keeps it alive.
    unsafe {
        let frame = Frame::of(locals);
        (*frame).stack_pointer = locals.add((*frame).local_count as usize);
        (*thread).recursion_remaining = (*thread).recursion_remaining.wrapping_add(1);
        dealloc::finish_generator(thread, locals);
        (*frame).previous
    }
}

impl Runtime {
    /// Releases what slots refer to, from the last one down, and makes them null.
    ///
    /// # Safety
    /// No uop runs, and the slots hold owned references, tagged ints, positions or null.
    pub unsafe fn release_slots(&mut self, bottom: *mut Ref, mut end: *mut Ref) {
        while end > bottom {
            end = end.wrapping_sub(1);
            // SAFETY: the caller's promise.
            unsafe {
                let slot = end.replace(Ref::NULL);
                if !slot.is_tagged() {
                    release(self.thread(), slot);
                }
            }
        }
    }

    /// Releases what a frame and its stack, which ends at the pointer, refer to, as an exception leaves the frame, and
    /// returns the locals of the frame below. It is the frame of a generator unless it is that of a call.
    ///
    /// # Safety
    /// No uop runs, and the locals are those of the innermost frame of the running program.
    pub unsafe fn leave_frame(
        &mut self,
        locals: *mut Ref,
        stack_pointer: *mut Ref,
        is_called: bool,
    ) -> *mut Ref {
        let thread = self.thread();
        // SAFETY: the caller's promise; stack slots are owned, positions or null.
        unsafe {
            let bottom = locals.add((*Frame::of(locals)).local_count as usize);
            self.release_slots(bottom, stack_pointer);
            match is_called {
                true => uop_pop_frame(thread, locals),
                false => uop_pop_generator(thread, locals),
            }
        }
    }

    /// Releases what the frame of a generator refers to, where a run has stopped in it or in one that it called, and
    /// returns the locals of the frame that resumed it; nothing if the locals are those of no generator.
    ///
    /// # Safety
    /// No uop runs. If the locals are those of a generator, the stack of its frame ends at the pointer.
    pub unsafe fn leave_generator(
        &mut self,
        locals: *mut Ref,
        stack_pointer: *mut Ref,
    ) -> Option<*mut Ref> {
        let thread = self.thread();
        let generator = locals.cast::<Generator>().wrapping_sub(1);
        // SAFETY: the objects are alive; the caller promises the rest.
        unsafe {
            let known = Ref(generator.cast());
            self.state
                .heap
                .tracked()
                .find(|&object| object == known && Generator::is_of_type(object.type_id()))?;
            (*generator).frame.stack_pointer = stack_pointer;
            dealloc::finish_generator(thread, locals);
            Some((*generator).frame.previous)
        }
    }
}
