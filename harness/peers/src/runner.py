"""Times the run() of a program; reads what to do from standard input, writes what it learnt."""

import ast
import gc
import json
import operator
import runpy
import sys
import time


def timed(function, copies):
    """The time of a call with each of the arguments, and the last result."""
    start = time.perf_counter_ns()
    for args in copies:
        result = function(*args)
    return time.perf_counter_ns() - start, result


class_name = operator.attrgetter("__name__")


def traces():
    """The number of traces that CPython's JIT has made, without a loop that it may trace."""
    return list(map(class_name, map(type, gc.get_objects()))).count("uop_executor")


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
    # Until adaptive instructions have settled, and a JIT that counts loops has made its traces: no new
    # one for as long as the warm-up takes. They are counted ten times within that.
    spent, best = elapsed, elapsed
    found, changed, looked = traces(), 0, 0
    while spent < changed + request["warm_up_ns"] and spent < request["most_warm_up_ns"]:
        elapsed, _ = timed(function, copies(1))
        spent, best = spent + elapsed, min(best, elapsed)
        if spent - looked >= request["warm_up_ns"] / 10:
            looked, before, found = spent, found, traces()
            changed = changed if found == before else spent
    settled = spent >= changed + request["warm_up_ns"]
    batch = max(1, min(request["most_batch"], -(-request["sample_ns"] // max(best, 1))))
    samples, spent = [], 0
    while len(samples) < request["samples"] and (spent < request["budget_ns"] or len(samples) < 3):
        elapsed, result = timed(function, copies(batch))
        spent += elapsed
        samples.append(round(elapsed / batch, 1))
    # 3.14 and later tell.
    jit = sys._jit.is_enabled() if hasattr(sys, "_jit") else None
    answer = {"result": repr(result), "samples": samples, "batch": batch}
    json.dump(answer | {"jit": jit, "settled": settled}, sys.stdout)


main()
