"""Self-hosted parts of the standard library: functions, decorators and classes that a program uses while it is loaded.

What they give calls code of the program from C, or from another file: a function that `lru_cache` has wrapped, a generator
that is a context manager, a member of an `Enum`. For that a recording has no form. If a program can't be recorded without,
it is loaded once more with what `hosted_standard.py` has in their place. The source is not changed, but what is compiled
of it: names that it imports, and attributes of modules, stand for those of that file, each `with` statement over an object
of another file enters one that calls its methods, and behind each `yield` of a generator that is a context manager, or that
is closed or thrown into while it waits in a `try`, may come what is thrown into it. The program has to give what it gives
otherwise.
"""

import ast
import builtins
import inspect
import types
from pathlib import Path

from . import hosted_bases
from .bytecode import nested, relocated
from .held import is_in_class

_SOURCE = Path(__file__).with_name("hosted_standard.py")
# Parts that a program has only if it names them, with the file of each.
_OWN_FILES = {name: Path(__file__).with_name(f"hosted_{name}.py") for name in ("bisect", "collections", "contextmanager", "fractions", "heapq", "singledispatch")}
_OWN_FILES |= {name: Path(__file__).with_name("hosted_attributes.py") for name in ("__dict__", "vars")}
_OWN_FILES |= {name: Path(__file__).with_name("hosted_thrown.py") for name in ("close", "closing", "throw")}
_PREFIX = "hosted_"
_HOSTED = {
    "abc": frozenset({"ABC", "ABCMeta"}),
    "bisect": frozenset({"bisect", "bisect_left", "bisect_right", "insort", "insort_left", "insort_right"}),
    "collections": frozenset({"OrderedDict", "defaultdict"}),
    "contextlib": frozenset({"ExitStack", "closing", "contextmanager", "nullcontext", "suppress"}),
    "enum": frozenset({"Enum", "Flag", "IntEnum", "StrEnum", "auto", "unique"}),
    "fractions": frozenset({"Fraction"}),
    "functools": frozenset({"cache", "cached_property", "cmp_to_key", "lru_cache", "partial", "singledispatch", "singledispatchmethod", "total_ordering"}),
    "heapq": frozenset({"heapify", "heappop", "heappush", "heappushpop", "heapreplace", "merge", "nlargest", "nsmallest"}),
    "typing": frozenset({"Generic", "Protocol", "runtime_checkable"}),
}
# Decorators that are others for the functions of a class.
_OF_METHODS = frozenset({("functools", "cache"), ("functools", "lru_cache")})
_CACHED_PROPERTY = ("functools", "cached_property")
# What the property becomes whose value is computed once; `NAME` stands for its name.
_CACHED = """
_cached_NAME = hosted_nothing
@property
def NAME(self):
    value = self._cached_NAME
    if value is hosted_nothing:
        value = self._cached_NAME = self._computed_NAME()
    return value
"""
# What is asked very often, or is given a whole list each time.
_PREFERRED = frozenset({"Fraction", "defaultdict"}) | _HOSTED["bisect"] | _HOSTED["heapq"]
# What a `defaultdict` of the runtime may call beside builtin classes.
_CLASSES = frozenset({"Counter", "None", "defaultdict", "deque"})
# Methods that read a dict, and builtins that do not keep it.
_READING = frozenset("copy get items keys values".split())
_TAKING = frozenset("all any dict len list max min repr set sorted str sum tuple".split())
# What gives a dataclass a `__hash__`.
_HASHED = frozenset({"frozen", "unsafe_hash"})
# The line in which all of it lies.
_LINE = 1


def definitions(filename, source=""):
    """The code that defines all of it in a program with this source."""
    files = dict.fromkeys([_SOURCE, *(path for name, path in _OWN_FILES.items() if name in source)])
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return relocated(compile(text, filename, "exec", dont_inherit=True), filename, _LINE)


def finish(module, orders=()):
    """Completes what depends on the classes of a program, once it is loaded, and on the orders of their attributes."""
    if "hosted_orders" in vars(module):
        module.hosted_orders.update(orders)
    classes = [value for value in vars(module).values() if isinstance(value, type)]
    own = [cls for cls in classes if cls.__module__ == module.__name__ and is_in_class(cls, "__enter__")]
    module.hosted_managers = tuple(dict.fromkeys(own))
    senders = [cls for cls in classes if cls.__module__ == module.__name__ and is_in_class(cls, "send")]
    module.hosted_senders = tuple(dict.fromkeys(senders))
    _refuse_abstract(module, [cls for cls in classes if cls.__module__ == module.__name__])


