"""The versions of CPython that can be recorded, and where the recorder has to know them apart."""

import os
import sys
from pathlib import Path

RECORDED = ((3, 13), (3, 14), (3, 15))
VERSION = sys.version_info[:2]


def is_recorded():
    """Whether this is a Python that can be recorded."""
    return sys.implementation.name == "cpython" and VERSION in RECORDED


def has_jit():
    """Whether this build has a JIT. Before 3.14 none is recorded."""
    return hasattr(sys, "_jit") and sys._jit.is_available()


def jit_is_on():
    """Whether the JIT makes traces in this process."""
    return has_jit() and sys._jit.is_enabled()


def command():
    """The command that started this process. A script may have started this Python with a C library
    of its own, so the kernel's command line counts, where there is one."""
    try:
        return Path("/proc/self/cmdline").read_bytes().decode().split("\0")[:-1]
    except OSError:
        return [sys.executable, *sys.orig_argv[1:]]


def python():
    """How this Python was started, without what was given to it."""
    arguments = command()
    return arguments[: len(arguments) - len(sys.orig_argv) + 1]


def hashes_alike():
    """Whether texts have the same hashes in every process like this one, so that sets of them have one order."""
    return not sys.flags.hash_randomization


def restart(**settings):
    """Starts this process anew with other variables of the environment, unless it has these already."""
    if any(os.environ.get(name) != value for name, value in settings.items()):
        arguments = command()
        os.execvpe(arguments[0], arguments, {**os.environ, **settings})


def names():
    """The versions, for people."""
    *most, last = [f"{major}.{minor}" for major, minor in RECORDED]
    return f"{', '.join(most)} or {last}"


def shows_as_bytes(value):
    """Whether the text of a bytearray has that of the same bytes in it: before 3.15, an apostrophe has a backslash."""
    return VERSION >= (3, 15) or b"'" not in value or b'"' in value
