#!/usr/bin/env python3
"""Tests that the importer can expand what the recorder accepts. Run by CPython 3.13:
`python3.13 scripts/test_vocabulary.py`."""

import re
import sys
import unittest
from pathlib import Path

IS_3_13 = sys.implementation.name == "cpython" and sys.version_info[:2] == (3, 13)
DIALECT = Path(__file__).resolve().parent.parent / "uops" / "src" / "dialect" / "py313"

# Instructions that the importer expands by more than a table.
EXPANDED_BY_CODE = frozenset("""
    BEFORE_ASYNC_WITH BEFORE_WITH CALL CALL_KW DELETE_NAME EXTENDED_ARG GET_AITER GET_ANEXT IMPORT_FROM JUMP_BACKWARD
    JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD LOAD_BUILD_CLASS LOAD_FROM_DICT_OR_DEREF LOAD_GLOBAL LOAD_LOCALS LOAD_NAME NOP
    POP_JUMP_IF_FALSE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE SETUP_ANNOTATIONS STORE_NAME WITH_EXCEPT_START
""".split())
# Instructions whose form follows from what they met, not from their name.
FORMS_BY_FEEDBACK = frozenset({
    "CALL", "CALL_FUNCTION_EX", "CALL_KW", "LOAD_ATTR", "LOAD_GLOBAL", "LOAD_SUPER_ATTR", "STORE_ATTR"
})
# Uops that become others when constants are known.
REPLACED_UOPS = frozenset({"_LOAD_CONST"})


@unittest.skipUnless(IS_3_13, "the recorder needs CPython 3.13")
class Vocabulary(unittest.TestCase):
    """What the recorder accepts the importer can expand."""

    def setUp(self):
        rows = "".join(path.read_text() for path in sorted((DIALECT / "rows").glob("*.rs")))
        self.uops = set(re.findall(r"^(_[A-Z]\w*)\b", rows, re.MULTILINE))
        text = (DIALECT / "expansions.txt").read_text()
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        self.expansions = dict(line.split(": ") for line in lines)

    def test_every_instruction_has_an_expansion(self):
        from recorder.supported import INSTRUCTIONS

        expanded = self.expansions.keys() | EXPANDED_BY_CODE
        self.assertEqual(sorted(INSTRUCTIONS - expanded), [])

    def test_every_uop_of_an_expansion_has_a_row(self):
        from recorder.supported import INSTRUCTIONS

        for instruction in (INSTRUCTIONS - FORMS_BY_FEEDBACK) & self.expansions.keys():
            for uop in self.expansions[instruction].split():
                uop = uop.split("/")[0]
                if uop not in REPLACED_UOPS:
                    self.assertTrue(
                        uop in self.uops or {f"{uop}_0", f"{uop}_1"} <= self.uops,
                        f"{uop} of {instruction}",
                    )

    def test_every_specialised_form_has_an_expansion(self):
        from recorder.bytecode import GENERIC
        from recorder.supported import INSTRUCTIONS, UNSUPPORTED_SPECIALISATIONS

        forms = {
            name
            for name, generic in GENERIC.items()
            if name != generic and generic in INSTRUCTIONS and generic not in FORMS_BY_FEEDBACK
        }
        lacking = forms - UNSUPPORTED_SPECIALISATIONS - self.expansions.keys()
        self.assertEqual(sorted(lacking), [])


if __name__ == "__main__":
    unittest.main()
