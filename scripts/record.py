#!/usr/bin/env python3
"""Record a Python program under stock CPython 3.13, 3.14 or 3.15, so that uopbench can run it.

PROGRAM.py defines a function `run` and a tuple `ARGS` that it is called with; it may define
`QUICK_ARGS` for a shorter run:

    def run(n):
        total = 0
        for i in range(n):
            total += i * i
        return total

    ARGS = (100_000,)
    QUICK_ARGS = (10_000,)

`run` may use functions, closures, classes (also with __slots__), comprehensions, the common
builtins and their methods, and the module math. What else it uses is opaque: its answers are noted,
and given again when the program runs. It may assign to globals and class attributes and
delete them, and change lists, dicts, sets and instances of its classes, all of which is undone after
each run. Its result must be plain data that only depends on the arguments.

The script calls `run` until CPython has specialised its bytecode, calls it again under
sys.monitoring, and writes into FOLDER:

    recording.json   code, branches, operand types, callees (see docs/recording-format.md);
                     under CPython 3.14 and 3.15 also the traces that its JIT has made before
    expected.json    what CPython returned
    program.py       the program

The traces come from a process of their own with PYTHON_JIT=1. Where the Python was built without
the JIT, the script says so and leaves them out.

What a recording can't express is reported as FILE:LINE: REASON, and nothing is written. It is looked
for in the run with QUICK_ARGS first. A long recording says on standard error what it is doing, and how
long that will take.

Exit status: 0 if the recording was written, 1 if the program can't be recorded, 2 for wrong usage
or a Python other than CPython 3.13, 3.14 and 3.15.
"""

import sys
import time

from recorder import version

# Characters of a result in the line that the script prints; `expected.json` has all of them.
SHOWN_RESULT = 200


def parse_arguments():
    # Not before the process has been restarted, so that it is not done twice.
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(
        usage="record.py PROGRAM.py --out FOLDER [--name NAME] [--quick-only]",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("program", metavar="PROGRAM.py", type=Path, help="the program to record")
    parser.add_argument(
        "--out", metavar="FOLDER", type=Path, required=True, help="where the recording is written"
    )
    parser.add_argument(
        "--name",
        help="the program's name (default: that of its file, or of its folder for program.py)",
    )
    parser.add_argument(
        "--quick-only",
        action="store_true",
        help="record the run with QUICK_ARGS only, which stand for ARGS then, too",
    )
    # The process with the JIT on, which writes the traces for the one that has started it.
    parser.add_argument("--traces-only", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--loading", default="plain", help=argparse.SUPPRESS)
    return parser.parse_args()


def default_name(path):
    return path.resolve().parent.name if path.name == "program.py" else path.stem


def restart():
    """Starts this process anew if it needs other variables of the environment."""
    settings = {} if version.hashes_alike() else {"PYTHONHASHSEED": "0"}
    if version.jit_is_on() and "--traces-only" not in sys.argv:
        # Monitoring and the JIT exclude each other.
        settings["PYTHON_JIT"] = "0"
    version.restart(**settings)


def main():
    if version.is_recorded():
        restart()
    options = parse_arguments()
    if not version.is_recorded():
        found = "{} {}.{}".format(sys.implementation.name, *sys.version_info)
        print(f"record.py: needs CPython {version.names()}, this is {found}", file=sys.stderr)
        return 2
    if version.VERSION >= (3, 14) and not version.has_jit():
        print("record.py: this Python has no JIT, so its traces are not recorded", file=sys.stderr)
    # These modules use what only these versions have, so they are imported after the check.
    from recorder import key_tables, memory, traces
    from recorder.problems import Unsupported
    from recorder.program import Program

    try:
        memory.verify()
        if not options.traces_only:
            memory.verify_callables()
            key_tables.verify()
    except memory.UnknownLayout as error:
        print(f"record.py: this build of CPython can't be read: {error}", file=sys.stderr)
        return 2
    try:
        name = options.name or default_name(options.program)
        start = time.process_time()
        program = Program(options.program, name, options.quick_only, options.loading)
        loading = time.process_time() - start
        if options.traces_only:
            traces.write(program)
            return 0
        from recorder.recording import record, write

        recording, expected, seconds = record(program)
    except Unsupported as error:
        print("\n".join(error.lines), file=sys.stderr)
        return 1
    except traces.NoTraces as error:
        print(f"{options.program}:1: {error}", file=sys.stderr)
        return 1
    except RecursionError:
        # What the program itself raises is Unsupported already.
        reason = "not supported: values that are nested too deeply"
        print(f"{options.program}:1: {reason}", file=sys.stderr)
        return 1
    try:
        write(options.out, recording, expected, program.source)
    except OSError as error:
        print(f"record.py: {error}", file=sys.stderr)
        return 1
    codes = recording["codes"]
    counts = f"{len(codes)} code objects, {sum(len(code['sites']) for code in codes)} sites"
    if "executors" in recording:
        counts += f", {len(recording['executors'])} traces"
    result = recording["result"]
    shown = result if len(result) <= SHOWN_RESULT else f"{result[:SHOWN_RESULT]}…"
    print(f"{program.name}: {counts}, result {shown}")
    print(f"CPython alone takes {loading:.2f} s of processor time to load the program, and {seconds:.2f} s for run(*ARGS).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