def _refuse_abstract(module, classes):
    """Has classes that derive from `ABC` and lack methods make no objects, if a program may call one of them."""
    functions = [value for value in vars(module).values() if isinstance(value, types.FunctionType)]
    functions += [value for cls in classes for value in vars(cls).values() if isinstance(value, types.FunctionType)]
    codes = [code for function in functions for code in nested(function.__code__)]
    named = {name for code in codes for name in code.co_names}
    abstract = {}
    for cls in classes:
        if any(module.hosted_ABC in vars(base).get("__orig_bases__", ()) for base in cls.__mro__):
            names = sorted(name for name in dir(cls) if getattr(inspect.getattr_static(cls, name), "__isabstractmethod__", False))
            if names:
                abstract[cls] = names
    if named.isdisjoint(cls.__name__ for cls in abstract):
        return
    for cls, names in abstract.items():
        lacks, methods = "', '".join(names), "methods" if len(names) > 1 else "method"
        message = f"Can't instantiate abstract class {cls.__name__} without an implementation for abstract {methods} '{lacks}'"
        cls.__init__ = module.hosted_concrete(cls, cls.__init__, message)


def learned_orders(module, runs):
    """For each class whose dicts of attributes runs of a program ask for, the order of these."""
    orders = {}

    def snapshot(value):
        known, at = orders.setdefault(type(value).__name__, []), 0
        for name in vars(value):
            if name not in known:
                known.insert(at, name)
            at = max(at, known.index(name) + 1)
        return {**vars(value)}

    for run in runs:
        # After each run, globals get the values that they had.
        module.hosted_snapshot = snapshot
        run()
    return {name: tuple(order) for name, order in orders.items()}


def rewritten(source, filename):
    """The syntax tree of a program with such parts; None if it has none of them."""
    tree = ast.parse(source, filename)
    rewriter = _Rewriter(tree)
    _note_parents(tree)
    tree = rewriter.visit(tree)
    has_bases = hosted_bases.with_bases(tree)
    return ast.fix_missing_locations(tree) if rewriter.is_changed or has_bases else None


def is_preferred(source, filename):
    """Whether a program has parts of which it takes long to note what they answer, where they are opaque objects."""
    tree = ast.parse(source, filename)
    rewriter = _Rewriter(tree)
    _note_parents(tree)
    rewriter.visit(tree)
    return not rewriter.used.isdisjoint(_PREFERRED)


