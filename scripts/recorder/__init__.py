"""The parts of `record.py`: what CPython 3.13 knows about a program after it has run it.

- `supported`: what a recording may contain
- `program`: the Python file, loaded, warmed up and checked
- `bytecode`: specialised instructions, stack depths, handlers
- `memory`: what only CPython's own memory tells, read with `ctypes`
- `observe`: runs under `sys.monitoring`
- `values`: Python objects as JSON
- `sites`: what each instruction met, and what its inline cache means
- `problems`: what a recording can't express
- `recording`: all of it put together and written
"""
