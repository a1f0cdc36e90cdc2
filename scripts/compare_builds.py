#!/usr/bin/env python3
"""Compare the code that two builds of uopbench make for one backend, over all programs.

    scripts/compare_builds.py OLD NEW [--opt none,all] [--rounds 1] [--uops FILE] [--out FILE]

OLD and NEW are `uopbench` binaries, such as those of two checkouts. Both get the same programs:
the workloads and the recorded programs of this checkout. For each of the optimiser's settings it
prints NEW relative to OLD as a geometric mean over the programs, with the least and the greatest:

- run time and compile time: samples of `bench PROGRAM --quick --time TIME`. The builds take turns,
  OLD NEW NEW OLD per program and round; a time is the least of a build's turns, as other load on the
  machine only adds to it.
- bytes of code, of the same benches.
- executed instructions, helpers included: `uopbench count`.
- instructions of compiling: callgrind on the backend's function `compile`.

With `--uops FILE` it writes a Markdown table to FILE: the uops that need more than 3 % more executed
instructions on the hot path, 10 % more bytes, or 10 % more instructions of compiling than in OLD. The
first two are from `uopbench attribute` of all programs; a uop that no program has is compared in
generated programs. The third is fitted by least squares to what compiling each generated program
takes, as the sum over its uops. Progress goes to standard error. Needs valgrind.
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
SEEDS, UOPS = 80, 60
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


def solve(rows, values, weight):
    """Least squares with a small weight on each unknown, by Cholesky's decomposition."""
    size = len(rows[0])
    matrix = [[weight * (i == j) for j in range(size)] for i in range(size)]
    right = [0.0] * size
    for row, value in zip(rows, values):
        used = [i for i in range(size) if row[i]]
        for i in used:
            right[i] += row[i] * value
            for j in used:
                matrix[i][j] += row[i] * row[j]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(a * b for a, b in zip(matrix[i][:j], matrix[j][:j]))
            matrix[i][j] = math.sqrt(rest) if i == j else rest / matrix[j][j]
    for i in range(size):
        right[i] = (right[i] - sum(matrix[i][j] * right[j] for j in range(i))) / matrix[i][i]
    for i in reversed(range(size)):
        above = sum(matrix[j][i] * right[j] for j in range(i + 1, size))
        right[i] = (right[i] - above) / matrix[i][i]
    return right


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


def compare_programs(args, opt, programs):
    """The lines of the table for one setting of the optimiser."""
    both = [args.old, args.new]
    took = {build: {program: [] for program in programs} for build in both}
    for program in programs:
        for build in [*both, *reversed(both)] * args.rounds:
            took[build][program].append(times(build, program, opt, args))
        print(f"{opt} {program}", *(took[build][program] for build in both), file=sys.stderr)
    lines = []
    for index, what in enumerate(["run time", "compile time", "bytes"]):
        def least(build, program):
            return min(turn[index] for turn in took[build][program])
        lines.append(row(f"{what}, `{opt}`", [
            (program, least(args.new, program) / least(args.old, program)) for program in programs
        ]))
    with ThreadPoolExecutor(2) as pool:
        counted = list(pool.map(lambda build: executed(build, programs, opt, args.backend), both))
        compiled = list(pool.map(
            lambda build: compile_instructions(build, programs, opt, args.backend), both))
    for what, (old, new) in [
        ("executed instructions, helpers included", counted),
        ("instructions of compiling", compiled),
    ]:
        ratios = [(name, b / a) for name, a, b in zip(programs, old, new)]
        lines.append(row(f"{what}, `{opt}`", ratios))
    return lines


def fitted(build, programs, opt, backend):
    """By uop: the instructions of compiling one, and the share of the variance that the fit explains."""
    counts = compile_instructions(build, programs, opt, backend)
    places = [attribution(build, [program], opt, backend) for program in programs]
    uops = sorted({uop for program in places for uop in program})
    rows = [[program[uop][0] if uop in program else 0 for uop in uops] + [1] for program in places]
    costs = solve(rows, counts, 0.1)
    mean = sum(counts) / len(counts)
    errors = [sum(a * b for a, b in zip(row, costs)) - count for row, count in zip(rows, counts)]
    explained = 1 - sum(it * it for it in errors) / sum((it - mean) ** 2 for it in counts)
    return dict(zip(uops, costs)), explained


def compare_uops(args, opt, programs, generated):
    """The lines of the table of uops beyond the limits, for one setting of the optimiser."""
    both = [args.old, args.new]
    with ThreadPoolExecutor(2) as pool:
        (old_fit, old_share), (new_fit, new_share) = pool.map(
            lambda build: fitted(build, generated, opt, args.backend), both)
    old, new = (attribution(build, programs, opt, args.backend) for build in both)
    old_made, new_made = (attribution(build, generated, opt, args.backend) for build in both)
    total = sum(row[2] for row in old.values())
    lines, beyond = [], {limit: 0 for limit in LIMITS}
    compared = 0
    for uop in sorted(set(old) | set(old_made)):
        (places, executed, before, size), (_, _, now, now_size) = (
            (old[uop], new[uop]) if uop in old else (old_made[uop], new_made[uop]))
        compared += 1
        share = old[uop][2] / total if uop in old else 0
        loss = (new[uop][2] - old[uop][2]) / total if uop in old else 0
        costs = [fit.get(uop) for fit in (old_fit, new_fit)]
        ratios = {
            "run": now / before if before else 1,
            "bytes": now_size / size if size else 1,
            "compile": costs[1] / costs[0] if None not in costs and costs[0] > 0 else 1,
        }
        over = [limit for limit in LIMITS if ratios[limit] > LIMITS[limit]]
        for limit in over:
            beyond[limit] += 1
        if over:
            each = f"{before / max(executed, 1):.1f} → {now / max(executed, 1):.1f}"
            bytes_each = f"{size / places:.0f} → {now_size / places:.0f}"
            compiling = "–" if None in costs else f"{costs[0] / 1000:.0f} → {costs[1] / 1000:.0f}"
            lines.append((-loss, f"| `{uop}` | {each} | {bytes_each} | {compiling} "
                          f"| {share * 100:.2f} | {loss * 100:+.3f} |"))
    summary = ", ".join(f"{count} by {limit}" for limit, count in beyond.items())
    head = [
        f"## `--opt {opt}`", "",
        f"{compared} uops compared, {len(lines)} beyond a limit: {summary}. The fits explain "
        f"{old_share * 100:.1f} % and {new_share * 100:.1f} % of the variance.", "",
        "| uop | instructions | bytes | thousand instructions of compiling | share, % | loss, % |",
        "|---|---|---|---|---|---|",
    ]
    return head + [line for _, line in sorted(lines)] + [""]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--opt", default="none,all")
    parser.add_argument("--backend", default="cranelift-best")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--time", default="1s", help="how long each bench of a program takes")
    parser.add_argument("--programs", help="only these, separated by commas")
    parser.add_argument("--uops", type=Path, help="write the table of uops to this file, and nothing else")
    args = parser.parse_args()
    args.old, args.new = args.old.resolve(), args.new.resolve()
    programs = args.programs.split(",") if args.programs else names(args.new)
    opts = args.opt.split(",")
    if args.uops is None:
        print("| new relative to old | mean | least | greatest |", "|---|---|---|---|", sep="\n")
        for opt in opts:
            print(*compare_programs(args, opt, programs), sep="\n", flush=True)
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
