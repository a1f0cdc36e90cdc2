#!/usr/bin/env python3
"""Compare what the workloads' Python sources return with what is recorded for them.

Runs `run(*ARGS)` and `run(*QUICK_ARGS)` of every `workloads/NAME/program.py` and compares the
results with `expected.json` next to it. Also checks that the `arg` lines of `program.uop` are the
function's parameters with the values of ARGS.

Exits with status 1 if anything differs.
"""

import argparse
import ast
import json
import platform
import re
import runpy
import sys
from pathlib import Path

WORKLOADS = Path(__file__).resolve().parent.parent / "workloads"
ARG_LINE = re.compile(r"^arg\s+(\w+)\s*=\s*(.*)$", re.MULTILINE)


def observe(module):
    """What `expected.json` holds, from running the workload now."""
    run, args, quick_args = module["run"], module["ARGS"], module["QUICK_ARGS"]
    return {
        "function": run.__name__,
        "args": repr(args),
        "result": repr(run(*args)),
        "quick_args": repr(quick_args),
        "quick_result": repr(run(*quick_args)),
        "python": platform.python_version(),
    }


def differences(expected, observed):
    """One line for each entry that differs; the Python version may."""
    for key in sorted(expected.keys() | observed.keys()):
        want, have = expected.get(key), observed.get(key)
        if key != "python" and want != have:
            yield f"{key}: expected {want}, Python {observed['python']} gives {have}"


def argument_differences(module, uop_text):
    """One line if the `arg` lines of a `.uop` file are not the parameters with ARGS."""
    code = module["run"].__code__
    names = code.co_varnames[: code.co_argcount]
    want = list(zip(names, module["ARGS"], strict=True))
    have = [(name, ast.literal_eval(value)) for name, value in ARG_LINE.findall(uop_text)]
    if want != have:
        yield f"program.uop: expected arguments {want}, found {have}"


def check(folder, write):
    """Lines that tell what is wrong with a workload; none if it is right."""
    expected_path = folder / "expected.json"
    module = runpy.run_path(str(folder / "program.py"))
    observed = observe(module)
    if write:
        expected_path.write_text(json.dumps(observed, indent=2) + "\n", encoding="utf-8")
    expected = json.loads(expected_path.read_text(encoding="utf-8"))
    yield from differences(expected, observed)
    yield from argument_differences(module, (folder / "program.uop").read_text(encoding="utf-8"))


def checked(folder, write):
    """`check` as a list, where a file that is missing or malformed is a line too."""
    try:
        return list(check(folder, write))
    except Exception as error:  # Whatever a workload raises is this workload's failure.
        return [f"{type(error).__name__}: {error}"]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "workloads", nargs="*", metavar="WORKLOAD", help="names of workloads (default: all)"
    )
    parser.add_argument(
        "--write", action="store_true", help="first rewrite expected.json from this Python's results"
    )
    options = parser.parse_args()

    names = options.workloads or sorted(path.parent.name for path in WORKLOADS.glob("*/program.py"))
    if not names:
        print(f"no workloads in {WORKLOADS}", file=sys.stderr)
        return 1
    failed = False
    for name in names:
        lines = checked(WORKLOADS / name, options.write)
        for line in lines:
            print(f"{name}: {line}", file=sys.stderr)
        if not lines:
            print(f"{name}: ok")
        failed = failed or bool(lines)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
