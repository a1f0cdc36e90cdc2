"""Tells what a Python is."""

import json
import platform
import sys
import sysconfig

json.dump(
    {
        "implementation": sys.implementation.name,
        "version": platform.python_version(),
        "version_info": sys.version_info[:3],
        "compiler": platform.python_compiler(),
        "jit": "--enable-experimental-jit" in (sysconfig.get_config_var("CONFIG_ARGS") or ""),
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "executable": sys.executable,
    },
    sys.stdout,
)
