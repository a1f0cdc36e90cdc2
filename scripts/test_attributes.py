#!/usr/bin/env python3
"""Tests of attributes that objects lack, and of those that methods of the program find: `python3.13
scripts/test_attributes.py`, or with 3.14 or 3.15."""

import dataclasses
import types
import unittest

from recorded_sample import SampleTest
from recorder import adopted

SLOTTED = """
    class Slotted:
        __slots__ = ("x", "y")

        def __init__(self, x):
            self.x = x

    """
DESCRIPTOR = """
    class Twice:
        def __set_name__(self, owner, name):
            self.name = "_" + name

        def __get__(self, owner, kind):
            return 2 * getattr(owner, self.name)
    {more}
    class Pair:
        left = Twice()

        def __init__(self, left):
            {set}

    def run(n):
        return Pair(n).left

    ARGS = (3,)
    """
SETS = """
        def __set__(self, owner, value):
            setattr(owner, self.name, value)
    """

# A descriptor that asks the object, which classes have not; and what says of anything that is asked that it was.
NEEDS_OBJECT = """
    class Size:
        def __get__(self, owner, kind):
            return owner.__dict__["_size"]
    {more}
    class Sized:
        size = Size()

        def __init__(self, size):
            self._size = size
    """
SETS_SIZE = """
        def __set__(self, owner, value):
            owner.__dict__["_size"] = value
    """
LOUD_METACLASS = """
    class Meta(type):
        def __getattr__(cls, name):
            raise ValueError(name)

    class Loud(metaclass=Meta):
        def __init__(self, x):
            self.x = x
    """
LOUD_MODULE = """
    def __getattr__(name):
        raise ValueError(name)
    """
LOUD_OBJECT = """
    class Loud:
        def __init__(self, x):
            self.x = x

        def __getattr__(self, name):
            raise ValueError(name)

    class Held:
        kept = Loud(3)

        def __init__(self, n):
            self.n = n
    """


class Missing(SampleTest):
    def finds(self, body, name="LOAD_ATTR"):
        """Where `run` has found the attribute of its last instruction of a kind."""
        recording = self.record(f"{SLOTTED}\n    def run(x):\n        {body}\n\n    ARGS = (3,)\n")
        return [found for _, found in self.sites(self.code(recording, "run"), name)[-1]["finds"]]

    def test_attributes_that_are_nowhere(self):
        for body, name in [
            ("try:\n            return x.nothing\n        except AttributeError: return 1", "LOAD_ATTR"),
            ("try:\n            return Slotted.nothing\n        except AttributeError: return 1", "LOAD_ATTR"),
            ("try:\n            Slotted(x).z = 1\n        except AttributeError: return 1", "STORE_ATTR"),
            ("try:\n            Slotted(x).__init__ = 1\n        except AttributeError: return 1", "STORE_ATTR"),
        ]:
            with self.subTest(body):
                self.assertEqual(self.finds(body, name), [{"missing": None}])

    def test_slots_without_a_value(self):
        body = "try:\n            return Slotted(x).y\n        except AttributeError: return 1"
        self.assertEqual(self.finds(body), [{"slot": 1}])

    def test_only_then_has_an_error_room_for_the_name(self):
        body = "try:\n            x.nothing\n        except AttributeError as error:\n            return {}"
        for text, has in (("str(error)", ["args"]), ("error.name", ["args", "name", "obj"])):
            recording = self.record(f"def run(x):\n    {body.format(text)}\n\nARGS = (3,)\n".replace("\n        ", "\n    "))
            row = next(row for row in recording["classes"] if row["name"] == "AttributeError")
            self.assertEqual(row["attributes"], has)

    def test_del_that_fails_of_a_slot(self):
        source = f"{SLOTTED}\n    def run(x):\n        s = Slotted(x)\n        try:\n            del s.y\n        except AttributeError: return 1\n\n    ARGS = (3,)\n"
        self.refused(source, 12, "a failing del of y, for which Slotted has no place in a dict")


class Described(SampleTest):
    def test_methods_of_descriptors(self):
        recording = self.record(DESCRIPTOR.format(more=SETS, set="self.left = left"))
        loaded = self.sites(self.code(recording, "run"), "LOAD_ATTR")[-1]["special"]
        stored = self.sites(self.code(recording, "Pair.__init__"), "STORE_ATTR")[-1]["special"]
        self.assertEqual([special["name"] for special in loaded + stored], ["__get__", "__set__"])
        rows = {repr(special["descriptor"]) for special in loaded + stored}
        self.assertEqual(len(rows), 1)
        self.assertIn("instance", recording["objects"][loaded[0]["descriptor"]["object"]])

    def test_descriptor_beside_values(self):
        source = DESCRIPTOR.format(more="", set="self._left = left; self.left = self.left + 1")
        self.refused(source, 13, "Pair.left, a descriptor without __set__ beside which objects have values")

    def test_what_c_code_calls_where_it_makes_a_class(self):
        source = """\
            def run():
                class Base:
                    def __init_subclass__(cls):
                        cls.mark = 1

                class Derived(Base):
                    pass

                return Derived.mark

            ARGS = ()
            """
        self.refused(source, 6, "Base.__init_subclass__ called by __build_class__")

    def test_the_recorder_calls_no_code_of_the_program(self):
        for definitions, body, result in [
            (NEEDS_OBJECT.format(more=SETS_SIZE), "return sum(Sized(i).size for i in range(n))", "3"),
            (NEEDS_OBJECT.format(more=""), "Sized(2)\n        return sum(Sized(i)._size for i in range(n))", "3"),
            (LOUD_METACLASS, "return sum(Loud(i).x for i in range(n))", "3"),
            (LOUD_MODULE, "return n", "3"),
            (LOUD_OBJECT, "return Held(n).kept.x", "3"),
        ]:
            with self.subTest(body):
                recording = self.record(f"{definitions}\n    def run(n):\n        {body}\n\n    ARGS = (3,)\n")
                self.assertEqual(recording["result"], result)


class Adopted(unittest.TestCase):
    """The functions that classes get in place of those of the standard library do the same."""

    def adopt(self, source):
        module = types.ModuleType("sample")
        code = compile(source, "sample.py", "exec")
        exec(code, module.__dict__)
        plain = types.ModuleType("sample")
        exec(code, plain.__dict__)
        codes = [it for it in code.co_consts if hasattr(it, "co_code")]
        adopted.adopt([*vars(module).values()], "sample.py", "sample", codes)
        return module, plain

    def test_dataclasses(self):
        source = "from dataclasses import dataclass, field\n\n@dataclass\nclass Node:\n    x: int\n    y: list = field(default_factory=list)\n    z: int = field(init=False, default=3)\n"
        for module in self.adopt(source):
            node = module.Node(1)
            node.y.append(node)
            self.assertEqual(repr(node), "Node(x=1, y=[...], z=3)")
            other = dataclasses.replace(node, x=2)
            self.assertEqual((other.x, other.y is node.y, other.z), (2, True, 3))
            with self.assertRaisesRegex((TypeError, ValueError), "field z is declared with init=False"):
                dataclasses.replace(node, z=4)

    def test_properties(self):
        source = "class A:\n    @property\n    def x(self):\n        return 1\n\ndef change(a):\n    a.x = 2\n\ndef delete(a):\n    del a.x\n"
        texts = []
        for module in self.adopt(source):
            for action in (module.change, module.delete):
                with self.assertRaises(AttributeError) as caught:
                    action(module.A())
                texts.append((str(caught.exception), caught.exception.name))
        self.assertEqual(texts[:2], texts[2:])


if __name__ == "__main__":
    unittest.main()
