//! What a uop's operands mean.

/// What a uop's operands mean, and so how they are written in a `.uop` file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OperandKind {
    /// It has none.
    Nothing,
    /// `oparg` is the number of a local.
    Local,
    /// `oparg` is a count or distance.
    Count,
    /// `oparg` is a binary operator, CPython's `NB_*`.
    Operator,
    /// `oparg` is a comparison: CPython's mask in its low four bits.
    Comparison,
    /// The operand is a constant object.
    Object,
    /// The operand is the trace's executor.
    Executor,
    /// The operand is a bytecode offset.
    InstrPtr,
    /// The operand is a type's version.
    TypeVersion,
    /// The operand is two types.
    TypePair,
    /// The operand is a function's version.
    FunctionVersion,
    /// The operand is the number of the place where a frame of a function goes on.
    ReturnPlace,
    /// `oparg` is a number of arguments, and the operand a function's version.
    Call,
    /// `oparg` is a number of arguments, and the operand a class's version.
    CallClass,
    /// The operand is a number of words of memory for frames.
    FrameSize,
    /// The operand is the place of an attribute in instances of a class.
    Attribute,
    /// The operand is the number of an attribute's name.
    Name,
    /// The operand is the place of a global name's value.
    Global,
}
