#!/usr/bin/env python3
"""Counts the instructions that copy-and-patch executes to compile a uop, on x86-64 and on AArch64.

    scripts/compile_instructions.py x86-64 target/release/examples/cost
    scripts/compile_instructions.py aarch64 target/aarch64-unknown-linux-gnu/release/examples/cost

The program is the example `cost` of the crate `uopbench-copy-patch`, built with `--release`. It compiles the nine
workloads ten times. What is counted is instructions in functions of the crates `copy_patch` and `code_memory`, without
those that prepare the stencils once; allocation is left out. On x86-64, valgrind's callgrind counts. For AArch64, qemu
logs each instruction that it executes in these functions (`-one-insn-per-tb`), in a run in which the program lies at
the same address as in the one before (`setarch -R`).
"""

import os
import re
import subprocess
import sys
import tempfile

# Functions of the two crates that run once, and not for each program.
ONCE = re.compile(
    r"::new\b|StencilTable|Glue|Pool|Holes|for_holes|Record::|library::|ValueIndex|SegmentValues|PackError|Prefix|Shared"
    r"|copy_patch::pool::|\(copy_patch::isa::\w+::record::Record,|listing|disassembly|Traces|separate|Debug|Display|drop_in_place<copy_patch::(CopyPatch|stencil|pool|shared)"
)
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def is_counted(name):
    return ("copy_patch" in name or "code_memory" in name) and not ONCE.search(name)


def on_x86_64(program, folder):
    profile = os.path.join(folder, "profile")
    tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}"]
    said = run([*tool, program, "all", "compile"])
    table = run(["callgrind_annotate", "--threshold=100", profile])
    rows = re.findall(r"^\s*([\d,]+) \([^)]*\)\s+\S*?:(.*)$", table, re.M)
    return said, sum(int(count.replace(",", "")) for count, name in rows if is_counted(name))


def on_aarch64(program, folder):
    emulator = ["setarch", "-R", os.environ.get("QEMU", "qemu-aarch64"), "-L", "/usr/aarch64-linux-gnu"]
    log, base = os.path.join(folder, "log"), 0
    functions = []
    for line in run(["aarch64-linux-gnu-nm", "-C", "-S", "--defined-only", program]).splitlines():
        words = line.split(maxsplit=3)
        if len(words) == 4 and words[2] in "tT" and is_counted(words[3]):
            functions.append((int(words[0], 16), int(words[1], 16)))
    for _ in range(10):
        ranges = ",".join(f"{base + start:#x}+{size:#x}" for start, size in functions)
        said = run([*emulator, "-one-insn-per-tb", "-d", "page,exec,nochain", "-dfilter", ranges, "-D", log,
                    program, "all", "compile"])
        with open(log, "rb") as lines:
            first = int(next(line for line in lines if b"r-x" in line).split(b"-")[0], 16)
            if first == base:
                return said, sum(line.startswith(b"Trace") for line in lines)
        # The program may lie elsewhere in the next run, too.
        base = first
    sys.exit("the program never lay where it had been before")


def run(command):
    return subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout


def main():
    machines = {"x86-64": on_x86_64, "aarch64": on_aarch64}
    if len(sys.argv) != 3 or sys.argv[1] not in machines:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        said, count = machines[sys.argv[1]](os.path.abspath(sys.argv[2]), folder)
    uops = int(re.search(r"(\d+) uops", said).group(1))
    print(f"{count} instructions for 10 times {uops} uops: {count / uops / 10:.1f} a uop")


main()
