#!/usr/bin/env bash
# Measures one part of the workloads: bench_shard.sh K N DIR [ARGUMENT OF BENCH]...
#
# The results go to DIR/shard-K. Every shard needs the same SEED and the same arguments. Once all N are
# done, `uopbench merge DIR/shard-*` puts them together. UOPBENCH is the command to run.
set -euo pipefail

if [ $# -lt 3 ]; then
    echo "usage: bench_shard.sh K N DIR [ARGUMENT OF BENCH]..." >&2
    exit 2
fi
shard=$1 of=$2 folder=$3
shift 3
out=$folder/shard-$shard
# A scheduler that takes a machine away starts the job again: go on where it was.
if [ -e "$out/parts/plan.json" ]; then
    exec "${UOPBENCH:-uopbench}" bench --resume --out "$out"
fi
exec "${UOPBENCH:-uopbench}" bench --seed "${SEED:-1}" --shard "$shard/$of" --out "$out" "$@"
