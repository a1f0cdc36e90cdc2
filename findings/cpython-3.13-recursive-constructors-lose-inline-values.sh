#!/usr/bin/env bash
# CPython 3.13.5: a class of which the first instance makes 28 others in its `__init__`, one inside of the other,
# before any of them has an attribute (a linked list or tree that is built recursively), keeps all attributes but one
# in dicts, for good: loads of the others are specialised to LOAD_ATTR_WITH_HINT, not to LOAD_ATTR_INSTANCE_VALUE. With
# 27 it does not happen, nor if one instance was made before. Each instance that is made before an attribute is
# stored takes one of the 30 places for names that instances of the class share. CPython 3.14 gets the names from the
# compiler.
#
# What follows: the same program at another size, or with a warm-up of its classes, has other bytecode and so other
# uops in its traces. A benchmark of objects has to state how its classes were first used.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Packages of Debian 13 are unpacked, not installed; they bring the C library that they need.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' |
    grep -v security | head -1)
mkdir -p lists/partial cache/archives/partial
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring arch=amd64] $mirror trixie main" >sources.list
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
apt-get -qq download 'python3.13-minimal=3.13.5-2*' 'libpython3.13-minimal=3.13.5-2*' \
    'libpython3.13-stdlib=3.13.5-2*' libc6 libexpat1 zlib1g
for package in *.deb; do dpkg -x "$package" root; done
python() {
    PYTHONHOME=root/usr root/usr/lib64/ld-linux-x86-64.so.2 \
        --library-path root/usr/lib/x86_64-linux-gnu root/usr/bin/python3.13 "$@"
}


cat >recursive.py <<'PYTHON'
import dis
import sys


def load_after(depth):
    """The load of the second attribute, once a class has made so many instances inside of each other."""

    class Node:
        def __init__(self, left):
            self.next = Node(left - 1) if left else None
            self.value = 1

    def value_of(node):
        return node.value

    Node(depth)
    node = Node(0)
    for _ in range(200):
        value_of(node)
    code = dis.get_instructions(value_of, adaptive=True)
    return next(it.opname for it in code if it.opname.startswith("LOAD_ATTR"))


print(sys.version.split()[0], load_after(27), load_after(28))
PYTHON
read -r version shallow deep < <(python recursive.py)
echo "CPython $version: after 27 instances inside of each other $shallow, after 28 $deep"
[ "$version" = 3.13.5 ] && [ "$shallow" = LOAD_ATTR_INSTANCE_VALUE ] && [ "$deep" = LOAD_ATTR_WITH_HINT ]
echo "as described"
