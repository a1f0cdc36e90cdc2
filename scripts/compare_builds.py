#!/usr/bin/env python3
"""Compare the code that two builds of uopbench make for one backend, over all programs.

    scripts/compare_builds.py OLD NEW [--opt none,all] [--only times|instructions] [--uops FILE]

OLD and NEW are `uopbench` binaries, such as those of two checkouts. Both get the same programs:
the workloads and the recorded programs of this checkout. For each of the optimiser's settings it
prints NEW relative to OLD as a geometric mean over the programs, with the least and the greatest:

- run time and compile time: the least of the samples of `bench PROGRAM --quick --time TIME`, as other
  load on the machine only adds to them. The builds take turns with each program, OLD NEW NEW OLD, until
  the two least of each build's turns agree within 2 %, or each had `--turns` turns.
- bytes of code, of the same benches.
- executed instructions, helpers included: `uopbench count`.
- instructions of compiling: callgrind on the backend's function `compile`.

With `--uops FILE` it writes a Markdown table to FILE: the uops that need more than 3 % more executed
instructions on the hot path, 10 % more bytes, or 10 % more instructions of compiling than in OLD. The
first two are from `uopbench attribute` of all programs; a uop that no program has is compared in
generated programs. The third is fitted by least squares to what compiling each generated program
takes, as the sum over its uops; a uop is beyond the limit by more than two standard errors. `share` is
of all executed instructions on hot paths in OLD, `loss` is what NEW has more. Needs valgrind.
"""

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WORKLOADS = Path(__file__).resolve().parent.parent / "workloads"
# Generated programs for the fit of compile costs: mixes and the number of programs of each.
MIXES = ["everything", "wild", "balanced", "objects", "closures", "calls", "containers", "floats"]
SEEDS, UOPS = 40, 60
# When turns agree.
AGREE = 1.02
# What a uop may need more of than before: executed instructions, bytes, instructions of compiling.
LIMITS = {"run": 1.03, "bytes": 1.10, "compile": 1.10}


def call(command):
    """What a command prints; its errors end this program."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr}")
    return done.stdout


def uopbench(build, command, programs, opt, backend, *options):
    words = [build, command, *programs, "--workloads", WORKLOADS, "--opt", opt]
    return json.loads(call([*words, "--backend", backend, "--json", "-q", *options]))


def names(build):
    """All workloads and recorded programs."""
    corpus = sorted(path.name for path in (WORKLOADS.parent / "corpus").iterdir() if path.is_dir())
    return sorted(path.name for path in WORKLOADS.iterdir() if path.is_dir()) + corpus


def times(build, program, opt, args):
    """Run time and compile time in nanoseconds, and bytes, from one bench."""
    with tempfile.TemporaryDirectory() as out:
        options = ["--quick", "--time", args.time, "--seed", "1", "--out", out]
        results = uopbench(build, "bench", [program], opt, args.backend, *options)
    of = {it["metric"]: min(it["samples"]) for it in results["measurements"] if "samples" in it}
    return of["run_ns"], of["compile_ns"], of["code_bytes"]


def compile_instructions(build, programs, opt, backend):
    """The instructions of compiling each of the programs."""
    with tempfile.TemporaryDirectory() as folder:
        compile = "<cranelift_backend::Cranelift as backend_api::Backend>::compile"
        call([
            "valgrind", "--tool=callgrind", "--collect-atstart=no", f"--toggle-collect={compile}",
            f"--dump-after={compile}", f"--callgrind-out-file={folder}/out", build, "attribute",
            *programs, "--workloads", WORKLOADS, "--opt", opt, "--backend", backend, "-q", "--quick",
        ])
        dumps = sorted(Path(folder).glob("out.*"), key=lambda path: int(path.suffix[1:]))
        totals = [re.search(r"^totals: (\d+)", dump.read_text(), re.M) for dump in dumps]
    counts = [int(total[1]) for total in totals if total and int(total[1])]
    if len(counts) != len(programs):
        sys.exit(f"{len(programs)} programs were compiled {len(counts)} times")
    return counts


def executed(build, programs, opt, backend):
    """The instructions that a run of each of the programs executes, helpers included."""
    rows = uopbench(build, "count", programs, opt, backend)["rows"]
    by_name = {row["workload"]: row["callgrind"]["instructions"] for row in rows}
    return [by_name[program] for program in programs]


class LeastSquares:
    """Fits values to rows of counts, with a small weight on each unknown, by Cholesky's decomposition."""

    def __init__(self, rows):
        size = len(rows[0])
        self.rows = rows
        self.half = half = [[0.1 * (i == j) for j in range(size)] for i in range(size)]
        for counts in rows:
            used = [i for i in range(size) if counts[i]]
            for i in used:
                for j in used:
                    half[i][j] += counts[i] * counts[j]
        for i in range(size):
            for j in range(i + 1):
                rest = half[i][j] - sum(a * b for a, b in zip(half[i][:j], half[j][:j]))
                half[i][j] = math.sqrt(rest) if i == j else rest / half[j][j]

    def forward(self, right):
        for i, line in enumerate(self.half):
            right[i] = (right[i] - sum(line[j] * right[j] for j in range(i) if right[j])) / line[i]
        return right

    def fit(self, values):
        """The unknowns, their standard errors, and the share of the variance that is explained."""
        size = len(self.half)
        right = [sum(row[i] * value for row, value in zip(self.rows, values)) for i in range(size)]
        fitted = self.forward(right)
        for i in reversed(range(size)):
            above = sum(self.half[j][i] * fitted[j] for j in range(i + 1, size))
            fitted[i] = (fitted[i] - above) / self.half[i][i]
        predicted = [sum(a * b for a, b in zip(row, fitted)) for row in self.rows]
        squares = sum((a - b) ** 2 for a, b in zip(predicted, values))
        mean = sum(values) / len(values)
        variance = squares / max(1, len(values) - size)
        units = ([float(i == unit) for i in range(size)] for unit in range(size))
        errors = [math.sqrt(variance * sum(it * it for it in self.forward(unit))) for unit in units]
        return fitted, errors, 1 - squares / sum((value - mean) ** 2 for value in values)


