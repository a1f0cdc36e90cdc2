"""Times the run() of a program; reads what to do from standard input, writes what it learnt."""

import ast
import gc
import json
import runpy
import sys
import time


def timed(function, copies):
    """The time of a call with each of the arguments, and the last result."""
    start = time.perf_counter_ns()
    for args in copies:
        result = function(*args)
    return time.perf_counter_ns() - start, result


def main():
    request = json.load(sys.stdin)
    function = runpy.run_path(request["program"])["run"]

    def copies(count):
        # Each call has arguments of its own, as a program may change them.
        return [ast.literal_eval(request["args"]) for _ in range(count)]

    gc.collect()
    gc.disable()
    elapsed, result = timed(function, copies(1))
    if repr(result) != request["result"]:
        json.dump({"result": repr(result)}, sys.stdout)
        return
    # Until adaptive instructions and a JIT have settled.
    spent, best = elapsed, elapsed
    while spent < request["warm_up_ns"]:
        elapsed, _ = timed(function, copies(1))
        spent, best = spent + elapsed, min(best, elapsed)
    batch = max(1, min(request["most_batch"], -(-request["sample_ns"] // max(best, 1))))
    samples, spent = [], 0
    while len(samples) < request["samples"] and (spent < request["budget_ns"] or len(samples) < 3):
        elapsed, result = timed(function, copies(batch))
        spent += elapsed
        samples.append(round(elapsed / batch, 1))
    json.dump({"result": repr(result), "samples": samples, "batch": batch}, sys.stdout)


main()
