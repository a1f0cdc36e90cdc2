#!/usr/bin/env bash
# CPython 3.15.2 with its JIT (PYTHON_JIT=1): a loop that ends in an `if` without `else`, taken
# every second time, never gets an executor, however long it runs. The same loop with an `else`
# has two. CPython 3.14.10 makes two for either.
#
# What follows: a missing executor does not say that a loop is cold, and a benchmark of such a loop
# measures the interpreter with the JIT switched on.
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

cat >loops.py <<'PYTHON'
import _opcode
import sys


def without_else(rounds):
    count = 0
    for number in range(rounds):
        if number & 1:
            count += 1
    return count


def with_else(rounds):
    count = 0
    for number in range(rounds):
        if number & 1:
            count += 1
        else:
            count += 2
    return count


def executors(function):
    """How many instructions of a function have an executor."""
    count = 0
    for offset in range(0, len(function.__code__.co_code), 2):
        try:
            _opcode.get_executor(function.__code__, offset)
        except ValueError:
            continue
        count += 1
    return count


for function in (without_else, with_else):
    function(2_000_000)
print(sys.version.split()[0], executors(without_else), executors(with_else))
PYTHON
read -r version without with < <(python loops.py)
printf 'CPython %s, executors after 2,000,000 rounds: %s without else, %s with else\n' \
    "$version" "$without" "$with"

[ "$version" = 3.15.2 ] && [ "$without" = 0 ] && [ "$with" -gt 0 ]
echo "as described"
