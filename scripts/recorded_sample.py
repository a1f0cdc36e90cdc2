"""What tests of `record.py` share."""

import json
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

from recorder import version

RECORD = Path(__file__).resolve().parent / "record.py"
IS_3_13 = sys.implementation.name == "cpython" and sys.version_info[:2] == (3, 13)


class SampleTest(unittest.TestCase):
    """Records samples with the Python that runs the test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.out = self.folder / "out"

    def command(self, source, out=None, options=()):
        program = self.folder / "sample.py"
        program.write_text(textwrap.dedent(source), encoding="utf-8")
        return subprocess.run(
            [*version.python(), RECORD, program, "--out", out or self.out, *options],
            capture_output=True,
            text=True,
            check=False,
        )

    def record(self, source):
        done = self.command(source)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads((self.out / "recording.json").read_text(encoding="utf-8"))

    def code(self, recording, name):
        return next(code for code in recording["codes"] if code["name"] == name)

    def sites(self, code, prefix):
        return [site for site in code["sites"] if site["op"].startswith(prefix)]

    def refused(self, source, line, reason):
        done = self.command(source)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(f"sample.py:{line}: ", done.stderr)
        self.assertIn(reason, done.stderr)
        self.assertFalse(self.out.exists())


@unittest.skipUnless(IS_3_13, "these recordings are CPython 3.13's")
class RecordTest(SampleTest):
    """Tests of what is only so in CPython 3.13."""