class _Rewriter(ast.NodeTransformer):
    def __init__(self, tree):
        self.is_changed = False
        # Whether sets and dicts are made one key after the other.
        self._has_keys = _has_keys(tree)
        # Whether it has classes whose objects are iterated by code of it, and the names of parameters with a star.
        self._has_iterables = any(isinstance(node, ast.FunctionDef) and node.name == "__iter__" for node in ast.walk(tree))
        self._stars = {node.vararg.arg for node in ast.walk(tree) if isinstance(node, ast.arguments) and node.vararg}
        # The names of parts that it has.
        self.used = set()
        # A `defaultdict` that calls builtin classes is one of the runtime's.
        self._own = _HOSTED if _has_own_factory(tree) else _HOSTED | {"collections": frozenset({"OrderedDict"})}
        # Whether generators are closed, or thrown into, that may wait in a `try`.
        self._throws = _throws(tree)
        # Names of modules, and of what is imported from them.
        self._modules = {}
        self._names = {}
        self._in_class = False

    def visit_Import(self, node):
        for alias in node.names:
            if alias.name in self._own:
                self._modules[alias.asname or alias.name] = alias.name
        return node

    def visit_ImportFrom(self, node):
        known = self._own.get(node.module, frozenset()) if not node.level else frozenset()
        given = [alias for alias in node.names if alias.name in known]
        if not given:
            return node
        self._names |= {alias.asname or alias.name: (node.module, alias.name) for alias in given}
        node.names = [alias for alias in node.names if alias not in given]
        assigned = [
            ast.Assign([ast.Name(alias.asname or alias.name, ast.Store())], self._hosted(alias.name, node))
            for alias in given
        ]
        assigned = [ast.copy_location(statement, node) for statement in assigned]
        return [node, *assigned] if node.names else assigned

    def visit_Attribute(self, node):
        found = self._resolved(node)
        if found is not None and isinstance(node.ctx, ast.Load):
            return self._hosted(found[1], node)
        self.generic_visit(node)
        if node.attr == "__dict__" and isinstance(node.ctx, ast.Load):
            return self._attributes_of(node.value, node)
        return node

    def visit_Starred(self, node):
        self.generic_visit(node)
        if isinstance(node.around, ast.Call) and self._hands_out(node.value):
            # What hands out arguments does so before the call.
            items = ast.copy_location(ast.Starred(node.value, ast.Load()), node.value)
            node.value = ast.copy_location(ast.List([items], ast.Load()), node.value)
            self.is_changed = True
        return node

    def _hands_out(self, node):
        """Whether a node with a star may stand for an object that hands out arguments by code of the program."""
        if isinstance(node, ast.Name):
            return self._has_iterables and node.id not in self._stars
        return isinstance(node, (ast.Call, ast.GeneratorExp))

    def visit_Call(self, node):
        self.generic_visit(node)
        if _name(node.func) == "vars" and isinstance(node.func, ast.Name) and len(node.args) == 1 and not node.keywords:
            return self._attributes_of(node.args[0], node)
        if self._throws and isinstance(node.func, ast.Attribute) and _is_thrown(node):
            node.args.insert(0, node.func.value)
            node.func = self._hosted(node.func.attr, node)
        return node

    def _attributes_of(self, value, node):
        """What stands for the dict of the attributes of a value."""
        name = "snapshot" if _only_reads(node) else "AttributesOf"
        return ast.copy_location(ast.Call(self._hosted(name, node), [value], []), node)

    def visit_With(self, node):
        self.generic_visit(node)
        for item in node.items:
            managed = self._hosted("managed", item.context_expr)
            item.context_expr = ast.copy_location(ast.Call(managed, [item.context_expr], []), item.context_expr)
        return node

    def visit_Set(self, node):
        self.generic_visit(node)
        return self._made("set", node, node.elts) if self._has_keys and not _are_constants(node.elts) else node

    def visit_Dict(self, node):
        self.generic_visit(node)
        if not self._has_keys or _are_constants(node.keys):
            return node
        if None in node.keys:
            return self._made("spread", node, [_part(key, value) for key, value in zip(node.keys, node.values)])
        return self._made("dict", node, [_pair(key, value) for key, value in zip(node.keys, node.values)])

    def visit_SetComp(self, node):
        self.generic_visit(node)
        return self._comprehended("set", node, node.elt)

    def visit_DictComp(self, node):
        self.generic_visit(node)
        return self._comprehended("dict", node, _pair(node.key, node.value))

    def _made(self, name, node, items):
        """A call of what makes a set or dict of these items."""
        items = ast.copy_location(ast.Tuple(items, ast.Load()), node)
        return ast.copy_location(ast.Call(self._hosted(name, node), [items], []), node)

    def _comprehended(self, name, node, item):
        if not self._has_keys or any(isinstance(part, (ast.Await, ast.comprehension)) and getattr(part, "is_async", 1) for part in ast.walk(node)):
            return node
        items = ast.copy_location(ast.GeneratorExp(item, node.generators), node)
        return ast.copy_location(ast.Call(self._hosted(name, node), [items], []), node)

    def visit_ClassDef(self, node):
        return self._visit_inside(node, True)

    def visit_FunctionDef(self, node):
        decorators = [it.func if isinstance(it, ast.Call) else it for it in node.decorator_list]
        found = [self._resolved(decorator) for decorator in decorators]
        if self._in_class:
            for place, decorator in enumerate(decorators):
                if found[place] in _OF_METHODS:
                    self._decorate(node, place, self._hosted(f"method_{found[place][1]}", decorator))
        node = self._visit_inside(node, False)
        if self._in_class and found == [_CACHED_PROPERTY]:
            return self._computed_once(node)
        yields = _Yields(self)
        if ("contextlib", "contextmanager") in found or self._throws and _is_generator(node):
            node.body = [yields.visit(statement) for statement in node.body]
        if self._throws and yields.count:
            started = ast.Expr(ast.Call(self._hosted("started", node), [], []))
            # The first statement may be a text that describes the function.
            node.body.insert(0, ast.copy_location(started, node))
        return node

    def _computed_once(self, node):
        """A function of a class as one that a property calls, and keeps the value of."""
        self.is_changed = True
        made = ast.parse(_CACHED.replace("NAME", node.name)).body
        for part in [part for statement in made for part in ast.walk(statement)]:
            if hasattr(part, "lineno"):
                ast.copy_location(part, node)
        node.name, node.decorator_list = f"_computed_{node.name}", []
        return [node, *made]

    def _visit_inside(self, node, in_class):
        outside, self._in_class = self._in_class, in_class
        self.generic_visit(node)
        self._in_class = outside
        return node

    def _decorate(self, node, place, name):
        if isinstance(node.decorator_list[place], ast.Call):
            node.decorator_list[place].func = name
        else:
            node.decorator_list[place] = name

    def _resolved(self, node):
        """The module and the name of what a node stands for, if it is one of these."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = self._modules.get(node.value.id)
            return (module, node.attr) if node.attr in self._own.get(module, ()) else None
        return None

    def _hosted(self, name, node):
        self.is_changed = True
        self.used.add(name)
        return ast.copy_location(ast.Name(_PREFIX + name, ast.Load()), node)


def _note_parents(tree):
    """Has each node know the one around it."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.around = node


