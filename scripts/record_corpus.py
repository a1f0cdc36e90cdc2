#!/usr/bin/env python3
"""Record all workloads and all programs of the corpus under CPython 3.14 or 3.15 with a JIT.

usage: python3.15 scripts/record_corpus.py [--check | --into FOLDER] [NAME ...]

Under 3.15 it writes workloads/NAME/recording-py315.json and corpus/NAME/recording-py315.json.gz,
which is compressed, since the traces of the whole corpus are 4 MB of JSON. Programs that the
recorder refuses are named with the reason and get no recording. With --check nothing is written,
and the exit status is 1 if a recording would be another one. With --into each program gets a folder of
its own in FOLDER, as record.py makes it, and nothing else is written: that is for recordings with other
settings of the JIT, such as those without CPython's optimiser:

    PYTHON_UOPS_OPTIMIZE=0 python3.15 scripts/record_corpus.py --into as-recorded
"""

import argparse
import gzip
import subprocess
import sys
import tempfile
from pathlib import Path

from recorder import version

SCRIPTS = Path(__file__).resolve().parent
ROOT = SCRIPTS.parent


def record(program, folder):
    """Records a program into a folder; whether it was not refused."""
    command = [*version.python(), SCRIPTS / "record.py", program, "--out", folder]
    command += ["--name", program.parent.name]
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    if done.returncode != 1:
        done.check_returncode()
    return done.returncode == 0


def recording(program):
    """The text of a program's recording; nothing if it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        if not record(program, folder):
            return None
        return (Path(folder) / "recording.json").read_bytes()


def read(path):
    """The text of a recording that was written before; nothing if there is none."""
    if not path.exists():
        return None
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def write(path, text):
    """Writes a recording. Nothing but the text decides what a compressed file contains."""
    path.write_bytes(gzip.compress(text, 9, mtime=0) if path.suffix == ".gz" else text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--check", action="store_true", help="write nothing, compare")
    ways.add_argument("--into", metavar="FOLDER", type=Path, help="write a folder for each program there")
    parser.add_argument("names", metavar="NAME", nargs="*", help="programs [default: all]")
    options = parser.parse_args()
    if version.VERSION not in ((3, 14), (3, 15)) or not version.has_jit():
        print("record_corpus.py: needs CPython 3.14 or 3.15 with a JIT", file=sys.stderr)
        return 2
    status = 0
    name = "recording-py{}{}.json".format(*version.VERSION)
    for kind, name in (("workloads", name), ("corpus", f"{name}.gz")):
        for program in sorted((ROOT / kind).glob("*/program.py")):
            if options.names and program.parent.name not in options.names:
                continue
            if options.into is not None:
                if not record(program, options.into / program.parent.name):
                    status = 1
                continue
            text = recording(program)
            path = program.with_name(name)
            if text == read(path):
                continue
            if options.check or text is None:
                print(f"{path} would be another one", file=sys.stderr)
                status = 1
            else:
                write(path, text)
    return status


if __name__ == "__main__":
    sys.exit(main())
