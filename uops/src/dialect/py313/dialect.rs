// CPython 3.13.
//
// Names, operands and effects of its rows follow `Python/bytecodes.c`. Where an output's kind is known,
// CPython's optimiser (`Python/optimizer_bytecodes.c`) knows it too.

python = "3.13";
// `UOP_MAX_TRACE_LENGTH` in `Include/internal/pycore_uop.h`.
trace_limit = 800;
// `NB_ADD` and so on in `Include/opcode.h`.
operators = [
    "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^",
    "+=", "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^=",
];
rows = [
    local, stack, guard, number, comparison, text, container, list, iteration, attribute, call, closure,
    function, frame, generator, exception, star, pattern, bookkeeping, optimised,
];
