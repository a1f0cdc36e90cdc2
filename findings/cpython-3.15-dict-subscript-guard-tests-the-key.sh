#!/usr/bin/env bash
# CPython 3.15.2 with its JIT (PYTHON_JIT=1): the guard that the optimiser puts before a dict
# subscript tests the key for the type `dict`. The trace has `_GUARD_TYPE` with the address of
# `dict`, and `_GUARD_TYPE` looks at the topmost slot; in `table[key]` that is the key. So the guard
# fails in every round, and the JIT makes a second executor for what follows the guard's exit.
# A list subscript in the same loop needs one executor. In CPython 3.14.10 the guard is
# `_GUARD_NOS_DICT`, which tests the container, and one executor is enough.
#
# What follows: a tool that reads this guard as one of the container passes where CPython leaves.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Packages of Debian sid are unpacked, not installed; they bring the C library that they need.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' |
    grep -v security | head -1)
mkdir -p lists/partial cache/archives/partial
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring arch=amd64] $mirror sid main" >sources.list
touch status
cat >apt.conf <<APT
Dir::Etc::SourceList "$folder/sources.list";
Dir::Etc::SourceParts "-";
Dir::State::Lists "$folder/lists";
Dir::State::Status "$folder/status";
Dir::Cache "$folder/cache";
Acquire::Languages "none";
APT::Sandbox::User "root";
APT::Architecture "amd64";
APT::Architectures "amd64";
APT
export APT_CONFIG=$folder/apt.conf
apt-get -qq update
apt-get -qq download python3.15-minimal=3.15.2-1 libpython3.15-minimal=3.15.2-1 \
    libpython3.15-stdlib=3.15.2-1 libc6 libexpat1 zlib1g
for package in *.deb; do dpkg -x "$package" root; done
python() {
    PYTHON_JIT=1 PYTHONHOME=root/usr root/usr/lib64/ld-linux-x86-64.so.2 \
        --library-path root/usr/lib/x86_64-linux-gnu root/usr/bin/python3.15 "$@"
}

cat >subscript.py <<'PYTHON'
import _opcode
import sys


def of_dict(table, rounds):
    total = 0
    for key in range(rounds):
        total += table[key & 3]
    return total


def of_list(table, rounds):
    total = 0
    for key in range(rounds):
        total += table[key & 3]
    return total


def executors(function):
    """The executors of a function, each as its uops: name, oparg, target, operand."""
    found = []
    for offset in range(0, len(function.__code__.co_code), 2):
        try:
            found.append(list(_opcode.get_executor(function.__code__, offset)))
        except ValueError:
            continue
    return found


of_dict({0: 1, 1: 2, 2: 3, 3: 4}, 400_000)
of_list([1, 2, 3, 4], 400_000)
BOOKKEEPING = {"_SET_IP", "_SPILL_OR_RELOAD", "_CHECK_VALIDITY"}
traces = [[uop for uop in trace if uop[0] not in BOOKKEEPING] for trace in executors(of_dict)]
guards = [
    uop
    for trace in traces
    for uop, following in zip(trace, trace[1:])
    if uop[0] == "_GUARD_TYPE" and following[0] == "_BINARY_OP_SUBSCR_DICT"
]
print(
    sys.version.split()[0],
    len(executors(of_dict)),
    len(executors(of_list)),
    any(uop[3] == id(dict) for uop in guards),
)
PYTHON
read -r version dict list guard < <(python subscript.py)
printf 'CPython %s, executors: %s for dict subscripts, %s for list subscripts\n' \
    "$version" "$dict" "$list"
printf '_GUARD_TYPE dict right before _BINARY_OP_SUBSCR_DICT: %s\n' "$guard"

[ "$version" = 3.15.2 ] && [ "$dict" -gt "$list" ] && [ "$guard" = True ]
echo "as described"