def attribution(build, programs, opt, backend):
    """By uop: places, executions, executed instructions, bytes; and all executed instructions."""
    uops = uopbench(build, "attribute", programs, opt, backend, "--quick")["uops"]
    rows = {}
    for uop in uops:
        cost = uop["costs"][0]
        size = cost["hot_bytes"] + cost["cold_bytes"] + cost["exit_bytes"]
        rows[uop["op"]] = (uop["places"], uop["executed"], cost["executed_instructions"], size)
    return rows


def geometric_mean(ratios):
    return math.exp(sum(math.log(ratio) for ratio in ratios) / len(ratios))


def row(what, ratios):
    """A row of the table: the mean, and which programs are at the ends."""
    (least, first), (greatest, last) = min((r, n) for n, r in ratios), max((r, n) for n, r in ratios)
    mean = geometric_mean([ratio for _, ratio in ratios])
    return f"| {what} | {mean:.4f} | {least:.3f} (`{first}`) | {greatest:.3f} (`{last}`) |"


def settled(turns):
    """Whether the least two run times and compile times of a build's turns agree."""
    if len(turns) < 2:
        return False
    least = [sorted(turn[index] for turn in turns)[:2] for index in (0, 1)]
    return all(second <= first * AGREE for first, second in least)


def compare_times(args, opt, programs):
    """The rows of times and bytes for one setting of the optimiser."""
    both = [args.old, args.new]
    ratios = {what: [] for what in ("run time", "compile time", "bytes")}
    for program in programs:
        turns = {build: [] for build in both}
        order = both
        while not all(settled(turns[build]) or len(turns[build]) >= args.turns for build in both):
            for build in order:
                turns[build].append(times(build, program, opt, args))
            order = order[::-1]
        for index, what in enumerate(ratios):
            old, new = (min(turn[index] for turn in turns[build]) for build in both)
            ratios[what].append((program, new / old))
        last = [ratios[what][-1][1] for what in ratios]
        print(opt, program, len(turns[args.new]), *last, file=sys.stderr, flush=True)
    return [row(f"{what}, `{opt}`", ratios[what]) for what in ratios]


def compare_instructions(args, opt, programs):
    """The rows of instructions for one setting of the optimiser."""
    both = [args.old, args.new]
    with ThreadPoolExecutor(2) as pool:
        counted = list(pool.map(lambda build: executed(build, programs, opt, args.backend), both))
        compiled = list(pool.map(
            lambda build: compile_instructions(build, programs, opt, args.backend), both))
    rows = []
    for what, (old, new) in [
        ("executed instructions, helpers included", counted),
        ("instructions of compiling", compiled),
    ]:
        ratios = [(name, b / a) for name, a, b in zip(programs, old, new)]
        rows.append(row(f"{what}, `{opt}`", ratios))
    return rows


