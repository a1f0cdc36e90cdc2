"""Tells what a Python is."""

import sys

# The folder in which it is started has none of its modules.
sys.path[:] = [folder for folder in sys.path if folder]

import json
import platform
import sysconfig


def options():
    """What it was built with; nothing where a debug build lacks the module that says so."""
    try:
        return (sysconfig.get_config_var("CONFIG_ARGS") or "").replace("'", " ").split()
    except ImportError:
        return []


def jit():
    """"none", "switchable" by PYTHON_JIT, or "always"."""
    if "pypyjit" in sys.builtin_module_names:
        return "always"
    name = "--enable-experimental-jit"
    asked = [option.partition("=")[2] for option in options() if option.partition("=")[0] == name]
    if asked and asked[-1].startswith("interpreter"):
        return "none"  # Micro-ops, but no machine code.
    if hasattr(sys, "_jit"):  # Since 3.14.
        return "switchable" if sys._jit.is_available() else "none"
    return "switchable" if asked and asked[-1] != "no" else "none"


json.dump(
    {
        "implementation": sys.implementation.name,
        "version": platform.python_version(),
        "version_info": sys.version_info[:3],
        "compiler": platform.python_compiler(),
        "jit": jit(),
        "free_threaded": "t" in getattr(sys, "abiflags", ""),
        "executable": sys.executable,
    },
    sys.stdout,
)
