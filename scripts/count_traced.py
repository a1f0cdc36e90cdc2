#!/usr/bin/env python3
"""Count how often each uop occurs in traces that CPython 3.15's JIT made.

usage: scripts/count_traced.py [--pyperformance FOLDER] [--check]

Writes the numbers into uops/src/dialect/py315/coverage.txt, from which `docs/coverage-py315.md` is made. Programs are
those of workloads/ and corpus/ by their recordings, and the benchmarks that `scripts/pyperformance FOLDER --traces
--python python3.15` recorded. Without FOLDER, the numbers of pyperformance stay as they are. All uops of a trace are
counted, those behind its end included.

With --check nothing is written, and the exit status is 1 if another file would be.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COVERAGE = ROOT / "uops/src/dialect/py315/coverage.txt"
# The programs with which the first traces were looked at: the workloads, and these of the corpus.
FIRST = set("fannkuch levenshtein life linked nbody nqueens points spectral word_count".split())
HEADER = """\
# The tier-2 uops of CPython 3.15: _UOP [traced NUMBERS][: what does what it does].
# `scripts/count_traced.py` has written the numbers, of traces that CPython 3.15.2's JIT made.
"""


def uops(path):
    """The names of all uops in a recording's traces, as often as they occur."""
    data = path.read_bytes()
    recording = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    return Counter(uop["uop"] for row in recording["executors"] for uop in row["uops"])


def total(paths):
    return sum(map(uops, paths), Counter())


def recordings(folder):
    return {path.parent.name: path for path in sorted((ROOT / folder).glob("*/recording-py315.json*"))}


def pyperformance(folder):
    """The columns of pyperformance's benchmarks."""
    recorded = sorted(folder.glob("*/recording.json"))
    traced = sorted(folder.glob("*/traces.json"))
    if not recorded or not traced:
        sys.exit(f"{folder} has no recordings, or no traces: see scripts/pyperformance --traces")
    return {
        "pyperformance": (f"its {len(recorded)} benchmarks that can be recorded", total(recorded)),
        "rest of it": (f"{len(traced)} more, of which only traces can be had", total(traced)),
    }


def columns(folder, before):
    """By heading: what it stands for, and how often each uop occurs there."""
    workloads, corpus = recordings("workloads"), recordings("corpus")
    rest = [path for name, path in corpus.items() if name not in FIRST]
    first = [*workloads.values(), *(corpus[name] for name in sorted(FIRST))]
    names = ", ".join(f"`{name}`" for name in sorted(FIRST))
    found = {
        f"{len(first)} programs": (f"those of `workloads/`, and {names} of `corpus/`", total(first)),
        "corpus": (f"the other {len(rest)} programs of `corpus/`", total(rest)),
    }
    if folder:
        return found | pyperformance(folder)
    return found | {key: before[key] for key in before if key not in found}


def parse(text):
    """The columns of the file, and its uops with what does what they do."""
    headings, counts, rows = [], [], []
    for line in text.splitlines():
        if line.startswith("counted in "):
            heading, what = line.removeprefix("counted in ").split(": ", maxsplit=1)
            headings.append((heading, what))
            counts.append(Counter())
        elif line and not line.startswith("#"):
            head, _, covered = line.partition(": ")
            name, _, numbers = head.partition(" traced")
            rows.append((name, covered))
            for count, number in zip(counts, map(int, numbers.split())):
                count[name] = number
    return {heading: (what, count) for (heading, what), count in zip(headings, counts)}, rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--pyperformance", metavar="FOLDER", type=Path, help="its recordings and traces")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    options = parser.parse_args()
    text = COVERAGE.read_text(encoding="utf-8")
    before, rows = parse(text)
    counted = columns(options.pyperformance, before)
    known = {name for name, _ in rows}
    unknown = {name for _, count in counted.values() for name in count} - known
    if unknown:
        sys.exit(f"{COVERAGE} lacks {', '.join(sorted(unknown))}")
    lines = [f"counted in {heading}: {what}" for heading, (what, _) in counted.items()]
    lines.append("")
    for name, covered in rows:
        numbers = [count[name] for _, count in counted.values()]
        traced = " traced " + " ".join(map(str, numbers)) if any(numbers) else ""
        lines.append(name + traced + (f": {covered}" if covered else ""))
    made = HEADER + "\n" + "\n".join(lines) + "\n"
    if options.check:
        return int(made != text)
    COVERAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
