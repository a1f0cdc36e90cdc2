"""Regular expressions and JSON that call code of the program, in Python.

What needs none of it, such as the search for matches, is left to the modules `re` and `json`: these are values by default
here, since a copy of such a function, as those of `hosted_library.py`, has nothing else that is not its own.
"""

import json
import re


def sub_in(pattern, repl, string, count=0):
    if not callable(repl):
        return pattern.sub(repl, string, count)
    parts, at, left = [], 0, count
    for match in pattern.finditer(string) if count >= 0 else ():
        start, end = match.span()
        if at < start:
            parts.append(string[at:start])
        part = repl(match)
        if part is not None:
            parts.append(part)
        at = end
        left -= 1
        if left == 0:
            break
    if at < len(string):
        parts.append(string[at:])
    return string[:0].join(parts)


def subn_in(pattern, repl, string, count=0):
    if not callable(repl):
        return pattern.subn(repl, string, count)
    parts, at, made = [], 0, 0
    for match in pattern.finditer(string) if count >= 0 else ():
        start, end = match.span()
        if at < start:
            parts.append(string[at:start])
        part = repl(match)
        if part is not None:
            parts.append(part)
        at = end
        made += 1
        if made == count:
            break
    if at < len(string):
        parts.append(string[at:])
    return string[:0].join(parts), made


def sub_by(pattern, repl, string, count=0, flags=0, *, compile=re.compile):
    return compile(pattern, flags).sub(repl, string, count)


def subn_by(pattern, repl, string, count=0, flags=0, *, compile=re.compile):
    return compile(pattern, flags).subn(repl, string, count)


def dumps_by(obj, *, default, sort_keys=False, dumps=json.dumps, **more):
    if default is None:
        return dumps(obj, sort_keys=sort_keys, **more)
    inside = []

    def plain(value):
        if value is None or isinstance(value, (str, int, float)):
            return value
        for other in inside:
            if other is value:
                raise ValueError("Circular reference detected")
        inside.append(value)
        if isinstance(value, dict):
            items = sorted(value.items()) if sort_keys else value.items()
            made = {key: plain(item) for key, item in items}
        elif isinstance(value, (list, tuple)):
            made = [plain(item) for item in value]
        else:
            made = plain(default(value))
        inside.pop()
        return made

    return dumps(plain(obj), sort_keys=sort_keys, **more)


def dumps_in(
    obj, *, cls, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, indent=None, separators=None,
    default=None, sort_keys=False,
):  # fmt: skip
    return cls(
        skipkeys=skipkeys, ensure_ascii=ensure_ascii, check_circular=check_circular, allow_nan=allow_nan, indent=indent,
        separators=separators, default=default, sort_keys=sort_keys,
    ).encode(obj)  # fmt: skip


def loads_by(s, *, object_hook, loads=json.loads, **more):
    if object_hook is None:
        return loads(s, **more)

    def hooked(value):
        if type(value) is dict:
            return object_hook({key: hooked(item) for key, item in value.items()})
        if type(value) is list:
            return [hooked(item) for item in value]
        return value

    return hooked(loads(s, **more))
