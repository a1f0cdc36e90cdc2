#!/usr/bin/env python3
"""Compare what the workloads' Python sources return with what is recorded for them.

Runs `run(*ARGS)` and `run(*QUICK_ARGS)` of every `workloads/NAME/program.py`, or of the folders
given, and compares the results with `expected.json` next to it. Also checks that the `arg` lines
of `program.uop`, if there is one, are the function's parameters with the values of ARGS, and that
`recording.json`, if there is one, was made from this very source with these results.

Exits with status 1 if anything differs.
"""

import argparse
import ast
import hashlib
import json
import platform
import re
import runpy
import sys
from pathlib import Path

from recorder import version

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


def recording_differences(recording, expected, source):
    """One line for each way in which a recording is not one of this program."""
    if recording["source_sha256"] != hashlib.sha256(source).hexdigest():
        yield "recording.json: made from another program.py; run scripts/record.py again"
    for key in ("result", "quick_result"):
        if recording[key] != expected[key]:
            yield f"recording.json: {key} is {recording[key]}, expected {expected[key]}"


def check(folder, write):
    """Lines that tell what is wrong with a workload; none if it is right."""
    expected_path = folder / "expected.json"
    module = runpy.run_path(str(folder / "program.py"))
    observed = observe(module)
    if write:
        expected_path.write_text(json.dumps(observed, indent=2) + "\n", encoding="utf-8")
    expected = json.loads(expected_path.read_text(encoding="utf-8"))
    yield from differences(expected, observed)
    uop_path = folder / "program.uop"
    if uop_path.exists():
        yield from argument_differences(module, uop_path.read_text(encoding="utf-8"))
    recording_path = folder / "recording.json"
    if recording_path.exists():
        recording = json.loads(recording_path.read_text(encoding="utf-8"))
        source = (folder / "program.py").read_bytes()
        yield from recording_differences(recording, expected, source)


def checked(folder, write):
    """`check` as a list, where a file that is missing or malformed is a line too."""
    try:
        return list(check(folder, write))
    except Exception as error:  # Whatever a workload raises is this workload's failure.
        return [f"{type(error).__name__}: {error}"]


def folders_of(name):
    """The folders of programs that an argument names."""
    folder = WORKLOADS / name if (WORKLOADS / name).is_dir() else Path(name)
    if (folder / "program.py").exists():
        return [folder]
    found = sorted(path.parent for path in folder.glob("*/program.py"))
    if not found:
        print(f"{name}: no program.py in it", file=sys.stderr)
    return found


def main():
    if not version.hashes_alike():
        # Recorded results may depend on the order of a set of texts.
        version.restart(PYTHONHASHSEED="0")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "workloads",
        nargs="*",
        metavar="WORKLOAD",
        help="names of workloads, or folders: of one program, or with a folder for each "
        "(default: workloads)",
    )
    parser.add_argument(
        "--write", action="store_true", help="first rewrite expected.json from this Python's results"
    )
    options = parser.parse_args()

    folders = [found for name in options.workloads or [WORKLOADS] for found in folders_of(name)]
    failed = not folders
    for folder in folders:
        lines = checked(folder, options.write)
        for line in lines:
            print(f"{folder.name}: {line}", file=sys.stderr)
        if not lines:
            print(f"{folder.name}: ok")
        failed = failed or bool(lines)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
