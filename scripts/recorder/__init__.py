"""The parts of `record.py`: what CPython knows about a program after it has run it.

- `version`: which Pythons can be recorded
- `supported`: what a recording may contain
- `program`: the Python file, loaded, warmed up and checked
- `bytecode`: specialised instructions, stack depths, handlers
- `memory`: what only CPython's own memory tells, read with `ctypes`
- `executors`: the traces that CPython's JIT has made in this process
- `traces`: those of a process of their own, for the recording
- `observe`: runs under `sys.monitoring`, and `early` what no event tells of; `counting`, natively `counting.rs` and
  `signatures.rs`, what instructions meet
- `values`: Python objects as JSON
- `sites`: what each instruction met, and what its inline cache means
- `exchanges`: what opaque objects were asked, with `repeated` (the same again), `references`, `rows` and `timing` (how long it took)
- `problems`: what a recording can't express
- `recording`: all of it put together and written
"""
