"""A recording: everything that is known of a program, as JSON and in files."""

import inspect
import json
import os
import platform
import sys
from pathlib import Path

from . import handlers, named, traces, version
from .bytecode import Bytecode
from .exchanges import Exchanges
from .held import is_in_class
from .hosted import Hosted
from .observe import Observer
from .opaque import give_up, has_given_up, may_be_met, may_give_up, model_all
from .problems import Inexpressible, Problems, Unsupported
from .program import MODULE_NAME
from .progress import Progress
from .refused import made_of_addresses, may_be_opaque
from .rows import Encoded, encode
from .sites import Sites
from .special import method
from .star import has_stars
from .state import description
from .values import Tables, referred_codes

FORMAT = "uopbench-recording"
VERSION = 1

# How many arrays and objects of JSON may lie inside each other where recordings are read.
DEEPEST = 127

# What `sys.getrecursionlimit()` gives when CPython starts.
RECURSION_LIMIT = 1000

# About how many times as long runs take that are observed natively.
_SLOWER = 15


def record(program):
    """The recording, the contents of `expected.json`, and how many seconds of processor time run(*ARGS) takes if it is
    not recorded. Raises `Unsupported`."""
    failed = []
    for loaded in program.loadings():
        model_all()
        made_of_addresses.clear()
        may_be_opaque[:] = [True] * may_be_met(loaded)
        try:
            return _modelled(loaded)
        except Unsupported as error:
            failed.append(error)
    # It is told by lines of the program.
    raise min(failed, key=lambda each: len(each.lines))


def _modelled(program):
    """The same, with as much modelled as can be recorded."""
    hosted, first = Hosted(program), None
    while True:
        try:
            return _record(program, hosted)
        except Unsupported as error:
            first = first or error
        if hosted.keyed.takes_demands() or hosted.takes_calls_back():
            first = None
            continue
        # What has no form if more is modelled may have one if those objects are opaque.
        if hosted.give_up_optional():
            continue
        if not has_given_up() and may_give_up(program):
            give_up()
        elif hosted:
            hosted.give_up()
        else:
            raise first


def _record(program, hosted):
    progress = Progress(program.name)
    if program.has_quick_run:
        _look(program, hosted)
    problems = Problems(program.filename)
    before = description(program)
    long = program.first()
    first = [long.returned, program.call(quick=True) if program.has_quick_run else long.returned]
    found = None
    if version.has_jit():
        progress.doing("CPython's JIT makes its traces")
        found = traces.traces(program)
    progress.doing("run(*ARGS) until its bytecode is specialised", 2 * long.seconds)
    plain = program.warm_up()
    bytecodes = {id(code): Bytecode(code) for code in program.codes}
    hosted.find(bytecodes, (False, True)[: 1 + program.has_quick_run])
    observer = Observer(program, list(bytecodes.values()), hosted)
    progress.doing("run(*ARGS), and what each instruction meets in it", _SLOWER * long.seconds)
    results = [observer.run(quick=False)]
    if program.has_quick_run:
        results.append(observer.run(quick=True))
    else:
        observer.repeat()
        results *= 2
    _check_pure(program, before, first, results, problems)

    tables, sites, entry, args = _tables(program, bytecodes, observer, problems, hosted)
    jit = {}
    if found is not None:
        jit = {"jit": traces.settings(), "executors": traces.rows(found, tables)}
    rows = _code_rows(program, bytecodes, observer, sites, tables, problems)
    opaque, share = _opaque(program, bytecodes, observer, tables, problems, hosted, plain)

    recording = {
        "format": FORMAT,
        "version": VERSION,
        "python": platform.python_version(),
        "program": program.name,
        "source_sha256": program.source_hash,
        "entry": entry["function"],
        "args": args[0],
        "quick_args": args[1],
        "result": results[0].text,
        "quick_result": results[1].text,
        **_recursion_limit(),
        "opcodes": _opcodes(bytecodes[id(code)] for code in tables.codes),
        "globals": [[name, value] for name, value in sites.globals.items()],
        "assigned": sites.assigned,
        "builtins": [[name, value] for name, value in sites.builtins.items()],
        "objects": tables.objects,
        **({"changed": tables.changed} if tables.changed else {}),
        "functions": tables.functions,
        **({"names_functions": True} if tables.tells_names else {}),
        **({"changes_defaults": True} if sites.changes_defaults else {}),
        "classes": tables.classes,
        "codes": rows,
        **opaque,
        **jit,
    }
    if _depth(recording) > DEEPEST:
        raise _unsupported(program, "values that are nested too deeply")
    expected = {
        "function": program.run.__name__,
        "args": repr(program.args),
        "result": results[0].text,
        "quick_args": repr(program.quick_args),
        "quick_result": results[1].text,
        "python": platform.python_version(),
        **share,
    }
    return recording, expected, long.busy


