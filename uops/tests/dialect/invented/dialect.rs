// A dialect for tests: no version of CPython has it.
//
// It has uops in common with 3.13, uops of its own, and uops with the names of others whose stack effect
// and meaning are different.

python = "0.1";
trace_limit = 40;
// In another order than 3.13's.
operators = ["-", "+"];
rows = [shared, own];