def _only_reads(node):
    """Whether what is around a dict reads it, and does not keep it."""
    around = node.around
    match around:
        case ast.Attribute(attr=name):
            is_called = isinstance(around.around, ast.Call) and around.around.func is around
            return is_called and name in _READING
        case ast.Subscript(value=value, ctx=ast.Load()):
            return value is node
        case ast.Call(func=ast.Name(id=name)):
            return node is not around.func and name in _TAKING
        case ast.Call(func=ast.Attribute(attr="update")):
            return node is not around.func
        case ast.For(iter=iterated) | ast.comprehension(iter=iterated):
            return iterated is node
        case ast.Dict(keys=keys, values=values):
            return any(key is None and value is node for key, value in zip(keys, values))
        case ast.keyword(arg=name):
            return name is None
    return isinstance(around, (ast.Compare, ast.FormattedValue, ast.Starred))


# What closes generators, or throws into them: names of methods, with the number of their arguments.
_THROWING = {"close": 0, "throw": 1}


def _is_thrown(call):
    """Whether a call of a method may close a generator, or throw into it."""
    return not call.keywords and _THROWING.get(call.func.attr) == len(call.args)


def _throws(tree):
    """Whether generators of a program may be closed, or thrown into, while they wait in a `try` or for each other."""
    nodes = [*ast.walk(tree)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    throws = any(isinstance(call.func, ast.Attribute) and _is_thrown(call) or _name(call.func) == "closing" for call in calls)
    tries = (ast.Try, ast.TryStar, ast.With)
    waits = any(isinstance(it, ast.Yield) for node in nodes if isinstance(node, tries) for it in ast.walk(node))
    return throws and (waits or any(isinstance(node, ast.YieldFrom) for node in nodes))


def _is_generator(function):
    """Whether calls of a function give generators that hand out values themselves."""
    left = [*function.body]
    while left:
        node = left.pop()
        if isinstance(node, ast.Yield):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            left += ast.iter_child_nodes(node)
    return False


def _has_own_factory(tree):
    """Whether a program calls `defaultdict` with a factory that is no builtin class, or derives a class from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(_name(base) == "defaultdict" for base in node.bases):
            return True
        if isinstance(node, ast.Call) and _name(node.func) == "defaultdict" and node.args:
            factory = _name(node.args[0])
            if not isinstance(getattr(builtins, factory, None), type) and factory not in _CLASSES:
                return True
    return False


def _has_keys(tree):
    """Whether a program has a class whose objects are hashed by code of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            names = {it.name for it in node.body if isinstance(it, ast.FunctionDef)}
            names |= {_name(it.targets[0]) for it in node.body if isinstance(it, ast.Assign)}
            calls = [it for it in node.decorator_list if isinstance(it, ast.Call) and _name(it.func) == "dataclass"]
            if "__hash__" in names or any(it.arg in _HASHED for call in calls for it in call.keywords):
                return True
    return False


def _are_constants(nodes):
    return all(isinstance(node, ast.Constant) for node in nodes)


def _pair(key, value):
    return ast.copy_location(ast.Tuple([key, value], ast.Load()), key)


def _part(key, value):
    """An item of a dict as a tuple of one pair, and a mapping that is spread in it as it is."""
    return value if key is None else ast.copy_location(ast.Tuple([_pair(key, value)], ast.Load()), key)


def _name(node):
    """The name by which a node stands for something, or nothing."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return getattr(node, "id", None) or getattr(node, "attr", "")


class _Yields(ast.NodeTransformer):
    """Lets exceptions come behind each `yield` of a function."""

    def __init__(self, rewriter):
        self._hosted = rewriter._hosted
        # How many there are.
        self.count = 0

    def visit_Yield(self, node):
        self.generic_visit(node)
        self.count += 1
        return ast.copy_location(ast.Call(self._hosted("resumed", node), [node], []), node)

    def visit_FunctionDef(self, node):
        return node

    visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = visit_FunctionDef
