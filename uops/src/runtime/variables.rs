//! Errors of variables without a value.
//!
//! A uop knows a variable by its number. Its name, and whether it is a free variable, is looked up once the program has been
//! left with the error.

use super::{ExceptionKind, PyException, Runtime};
use crate::object::{Code, Frame};
use crate::thread::Thread;

/// A variable that has no value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Variable {
    /// The local with this number of the function that runs, or what is in the cell there.
    Local(usize),
    /// The global with this number.
    Global(usize),
}

/// What the variables of a program are called.
pub trait VariableNames {
    /// The name of the local with this number of the function whose code has this version.
    fn local(&self, version: u32, number: usize) -> Option<&str>;
    /// The name of the global with this number.
    fn global(&self, number: usize) -> Option<&str>;
}

impl Variable {
    /// The error, without a name as yet.
    pub(super) fn error(self) -> PyException {
        let (kind, message) = match self {
            Variable::Local(number) => (
                ExceptionKind::UnboundLocalError,
                format!("local variable number {number} has no value"),
            ),
            Variable::Global(number) => {
                (ExceptionKind::NameError, format!("global name number {number} is not defined"))
            }
        };
        PyException::new(kind, message).with_argument(self)
    }

    /// The error as CPython raises it in a frame with this code; nothing if there is no name.
    fn named(self, code: &Code, names: &dyn VariableNames) -> Option<PyException> {
        let (kind, message) = match self {
            Variable::Global(number) => {
                let name = names.global(number)?;
                (ExceptionKind::NameError, format!("name '{name}' is not defined"))
            }
            Variable::Local(number) => {
                let name = names.local(code.version, number)?;
                let is_free = number >= code.local_count.saturating_sub(code.free_count) as usize;
                let (kind, which, place) = match is_free {
                    true => (ExceptionKind::NameError, "free", " in enclosing scope"),
                    false => (ExceptionKind::UnboundLocalError, "local", ""),
                };
                let message = format!(
                    "cannot access {which} variable '{name}' where it is not associated with a value{place}"
                );
                (kind, message)
            }
        };
        Some(PyException::new(kind, message))
    }
}

/// The error with which a program was left, as CPython raises it; nothing if it is not that of a variable without a value.
///
/// # Safety
/// `thread` is a live runtime's, and its program was left in one of its frames.
pub(super) unsafe fn named(
    thread: *mut Thread,
    error: &PyException,
    names: &dyn VariableNames,
) -> Option<PyException> {
    let variable = error.argument.as_deref()?.downcast_ref::<Variable>()?;
    // SAFETY: the caller's promise; a frame keeps its function alive.
    let code = unsafe { &*(*(*Frame::of((*thread).locals)).function).code };
    variable.named(code, names)
}

impl Runtime {
    /// Names the variable in the error with which a program was left, if it is that of one without a value.
    ///
    /// # Safety
    /// The program was left in one of its frames.
    pub unsafe fn name_variable(&mut self, names: &dyn VariableNames) {
        let thread = self.thread();
        // SAFETY: the thread is this runtime's, and the caller promises the rest.
        let error =
            self.state.exception.as_ref().and_then(|it| unsafe { named(thread, it, names) });
        if error.is_some() {
            self.state.exception = error;
        }
    }
}
