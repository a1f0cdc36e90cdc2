//! Exceptions.

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        /// The class of an exception.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(missing_docs)]
        pub enum ExceptionKind {
            $($(#[$doc])* $kind,)*
        }

        impl ExceptionKind {
            /// The name of the class.
            pub fn name(self) -> &'static str {
                match self {
                    $(ExceptionKind::$kind => stringify!($kind),)*
                }
            }
        }
    };
}

kinds! {
    AttributeError,
    NameError,
    TypeError,
    ValueError,
    ZeroDivisionError,
    OverflowError,
    MemoryError,
    KeyError,
    IndexError,
    RuntimeError,
    RecursionError,
    UnboundLocalError,
    StopIteration,
    SystemError,
    BufferError,
    /// One of the program's own classes.
    Exception,
    /// None of CPython's: a program asks of an opaque object what was not recorded.
    ReplayError,
}

/// The outcome of what may raise.
pub(super) type Result<T, E = PyException> = std::result::Result<T, E>;

/// An exception that a program raised. It is one pointer, so that a [`Result`] of an object fits two registers.
#[derive(Clone, PartialEq, Debug)]
pub struct PyException(Box<Raised>);

/// What was raised: class and message, as CPython prints them.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The class.
    pub kind: ExceptionKind,
    /// The name of the class, where the program has raised an object of it.
    pub class: Option<String>,
    /// The message.
    pub message: String,
    /// Its only argument, a value, where that is not the message.
    pub(crate) argument: Option<Arc<dyn Any + Send + Sync>>,
    /// What later versions of CPython than the first that is modelled say, by the minor numbers of these, in order.
    newer: Vec<(u32, String)>,
}

impl PartialEq for Raised {
    fn eq(&self, other: &Raised) -> bool {
        (self.kind, &self.class, &self.message) == (other.kind, &other.class, &other.message)
    }
}

impl Deref for PyException {
    type Target = Raised;

    fn deref(&self) -> &Raised {
        &self.0
    }
}

impl PyException {
    #[cold]
    pub(crate) fn new(kind: ExceptionKind, message: impl Into<String>) -> Self {
        let (message, newer) = (message.into(), Vec::new());
        PyException(Box::new(Raised { kind, class: None, message, argument: None, newer }))
    }
    /// The same with another message since CPython 3 of this minor number.
    #[cold]
    pub(crate) fn since(mut self, minor: u32, message: impl Into<String>) -> Self {
        self.0.newer.push((minor, message.into()));
        self
    }
    /// The same with the message of the first version in all of them.
    pub(crate) fn always(mut self) -> Self {
        self.0.newer.clear();
        self
    }
    /// Whether it has other messages for some versions.
    pub(crate) fn has_newer(&self) -> bool {
        !self.0.newer.is_empty()
    }
    /// The message of CPython 3 of this minor number.
    pub(crate) fn message_in(&self, minor: u32) -> &str {
        let known = self.0.newer.iter().rev().find(|(since, _)| *since <= minor);
        known.map_or(&self.0.message, |(_, message)| message)
    }
    /// The same with another argument than the message.
    pub(crate) fn with_argument(mut self, argument: impl Any + Send + Sync) -> Self {
        self.0.argument = Some(Arc::new(argument));
        self
    }
    /// An object of a class with this name, which the program has raised.
    pub(crate) fn of_class(class: String, message: String) -> Self {
        let mut exception = Self::new(ExceptionKind::Exception, message);
        exception.0.class = Some(class);
        exception
    }
    pub(crate) fn value_error(message: impl Into<String>) -> Self {
        Self::new(ExceptionKind::ValueError, message)
    }
    pub(crate) fn index_error(message: impl Into<String>) -> Self {
        Self::new(ExceptionKind::IndexError, message)
    }
    /// What CPython raises where no frame is left.
    pub fn recursion_error() -> Self {
        Self::too_deep("")
    }
    /// `RecursionError`, raised while something was done: `doing` starts with a space, or is empty.
    pub(crate) fn too_deep(doing: &str) -> Self {
        let message = format!("maximum recursion depth exceeded{doing}");
        Self::new(ExceptionKind::RecursionError, message)
    }
    pub(crate) fn type_error(message: impl Into<String>) -> Self {
        Self::new(ExceptionKind::TypeError, message)
    }
}

impl fmt::Display for PyException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let class = self.class.as_deref().unwrap_or(self.kind.name());
        write!(f, "{class}: {}", self.message)
    }
}

impl std::error::Error for PyException {}
