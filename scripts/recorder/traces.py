"""The traces that CPython's own JIT makes of a program, from a process of their own.

Monitoring and the JIT exclude each other since CPython 3.15, so what `observe` sees comes from a process
with the JIT off, and the traces from one with the JIT on. Objects go from one to the other by name if a
program can tell them from a copy, otherwise by value.
"""

import io
import os
import pickle
import subprocess
import sys
import types

from . import executors, version
from .problems import Inexpressible
from .program import MODULE_NAME
from .values import has_identity

# What in the environment changes which traces the JIT makes.
_SETTINGS = ("PYTHON_JIT_", "PYTHON_UOPS_")
# `record.py` started with this writes the traces to standard output.
OPTION = "--traces-only"
# How the program is loaded comes behind this.
LOADING = "--loading"


class NoTraces(Exception):
    """The process that makes the traces failed; the message says how."""


def settings():
    """What in the environment changes which traces the JIT makes."""
    return {key: value for key, value in sorted(os.environ.items()) if key.startswith(_SETTINGS)}


def write(program):
    """Runs a program with the JIT on, and writes the traces for the process that asked for them."""
    names = {id(value): name for name, value in _named(program)}
    rows = [_unnamed(row, names) for row in executors.read(program)]
    sys.stdout.buffer.write(pickle.dumps(rows))


def traces(program):
    """The traces that the JIT makes of a program, whose values are this process's objects."""
    command = [*version.command(), OPTION, LOADING, program.loading]
    environment = {**os.environ, "PYTHON_JIT": "1"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise NoTraces(f"with the JIT on, CPython ended with status {done.returncode}")
    objects = dict(_named(program))
    return [_found(row, objects) for row in pickle.loads(done.stdout)]


def rows(found, tables):
    """Traces as they are in a recording."""
    return [_encoded(row, tables) for row in found]


def _encoded(row, tables):
    row = dict(row)
    if "code" in row:
        row["code"] = tables.code(row["code"])
    row["uops"] = [_encoded_uop(uop, tables) for uop in row["uops"]]
    return row


def _encoded_uop(uop, tables):
    uop = dict(uop)
    try:
        if "type" in uop:
            key, name = uop.pop("type")
            uop[key] = {"type": name}
            return uop
        for key in ("value", "version"):
            if key in uop:
                if isinstance(uop[key], type) and issubclass(uop[key], type):
                    raise Inexpressible("a metaclass")
                uop[key] = tables.value(uop[key])
        if "instruction" in uop:
            code, offset = uop["instruction"]
            uop["instruction"] = [tables.code(code), offset]
    except Inexpressible as reason:
        known = {"value", "version", "instruction"}
        uop = {name: item for name, item in uop.items() if name not in known}
        uop["unresolved"] = str(reason)
    return uop


def _named(program):
    """Names of objects that belong to a program, with the objects; the same in each process."""
    seen = set()

    def visit(name, value):
        if id(value) in seen:
            return
        seen.add(id(value))
        yield name, value
        if isinstance(value, types.FunctionType):
            inner = [*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()]
            inner += [cell.cell_contents for cell in value.__closure__ or () if _is_set(cell)]
            for i, item in enumerate(inner):
                yield from visit((*name, i), item)
        elif isinstance(value, type) and value.__module__ == MODULE_NAME:
            for member, item in list(vars(value).items()):
                yield from visit((*name, member), item)
        elif isinstance(value, (staticmethod, classmethod)):
            yield from visit((*name, "function"), value.__func__)
        elif isinstance(value, property):
            yield from visit((*name, "getter"), value.fget)

    for i, code in enumerate(program.codes):
        yield from visit(("code", i), code)
    for name, value in program.globals.items():
        if not name.startswith("__"):
            yield from visit(("global", name), value)


def _is_set(cell):
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True


class _Pickler(pickle.Pickler):
    def __init__(self, file, names):
        super().__init__(file)
        self._names = names

    def persistent_id(self, value):
        return None if _is_plain(value) else self._names.get(id(value))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file, objects):
        super().__init__(file)
        self._objects = objects

    def persistent_load(self, name):
        return self._objects[name]


def _is_plain(value):
    """Whether a copy of an object is as good as the object."""
    return value is None or isinstance(value, (bool, int, float, str, bytes))


def _unnamed(row, names):
    row = dict(row)
    if "code" in row:
        row["code"] = names[id(row["code"])]
    row["uops"] = [_unnamed_uop(uop, names) for uop in row["uops"]]
    return row


def _unnamed_uop(uop, names):
    uop = dict(uop)
    for key in ("value", "version", "instruction"):
        if key in uop:
            value = uop.pop(key)
            if isinstance(value, type) and value.__module__ == "builtins":
                # Not every builtin class has a name that pickle finds.
                uop["type"] = key, value.__name__
                continue
            file = io.BytesIO()
            try:
                if id(value) not in names and has_identity(value):
                    raise TypeError
                _Pickler(file, names).dump(value)
                uop[key] = file.getvalue()
            except (TypeError, AttributeError, pickle.PicklingError):
                uop["unresolved"] = f"an object of type {type(value).__name__}"
    return uop


def _found(row, objects):
    if "code" in row:
        row["code"] = objects[row["code"]]
    for uop in row["uops"]:
        for key in ("value", "version", "instruction"):
            if key in uop:
                uop[key] = _Unpickler(io.BytesIO(uop[key]), objects).load()
    return row
