#!/usr/bin/env bash
# pyperf 2.11.0: `compare_to` makes its significance test only if both files have the same number
# of values. With 20 values on one side and 21 on the other it prints "ERROR when testing if values
# are significant", reports the difference as a change, and ends with status 0.
#
# What follows for a user: export the same number of values on both sides, or each noise becomes
# "faster" or "slower".
set -euo pipefail
python=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyperf==2.11.0
cd "$folder"

venv/bin/python - <<'PYTHON'
import random
import pyperf


def write(path, count, seed):
    """A benchmark of `count` processes with one value each: 1 s, with a deviation of 5 %."""
    source = random.Random(seed)
    runs = [
        pyperf.Run([source.gauss(1.0, 0.05)], metadata={"name": "loop"}, collect_metadata=False)
        for _ in range(count)
    ]
    pyperf.BenchmarkSuite([pyperf.Benchmark(runs)]).dump(path)


write("before.json", 20, seed=1)
write("same_count.json", 20, seed=2)
write("one_more.json", 21, seed=2)
PYTHON

compare() { venv/bin/python -m pyperf compare_to before.json "$1" 2>&1; }
same=$(compare same_count.json)
more=$(compare one_more.json)
printf 'pyperf %s\n20 values against 20:\n%s\n20 values against 21 of the same distribution:\n%s\n' \
    "$(venv/bin/python -c 'import pyperf; print(pyperf.__version__)')" "$same" "$more"

grep -q 'not significant' <<<"$same"
grep -q 'ERROR when testing if values are significant' <<<"$more"
grep -qE 'faster|slower' <<<"$more"
echo "as described"
