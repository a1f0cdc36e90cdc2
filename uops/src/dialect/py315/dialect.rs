// CPython 3.15, whose operators leave their inputs on the stack for the uops that release them.
//
// Names and effects of its rows follow `Python/bytecodes.c`. A uop that 3.13 has under the same name with
// another effect or meaning is another uop. The dialect is not complete: `coverage.txt` has all uops.

python = "3.15";
// `UOP_MAX_TRACE_LENGTH` in `Include/internal/pycore_uop.h`.
trace_limit = 2510;
// `NB_ADD` and so on in `Include/opcode.h`, without `NB_SUBSCR`, which has no uop of an operator here.
operators = [
    "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^",
    "+=", "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^=",
];
rows = [
    shared, bookkeeping, stack, local, guard, types, number, comparison, text, list, container, iteration,
    attribute, call, closure, frame, generator, inlined,
    optimised,
];
