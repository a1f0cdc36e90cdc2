#!/usr/bin/env python3
"""Record the programs that show what is surprising about the traces of CPython 3.15's JIT.

usage: python3.15 scripts/record_surprises.py [--check]

The programs are in trace/tests/recordings/py315; their recordings are written beside them. What
cannot be recorded, since C calls a function of the program, has its traces only: for each, the
function and the offset that enter it, and the names of its uops. Two programs have the traces that the
JIT makes without its optimiser (PYTHON_UOPS_OPTIMIZE=0). With --check nothing is written,
and the exit status is 1 if a recording would be another one. A CPython that has mended one of the
surprises fails the tests in trace/tests/surprises.rs once its recordings are there.
"""

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from recorder import version

SCRIPTS = Path(__file__).resolve().parent
PROGRAMS = SCRIPTS.parent / "trace/tests/recordings/py315"
# Of what only traces are recorded.
TRACES_ONLY = {"called_from_c"}
# Of what CPython's optimiser is off.
UNOPTIMISED = {"early_return", "unoptimised"}


def recording(program):
    """The text of a program's recording."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*version.python(), SCRIPTS / "record.py", program, "--out", folder]
        off = {"PYTHON_UOPS_OPTIMIZE": "0"} if program.stem in UNOPTIMISED else {}
        environment = {**os.environ, **off}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        return (Path(folder) / "recording.json").read_text(encoding="utf-8")


def traces(program):
    """The text of a program's traces."""
    command = [*version.python(), SCRIPTS / "record.py", program, "--out", ".", "--traces-only"]
    environment = {**os.environ, "PYTHON_JIT": "1"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    # It needs a Python that can be recorded, so it is imported after the check.
    from recorder.program import Program

    codes = Program(program, program.stem).codes
    rows = [
        {
            "function": codes[row["code"][1]].co_name if "code" in row else None,
            "at": row.get("at"),
            "uops": [uop["uop"] for uop in row["uops"]],
        }
        for row in pickle.loads(done.stdout)
    ]
    lines = ",\n".join(f"    {json.dumps(row)}" for row in rows)
    python = ".".join(map(str, sys.version_info[:3]))
    return f'{{\n  "python": "{python}",\n  "traces": [\n{lines}\n  ]\n}}\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    options = parser.parse_args()
    if sys.version_info[:2] != (3, 15) or not version.has_jit():
        print("record_surprises.py: needs CPython 3.15 with a JIT", file=sys.stderr)
        return 2
    status = 0
    for program in sorted(PROGRAMS.glob("*.py")):
        text = traces(program) if program.stem in TRACES_ONLY else recording(program)
        path = program.with_suffix(".json")
        if not options.check:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            print(f"{path} would be another one", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
