// CPython 3.14, whose locals lend references to the stack, and whose operators release them.
//
// Names and effects of its rows follow `Python/bytecodes.c`. A uop that 3.13 has under the same name with
// another effect or meaning is another uop. The dialect is not complete: `coverage.txt` has all uops.

python = "3.14";
// `UOP_MAX_TRACE_LENGTH` in `Include/internal/pycore_optimizer.h`.
trace_limit = 800;
// `NB_ADD` and so on in `Include/opcode.h`, without `NB_SUBSCR`, which has no uop of an operator here.
operators = [
    "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^",
    "+=", "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^=",
];
rows = [shared, bookkeeping, stack, local, guard, known, attribute, call, closure, optimised];
