//! Locations in a program, as errors name them.

use crate::program::TraceId;

/// A location in a program: one of its items, or a part of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Location {
    /// The program's name.
    Program,
    /// A parameter.
    Arg(usize),
    /// A local after the parameters.
    Local(usize),
    /// The size of the evaluation stack.
    Stack,
    /// The start of a function's definition.
    Function(usize),
    /// A local of a function, counted with its parameters and free variables.
    FunctionLocal(usize, usize),
    /// The size of a function's evaluation stack.
    FunctionStack(usize),
    /// A constant.
    Const(usize),
    /// The start of a class.
    Class(usize),
    /// An attribute of a class's instances.
    Attribute(usize, usize),
    /// An attribute of a class.
    Member(usize, usize),
    /// A global name.
    Global(usize),
    /// The start of a trace.
    Trace(TraceId),
    /// A uop of a trace.
    Uop(TraceId, usize, Part),
    /// An exit of a trace.
    Exit(TraceId, usize, Part),
}

/// A part of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// All of it.
    Whole,
    /// The operand of a uop.
    Operand,
    /// What follows the arrow.
    Target,
}