def compile_costs(args, opt, generated):
    """By uop: the instructions of compiling one with OLD, how many more with NEW, and the standard error
    of both; and the share of the variance that is explained."""
    both = [args.old, args.new]
    with ThreadPoolExecutor(2) as pool:
        old, new = pool.map(
            lambda build: compile_instructions(build, generated, opt, args.backend), both)
    places = [attribution(args.old, [program], opt, args.backend) for program in generated]
    uops = sorted({uop for program in places for uop in program})
    rows = [[program[uop][0] if uop in program else 0 for uop in uops] + [1] for program in places]
    squares = LeastSquares(rows)
    costs, cost_errors, explained = squares.fit(old)
    more, more_errors, _ = squares.fit([b - a for a, b in zip(old, new)])
    return dict(zip(uops, zip(costs, cost_errors, more, more_errors))), explained


def compare_uops(args, opt, programs, generated):
    """The lines of the table of uops beyond the limits, for one setting of the optimiser."""
    both = [args.old, args.new]
    compiling, explained = compile_costs(args, opt, generated)
    old, new = (attribution(build, programs, opt, args.backend) for build in both)
    old_made, new_made = (attribution(build, generated, opt, args.backend) for build in both)
    total = sum(counts[2] for counts in old.values())
    lines, beyond, unknown = [], {limit: 0 for limit in LIMITS}, 0
    uops = sorted(set(old) | set(old_made))
    for uop in uops:
        (places, executed, before, size), (_, _, now, now_size) = (
            (old[uop], new[uop]) if uop in old else (old_made[uop], new_made[uop]))
        share = old[uop][2] / total if uop in old else 0
        loss = (new[uop][2] - old[uop][2]) / total if uop in old else 0
        over = []
        if now > LIMITS["run"] * before:
            over.append("run")
        if now_size > LIMITS["bytes"] * size:
            over.append("bytes")
        cost, cost_error, more, more_error = compiling.get(uop, (0, 0, 0, 0))
        known = cost > 2 * cost_error > 0
        unknown += not known
        if known and more - 2 * more_error > (LIMITS["compile"] - 1) * cost:
            over.append("compile")
        for limit in over:
            beyond[limit] += 1
        if over:
            each = f"{before / max(executed, 1):.1f} → {now / max(executed, 1):.1f}"
            bytes_each = f"{size / places:.0f} → {now_size / places:.0f}"
            more = f"{cost / 1000:.0f} {more / 1000:+.0f} ± {more_error / 1000:.0f}" if known else "–"
            lines.append((-loss, f"| `{uop}` | {each} | {bytes_each} | {more} | {', '.join(over)} "
                          f"| {share * 100:.2f} | {loss * 100:+.3f} |"))
    summary = ", ".join(f"{count} by {limit}" for limit, count in beyond.items())
    return [
        f"## `--opt {opt}`", "",
        f"{len(uops)} uops, {len(lines)} beyond a limit: {summary}. The fit of compiling explains "
        f"{explained * 100:.1f} % of the variance, and says nothing of {unknown} uops that are too rare.", "",
        "| uop | instructions | bytes | thousand instructions of compiling | beyond | share, % | loss, % |",
        "|---|---|---|---|---|---|---|", *(line for _, line in sorted(lines)), "",
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--opt", default="none,all")
    parser.add_argument("--backend", default="cranelift-best")
    parser.add_argument("--only", choices=["times", "instructions"])
    parser.add_argument("--time", default="1s", help="how long each bench of a program takes")
    parser.add_argument("--turns", type=int, default=10, help="how many turns each build has at most")
    parser.add_argument("--programs", help="only these, separated by commas")
    parser.add_argument("--uops", type=Path, help="write the table of uops to this file, and nothing else")
    args = parser.parse_args()
    args.old, args.new = args.old.resolve(), args.new.resolve()
    programs = args.programs.split(",") if args.programs else names(args.new)
    opts = args.opt.split(",")
    if args.uops is None:
        print("| new relative to old | mean | least | greatest |", "|---|---|---|---|", sep="\n")
        for opt in opts:
            for only, compare in [("times", compare_times), ("instructions", compare_instructions)]:
                if args.only in (None, only):
                    print(*compare(args, opt, programs), sep="\n", flush=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        generated = [Path(folder) / f"{mix}-{seed}.uop" for mix in MIXES for seed in range(SEEDS)]
        for path in generated:
            mix, seed = path.stem.split("-")
            call([args.new, "generate", "--uops", UOPS, "--mix", mix, "--seed", seed, "--out", path])
        tables = [line for opt in opts for line in compare_uops(args, opt, programs, generated)]
    args.uops.write_text("\n".join(tables))


if __name__ == "__main__":
    main()