def _look(program, hosted):
    """Looks in the short run for what can't be recorded, before the long one begins. Raises `Unsupported`."""
    problems = Problems(program.filename)
    before = description(program)
    first = program.call(quick=True)
    bytecodes = {id(code): Bytecode(code) for code in program.codes}
    hosted.find(bytecodes, [True])
    observer = Observer(program, list(bytecodes.values()), hosted)
    result = observer.run(quick=True)
    _check_pure(program, before, [first], [result], problems)
    tables, sites, _, _ = _tables(program, bytecodes, observer, problems, hosted)
    _code_rows(program, bytecodes, observer, sites, tables, problems)
    if tables.opaques:
        Exchanges(program, bytecodes.values(), observer, tables, problems, hosted).run(quick=True)
        problems.raise_any()


def _tables(program, bytecodes, observer, problems, hosted):
    """The tables of what the program refers to, its sites, its entry and its arguments."""
    compared = _compared_by_identity(program, bytecodes, observer)
    tables = Tables(program, compared, _stored_attributes(program, bytecodes, observer))
    sites = Sites(program, observer, tables, problems, hosted)
    try:
        _check_entry(program)
        entry = tables.value(program.run)
        args = [tables.arguments(values) for values in (program.args, program.quick_args)]
    except Inexpressible as reason:
        raise _unsupported(program, reason) from None
    for code in program.codes:
        if any(observer.of(code).entries):
            tables.code(code)
    if handlers.ran(program, bytecodes, observer):
        has_views = any("memoryview" in code.co_names for code in program.codes)
        for error in handlers.ERRORS + (handlers.OF_VIEWS if has_views else ()):
            tables.value(error)
    return tables, sites, entry, args


def _code_rows(program, bytecodes, observer, sites, tables, problems):
    """The rows of all code objects that ran or are referred to. Raises `Unsupported`."""
    rows = []
    # The table grows while it is read: the entries that a code object refers to come after it, and those of attributes of
    # functions after all.
    while len(rows) < len(tables.codes):
        code = tables.codes[len(rows)]
        for referred in referred_codes(code):
            tables.code(referred)
        rows.append(_code_row(bytecodes[id(code)], observer.of(code), sites, tables, problems))
        if len(rows) == len(tables.codes):
            _give_attributes(program, tables, problems)
    problems.raise_any()
    try:
        tables.finish(_written(program, bytecodes, observer))
    except Inexpressible as reason:
        raise _unsupported(program, reason) from None
    return rows


def _give_attributes(program, tables, problems):
    try:
        tables.give_attributes()
    except Inexpressible as reason:
        problems.add(program.run.__code__.co_firstlineno, f"not supported: {reason}")


def _opaque(program, bytecodes, observer, tables, problems, hosted, plain):
    """What the program asks of opaque objects, and which share that takes of the seconds of a plain run. Raises
    `Unsupported`."""
    if not tables.opaques:
        return {}, {}
    exchanges = Exchanges(program, bytecodes.values(), observer, tables, problems, hosted)
    runs, seconds = [], []
    for quick in (False, True)[: 1 + program.has_quick_run]:
        run, taken = exchanges.run(quick)
        problems.raise_any()
        runs.append(run)
        seconds.append(taken)
    share = min(seconds[0] / max(plain, 1e-9), 1.0)
    return {"opaque": {"objects": tables.opaques.rows(), "runs": runs}}, {"opaque_percent": round(100 * share)}


