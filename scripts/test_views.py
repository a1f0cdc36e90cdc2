"""Tests of memoryviews."""

import unittest

from recorded_sample import RecordTest


class Views(RecordTest):
    def test_views_are_modelled(self):
        recording = self.record(
            """\
            def run(n):
                data = bytearray(range(n))
                with memoryview(data) as view:
                    view[0] = n
                    part = view.cast("b")[1:]
                    found = [part.nbytes, part.tolist(), part[0], view[0]]
                return found, bytes(data)

            ARGS = (9,)
            """
        )
        self.assertNotIn("opaque", recording)
        run = self.code(recording, "run")
        (enter,) = self.sites(run, "BEFORE_WITH")
        self.assertEqual(enter["operands"], [[["memoryview"], 1, 1]])
        callees = [call[0] for site in self.sites(run, "CALL") for call in site["calls"]]
        self.assertIn({"type": "memoryview"}, callees)
        self.assertIn({"bound": {"method": ["memoryview", "__exit__"]}}, callees)
        self.assertIn({"method": ["memoryview", "cast"]}, callees)
        finds = {site["name"]: site["finds"] for site in self.sites(run, "LOAD_ATTR")}
        self.assertEqual(finds["nbytes"], [["memoryview", {"changed": None}]])

    def test_errors_of_views_have_a_class(self):
        source = """\
            def run(n):
                data = bytearray(b"ab")
                view = memoryview(data)
                try:
                    data.append(1)
                except BufferError as error:
                    return error.args

            ARGS = (9,)
            """
        names = [row["name"] for row in self.record(source)["classes"]]
        self.assertIn("BufferError", names)
        other = source.replace("memoryview", "list").replace("append(1)", "append(n * 99)").replace("Buffer", "Value")
        names = [row["name"] for row in self.record(other)["classes"]]
        self.assertIn("ValueError", names)
        self.assertNotIn("BufferError", names)

    def test_views_of_other_kinds_are_opaque(self):
        for made in ('memoryview(b"abcd").cast("B", (2, 2))[0, 1]', 'memoryview(b"abcd").cast("@h")[0]', 'len(str(memoryview(b"a")))'):
            with self.subTest(made=made):
                recording = self.record(f"def run(n):\n    return n + {made}\n\nARGS = (3,)\n")
                self.assertIn("opaque", recording)


if __name__ == "__main__":
    unittest.main()
