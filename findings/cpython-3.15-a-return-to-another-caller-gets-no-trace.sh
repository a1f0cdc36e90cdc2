#!/usr/bin/env bash
# CPython 3.15.2 with its JIT (PYTHON_JIT=1): a trace that returns from the function in which it
# began guards that the caller goes on where the recorded one did. Where it does not, the trace is
# left, and no further trace is made, however often that happens. The exits of other guards get a
# trace after 4,002 times.
#
# In `walk`, each second return leads to the second call. After 2.6 million calls, two executors
# stand in its code, and none of them has the addition behind that call. In `alternate`, where a
# branch goes either way as often, both ways have an executor.
#
# What follows: half of the returns of a recursion, or of a function with two callers, go back to
# the interpreter each time. A benchmark of recursive code measures both tiers.
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

cat >returns.py <<'PYTHON'
import _opcode
import sys


def walk(depth):
    if depth == 0:
        return 1
    left = walk(depth - 1)
    right = walk(depth - 1)
    return left + right


def alternate(rounds):
    total = 0
    for number in range(rounds):
        if number & 1:
            total += 3
        else:
            total -= 3
    return total


def executors(function):
    """The names of the uops of each executor in a function's code."""
    found = []
    for offset in range(0, len(function.__code__.co_code), 2):
        try:
            executor = _opcode.get_executor(function.__code__, offset)
        except ValueError:
            continue
        found.append([uop[0] for uop in executor])
    return found


for _ in range(40):
    walk(15)
    alternate(60_000)
inside, beside = executors(walk), executors(alternate)
guarded = sum("_GUARD_IP_RETURN_VALUE" in names for names in inside)
added = sum("_BINARY_OP_ADD_INT" in names for names in inside)
ways = sum(
    any(name in names for names in beside)
    for name in ("_BINARY_OP_ADD_INT", "_BINARY_OP_SUBTRACT_INT")
)
print(sys.version.split()[0], len(inside), guarded, added, ways)
PYTHON
read -r version executors guarded added ways < <(python returns.py)
printf 'CPython %s: %s executors in walk, %s with the guard of a return, %s with the addition\n' \
    "$version" "$executors" "$guarded" "$added"
printf 'ways of alternate with an executor: %s of 2\n' "$ways"

[ "$version" = 3.15.2 ] && [ "$executors" = 2 ] && [ "$guarded" = 1 ] && [ "$added" = 0 ] &&
    [ "$ways" = 2 ]
echo "as described"