def _depth(value):
    """How many arrays and objects lie inside each other in JSON."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        return 0
    return 1 + max(map(_depth, value), default=0)


def _compared_by_identity(program, bytecodes, observer):
    """The types of which `is` has met two objects."""
    found = set()
    for code in program.codes:
        for offset in observer.of(code).ran:
            if bytecodes[id(code)].instructions[offset].generic == "IS_OP":
                for (left, right), _ in observer.operands(code, offset):
                    if left.cls is right.cls:
                        found.add(left.cls)
    return found


def _stored_attributes(program, bytecodes, observer):
    """For each class of the program, the names of the attributes that instructions and calls have stored in its instances."""
    found = {}
    for code in program.codes:
        stored = []
        instructions = bytecodes[id(code)].instructions
        for offset in sorted(observer.of(code).ran):
            instruction = instructions[offset]
            if instruction.generic == "STORE_ATTR":
                name = code.co_names[instruction.oparg]
                owners = [kinds[-1] for kinds, _ in observer.operands(code, offset)]
                stored += [(owner, name) for owner in owners if owner.cls and not method(owner.cls, "__setattr__")]
            elif instruction.generic == "LOAD_ATTR":
                name = code.co_names[instruction.oparg >> 1]
                kinds = [kinds[-1] for kinds, _ in observer.operands(code, offset)]
                if any(kind.identity is None and handlers.tells_attribute(kind.cls, name) for kind in kinds):
                    found[AttributeError] = dict.fromkeys(handlers.OF_ATTRIBUTE)
        for owner, name in [*stored, *named.changes(code, observer)]:
            # What has neither a dict nor a slot for it does not get it.
            is_known = owner.cls.__module__ == MODULE_NAME or handlers.is_builtin(owner.cls)
            if is_known and owner.identity is None and owner.cls.__dictoffset__ and not _is_of_type(owner.cls, name):
                found.setdefault(owner.cls, {})[name] = None
    return found


def _is_of_type(cls, name):
    """Whether the objects of a class have a place of their own for an attribute, which no dict has."""
    return handlers.is_exception(cls) and is_in_class(cls, name)


def _written(program, bytecodes, observer):
    """The variables of closures that the runs have written, each with a code object that did so."""
    found = set()
    for code in program.codes:
        names = [name for name, _ in _locals(code)]
        for offset in observer.of(code).ran:
            instruction = bytecodes[id(code)].instructions[offset]
            if instruction.generic in ("STORE_DEREF", "DELETE_DEREF"):
                found.add((id(code), names[instruction.oparg]))
    return found


def _check_entry(program):
    """Raises if the program begins in a function that needs more than the arguments."""
    if program.run.__closure__:
        raise Inexpressible("run as a closure")
    code = program.run.__code__
    if has_stars(code):
        raise Inexpressible("a parameter of run with a star")
    for args in (program.args, program.quick_args):
        if len(args) != code.co_argcount + code.co_kwonlyargcount:
            raise Inexpressible("parameters of run that are left to their defaults")


def _recursion_limit():
    """The limit that the program has set while it was loaded."""
    limit = sys.getrecursionlimit()
    return {} if limit == RECURSION_LIMIT else {"recursion_limit": limit}


def _unsupported(program, reason):
    """Why the program's arguments can't be recorded."""
    line = program.run.__code__.co_firstlineno
    return Unsupported([f"{program.filename}:{line}: not supported: {reason}"])


def write(folder, recording, expected, source):
    """Writes recording.json, expected.json and program.py; either all of them or none."""
    folder = Path(folder)
    contents = {
        "program.py": source,
        "recording.json": to_json(recording),
        "expected.json": json.dumps(expected, indent=2) + "\n",
    }
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    try:
        for name, text in contents.items():
            written.append(folder / f".{name}.new")
            written[-1].write_text(text, encoding="utf-8")
        for name, path in zip(contents, written):
            os.replace(path, folder / name)
    finally:
        for path in written:
            path.unlink(missing_ok=True)


def to_json(recording):
    """The text of a recording: one line for each value, site and array."""
    return _object(recording, 0) + "\n"


def _object(value, depth):
    indent = "  " * (depth + 1)
    lines = []
    for key, item in value.items():
        if isinstance(item, list) and item and (key in _ONE_A_LINE):
            rows = ",\n".join(
                f"{indent}  " + (_object(row, depth + 2) if key in _OBJECTS else _compact(row))
                for row in item
            )
            text = f"[\n{rows}\n{indent}]"
        elif key in _OBJECTS and isinstance(item, dict):
            text = _object(item, depth + 1)
        else:
            text = _compact(item)
        lines.append(f"{indent}{json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n" + "  " * depth + "}"


# Objects, and arrays of objects, with such arrays.
_OBJECTS = frozenset({"codes", "executors", "opaque", "runs"})
_ONE_A_LINE = frozenset(
    {
        "builtins", "classes", "codes", "exchanges", "executors", "functions", "globals", "objects", "runs", "sites",
        "uops",
    }  # fmt: skip
)


def _compact(value):
    return value.text if type(value) is Encoded else encode(value)


def _check_pure(program, before, first, results, problems):
    """A run must leave what it refers to as it was, and return the same again."""
    for name, now in description(program).items():
        if before.get(name) != now:
            problems.add(1, f"not supported: {name} is changed by the run")
    if first != results:
        problems.add(program.run.__code__.co_firstlineno, "the result differs from run to run")
    other = next((result.other for result in results if result.other), None)
    if other is not None:
        problems.add(
            program.run.__code__.co_firstlineno,
            "not supported: a result that is not made of None, bools, numbers, strings, bytes, "
            f"bytearrays, tuples, lists and dicts: {other}",
        )


def _code_row(bytecode, observed, sites, tables, problems):
    code = bytecode.code
    if any(observed.entries):
        _check_form(bytecode, observed, problems)
    return {
        "name": code.co_qualname,
        "first_line": code.co_firstlineno,
        "positional": code.co_argcount,
        "positional_only": code.co_posonlyargcount,
        "keyword_only": code.co_kwonlyargcount,
        "flags": code.co_flags,
        "stack_size": code.co_stacksize,
        "locals": _locals(code),
        "constants": [_constant(constant, tables) for constant in code.co_consts],
        "names": list(code.co_names),
        "units": bytecode.units,
        "lines": bytecode.lines(),
        "handlers": bytecode.handlers(),
        **({"raised": sorted(observed.raised)} if observed.raised else {}),
        "entries": observed.entries,
        "ran": _ranges(bytecode, observed.ran),
        "branches": [[*key, *counts] for key, counts in sorted(observed.branches.items())],
        "sites": sites.of(bytecode),
    }


def _check_form(bytecode, observed, problems):
    code = bytecode.code
    if code.co_flags & inspect.CO_ASYNC_GENERATOR:
        for offset in sorted(observed.ran):
            instruction = bytecode.instructions[offset]
            if instruction.generic == "YIELD_VALUE" and instruction.oparg == 1:
                problems.add(bytecode.line(offset), "not supported: an asynchronous generator that waits for others")
    for offset in sorted(observed.thrown):
        if bytecode.is_in_try(offset):
            problems.add(bytecode.line(offset), "not supported: a generator that is closed, or thrown into, in a try")


def _constant(constant, tables):
    try:
        return tables.value(constant)
    except Inexpressible as reason:
        # An instruction that loads it and ran is a problem, which `Sites` reports.
        return {"unsupported": str(reason)}


def _locals(code):
    """Name and kind of each local, in the order in which they lie in a frame."""
    arguments_and_locals = list(dict.fromkeys([*code.co_varnames, *code.co_cellvars]))
    rows = []
    for name in arguments_and_locals:
        kinds = [("local", code.co_varnames), ("cell", code.co_cellvars)]
        rows.append([name, " ".join(kind for kind, names in kinds if name in names)])
    return rows + [[name, "free"] for name in code.co_freevars]


def _ranges(bytecode, offsets):
    """Half-open ranges that cover the instructions at these offsets."""
    ranges = []
    for offset in sorted(offsets):
        end = bytecode.instructions[offset].next
        if ranges and ranges[-1][1] == offset:
            ranges[-1][1] = end
        else:
            ranges.append([offset, end])
    return ranges


def _opcodes(bytecodes):
    """Number, name and cache size of each instruction that occurs, by number."""
    found = {}
    for bytecode in bytecodes:
        for offset, instruction in bytecode.instructions.items():
            number = bytecode.units[offset] & 255
            found[number] = [number, instruction.name, len(instruction.caches)]
    return [found[number] for number in sorted(found)]
