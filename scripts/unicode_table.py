#!/usr/bin/env python3
"""Write what the CPython that runs this script knows of Unicode characters, as Rust files.

    python3.13 scripts/unicode_table.py --out uops/src/runtime/unicode

`properties.rs` says what characters are, `cases.rs` how they change case. All of it is asked of `str`
itself, so that the tables say what CPython's methods answer.
"""

import argparse
import sys
import unicodedata
from pathlib import Path

WIDTH = 100

# Among how many of the last runs one is looked for that a character continues.
NEAR = 3

# The names are those of constants in `unicode/mod.rs`, in the order of their bits.
PROPERTIES = {
    "ALPHA": str.isalpha,
    "DECIMAL": str.isdecimal,
    "DIGIT": str.isdigit,
    "NUMERIC": str.isnumeric,
    "SPACE": str.isspace,
    "PRINTABLE": str.isprintable,
    "LOWER": str.islower,
    "UPPER": str.isupper,
    "TITLE": lambda c: c.istitle() and not c.isupper(),
    # What stands after a cased character is no start of a word.
    "CASED": lambda c: (c + "a").title().endswith("a"),
    # A final sigma is looked for across these.
    "CASE_IGNORABLE": lambda c: ends_in_final_sigma("A" + c) and not ends_in_final_sigma(c),
}


def ends_in_final_sigma(before):
    return (before + "\u03a3").lower().endswith("\u03c2")


def characters():
    """All characters that UTF-8 can express."""
    for code in range(sys.maxunicode + 1):
        if not 0xD800 <= code < 0xE000:
            yield chr(code)


def flags(c):
    return sum(1 << bit for bit, test in enumerate(PROPERTIES.values()) if test(c))


def runs_of(values):
    """Runs of characters with the same value, each one or two after the one before; of runs that
    are interleaved, neither is far in front of the other."""
    runs = []
    for code, value in values:
        for run in reversed(runs[-NEAR:]):
            first, last, step, known = run
            distance = code - last
            if known == value and (distance == step or step == 0 and distance in (1, 2)):
                run[1:3] = code, distance
                break
        else:
            runs.append([code, code, 0, value])
    return [(first, last, max(step, 1), value) for first, last, step, value in runs]


def property_runs():
    """The properties of characters that have any; ten decimal digits start where their run does."""
    flagged = ((ord(c), flags(c)) for c in characters())
    runs = runs_of((code, value) for code, value in flagged if value)
    for first, last, step, value in runs:
        if value & 1 << list(PROPERTIES).index("DECIMAL"):
            for code in range(first, last + 1):
                if step != 1 or unicodedata.decimal(chr(code)) != (code - first) % 10:
                    sys.exit(f"the digit {chr(code)!r} is not where its run says")
    return runs


def case_tables():
    """Runs of characters with the same distances to their other cases, and all others."""
    distances = []
    special = []
    for c in characters():
        forms = c.upper(), c.lower(), c.title(), c.casefold()
        if all(form == c for form in forms):
            continue
        if any(len(form) != 1 for form in forms):
            special.append((c, forms))
        else:
            distances.append((ord(c), tuple(ord(form) - ord(c) for form in forms)))
    return runs_of(distances), special


def table(name, doc, kind, rows):
    """A static with as many rows in a line as fit."""
    lines = [f"/// {doc}", "#[rustfmt::skip]", f"pub(super) static {name}: [{kind}; {len(rows)}] = ["]
    line = "   "
    for row in rows:
        if len(line) + len(row) + 2 > WIDTH:
            lines.append(line)
            line = "   "
        line += f" {row},"
    return [*lines, line, "];"]


def text(value):
    return '"' + "".join(f"\\u{{{ord(c):x}}}" for c in value) + '"'


def run(row, value):
    first, last, step, _ = row
    return f"({first},{last - first},{step},{value})"


def properties_file():
    rows = [run(row, row[3]) for row in property_runs()]
    return [
        "/// The version of Unicode that the tables are of.",
        "#[cfg(test)]",
        f'pub(super) const VERSION: &str = "{unicodedata.unidata_version}";',
        "",
        "/// How many of the last runs that start before a character may contain it.",
        f"pub(super) const NEAR: usize = {NEAR};",
        "",
        *table("PROPERTIES", "What characters are.", "Run<u16>", rows),
    ]


def cases_file():
    runs, special = case_tables()
    rows = [run(row, "[" + ",".join(map(str, row[3])) + "]") for row in runs]
    special = [f"('\\u{{{ord(c):x}}}', [{','.join(map(text, forms))}])" for c, forms in special]
    return [
        *table(
            "CASES",
            "How far away a character's upper, lower, title and folded case are.",
            "Run<[i32; 4]>",
            rows,
        ),
        "",
        *table(
            "SPECIAL",
            "Characters with a case of several characters: upper, lower, title and folded case.",
            "(char, [&str; 4])",
            special,
        ),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", metavar="FOLDER", type=Path, required=True)
    folder = parser.parse_args().out
    head = ["//! Made by `scripts/unicode_table.py`; not to be edited.", ""]
    files = {
        "properties.rs": head + properties_file(),
        "cases.rs": [*head, "use super::run::Run;", "", *cases_file()],
    }
    files["properties.rs"][2:2] = ["use super::run::Run;", ""]
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
