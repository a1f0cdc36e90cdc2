//! Locations in a program, as errors name them.

use crate::program::TraceId;
use std::fmt;

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
    /// The line that says where a run begins, or the handler of a number less 1.
    Handler(usize),
    /// The start of a region.
    Region(usize),
    /// The start of a trace.
    Trace(TraceId),
    /// A uop of a trace.
    Uop(TraceId, usize, Part),
    /// An exit of a trace.
    Exit(TraceId, usize, Part),
    /// A line about opaque objects, after all traces.
    Replay(usize),
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

impl Location {
    /// The trace that it is in.
    pub fn trace(self) -> Option<TraceId> {
        match self {
            Location::Trace(id) | Location::Uop(id, ..) | Location::Exit(id, ..) => Some(id),
            _ => None,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Program => f.write_str("program"),
            Location::Arg(index) => write!(f, "parameter {index}"),
            Location::Local(index) => write!(f, "local {index}"),
            Location::Stack => f.write_str("stack"),
            Location::Function(index) => write!(f, "function {}", index + 1),
            Location::FunctionLocal(index, local) => {
                write!(f, "function {}, local {local}", index + 1)
            }
            Location::FunctionStack(index) => write!(f, "function {}, stack", index + 1),
            Location::Const(index) => write!(f, "constant {index}"),
            Location::Class(index) => write!(f, "class {index}"),
            Location::Attribute(class, index) => write!(f, "class {class}, attribute {index}"),
            Location::Member(class, index) => write!(f, "class {class}, member {index}"),
            Location::Global(index) => write!(f, "global name {index}"),
            Location::Handler(line) => write!(f, "line {line} about handlers"),
            Location::Region(index) => write!(f, "region {index}"),
            Location::Trace(id) => write!(f, "trace {}", id.0),
            Location::Uop(id, index, _) => write!(f, "trace {}, uop {index}", id.0),
            Location::Exit(id, index, _) => write!(f, "trace {}, exit {index}", id.0),
            Location::Replay(line) => write!(f, "line {line} about opaque objects"),
        }
    }
}
