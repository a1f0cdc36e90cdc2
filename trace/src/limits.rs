//! The limits on the size of a program and its parts.

/// The most uops of a trace.
pub const UOP_LIMIT: usize = 1_000_000;
/// The largest bytecode offset: one that fits a signed immediate of 32 bits.
pub const OFFSET_LIMIT: u32 = i32::MAX as u32;
/// The most traces of a program.
pub const TRACE_LIMIT: usize = 65_536;
/// The most functions of a program.
pub const FUNCTION_LIMIT: usize = 65_535;
/// The most classes of a program.
pub const CLASS_LIMIT: usize = 256;
/// The most global names of a program.
pub const GLOBAL_LIMIT: usize = 65_535;
/// The most frames above each other of a program that sets no limit: CPython's default of
/// `sys.getrecursionlimit()`.
pub const RECURSION_LIMIT: u32 = 1000;
/// The most frames above each other that a program may ask for.
pub(crate) const RECURSION_MOST: u32 = 1_000_000;
/// The most opaque objects of a program, and the most of what is asked of them in a run.
pub(crate) const OPAQUE_LIMIT: usize = 1 << 20;
/// The most locals of a function, parameters included.
pub const LOCAL_LIMIT: usize = 65_535;
/// The most stack slots of a function.
pub const STACK_LIMIT: u32 = 65_535;
/// The most words that a check of the stack's space asks for: their bytes fit 31 bits.
pub(crate) const FRAME_WORDS_LIMIT: u32 = (1 << 28) - 1;
/// The most characters of a name.
pub(crate) const NAME_LIMIT: usize = 255;
/// The most containers inside each other in a value.
pub(crate) const NESTING_LIMIT: usize = 64;
