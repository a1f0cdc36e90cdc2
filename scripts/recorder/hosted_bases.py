"""Classes of Python libraries that classes of a program derive from, as classes of the program.

Code of a library calls methods of the program then, and is called by it, for which a recording has no form. The source of
such a class is read where it is installed when a program is recorded, and becomes a part of the program, with the functions
and classes of the same file that it refers to. Everything else that it refers to stays as it is. Names have the module in
front, so that they meet none of the program's.
"""

import abc
import ast
import builtins
import sys
import types
import typing
from pathlib import Path

from .bytecode import nested, relocated

# What a program whose bases are rewritten calls with each while it is loaded.
BASE = "hosted_base"
_LINE = 1
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# What asks C code to ask classes of the program, where Python code can do it.
_WITHOUT_C = frozenset({"c_make_encoder", "c_make_scanner"})
# Members of classes that only their metaclass and `typing` need.
_LEFT_OUT = frozenset({"__abc_tpflags__", "__class_getitem__", "__subclasshook__"})


class NotHosted(Exception):
    """A class that has to stay one of another file."""


class Bases:
    """Makes classes of libraries classes of a program, each once, in its namespace."""

    def __init__(self, namespace, filename):
        self._namespace, self._filename = namespace, filename
        self._made = {}
        # Names of what was still being made when another definition referred to it, and what that is.
        self._open = []
        self._texts = {}
        # The code objects of all that was made.
        self.codes = []

    def base(self, cls):
        """The class from which one of the program derives in place of another."""
        found = typing.get_origin(cls) or cls
        if found in (typing.Generic, typing.Protocol) or not _is_of_library(found):
            return cls
        if found.__module__ == self._namespace["__name__"]:
            return cls
        try:
            made = self._class(found)
            self._namespace.update({name: self._made[value] for name, value in self._open})
        except (NotHosted, OSError, SyntaxError):
            return cls
        return made

    def _class(self, cls):
        if cls not in self._made:
            self._made[cls] = None
            name = _named(cls.__module__, cls.__name__)
            tree, module = self._definition(cls.__module__, cls.__name__, cls.__firstlineno__, (ast.ClassDef,))
            bases = [self._base_of(base) for base in cls.__bases__]
            renamed = _Renamer(vars(module)).visit(tree)
            renamed.name, renamed.keywords, renamed.decorator_list = name, [], []
            renamed.bases = [ast.Name(f"{name}_{number}", ast.Load()) for number in range(len(bases))]
            self._namespace.update({base.id: value for base, value in zip(renamed.bases, bases)})
            self._refer(module, renamed)
            made = self._made[cls] = self._defined(renamed, name)
            made.__name__ = made.__qualname__ = cls.__name__
            for base in renamed.bases:
                del self._namespace[base.id]
            if isinstance(cls, abc.ABCMeta):
                cls.register(made)
        return self._made[cls]

    def _base_of(self, base):
        if base is object or not _is_of_library(base):
            return base
        return self._class(base)

    def _function(self, function):
        if function not in self._made:
            self._made[function] = None
            code = function.__code__
            tree, module = self._definition(function.__module__, function.__name__, code.co_firstlineno, _FUNCTIONS)
            name = _named(function.__module__, function.__name__)
            renamed = _Renamer(vars(module)).visit(tree)
            renamed.name = name
            self._refer(module, renamed)
            self._made[function] = self._defined(renamed, name)
        return self._made[function]

    def _defined(self, tree, name):
        code = compile(ast.fix_missing_locations(ast.Module([tree], [])), self._filename, "exec", dont_inherit=True)
        code = relocated(code, self._filename, _LINE)
        exec(code, self._namespace)
        self.codes += [it for it in nested(code) if it is not code]
        return self._namespace[name]

    def _refer(self, module, tree):
        """Gives what a definition refers to names in the program."""
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            name = getattr(node, "refers", None)
            if name is None:
                continue
            is_abstract = isinstance(vars(module)[name], abc.ABCMeta) and id(node) not in called
            if is_abstract:
                # What is asked of it holds for classes of the program, too, which are registered.
                node.id += "_asked"
            if node.id in self._namespace:
                continue
            value = None if name in _WITHOUT_C else vars(module)[name]
            is_own = getattr(value, "__module__", None) == module.__name__ or _is_in(value, module)
            if isinstance(value, types.FunctionType) and is_own and value.__code__.co_filename == module.__file__:
                self._later(node.id, value, self._function)
            elif _is_of_library(value) and is_own and not is_abstract:
                self._later(node.id, value, self._class)
            else:
                self._namespace[node.id] = value

    def _later(self, name, value, make):
        """Makes what a definition refers to by a name, unless it is being made."""
        if value in self._made and self._made[value] is None:
            self._open.append((name, value))
        else:
            self._namespace[name] = make(value)

    def _definition(self, module_name, name, line, kinds):
        """The syntax tree of a definition, and its module."""
        module = sys.modules.get(module_name)
        path = getattr(module, "__file__", None)
        if path is None or not path.endswith(".py"):
            raise NotHosted
        if path not in self._texts:
            self._texts[path] = Path(path).read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(self._texts[path])):
            if not isinstance(node, kinds) or getattr(node, "name", None) != name:
                continue
            if min([node.lineno, *(it.lineno for it in node.decorator_list)]) == line:
                return node, module
        raise NotHosted


def _named(module, name):
    return f"hosted_{module.replace('.', '_')}_{name}"


def _is_of_library(value):
    """Whether a value is a class that is written in Python, in another file than the program."""
    if type(value) not in (type, abc.ABCMeta) or issubclass(value, BaseException):
        return False
    return "__firstlineno__" in vars(value)


def _is_in(value, module):
    """Whether a class is one that its module has under another name."""
    return isinstance(value, type) and sys.modules.get(value.__module__) is module


class _Renamer(ast.NodeTransformer):
    """Gives the names of what a module has those that they get in the program; such nodes have the old one as `refers`."""

    def __init__(self, known):
        self._known = known
        # The names of each scope around a node; those of a class hold for what lies right in it.
        self._scopes = []

    def visit_Name(self, node):
        if self._is_local(node.id) or node.id not in self._known:
            return node
        if not isinstance(node.ctx, ast.Load):
            raise NotHosted
        renamed = ast.copy_location(ast.Name(_named(self._known["__name__"], node.id), ast.Load()), node)
        renamed.refers = node.id
        return renamed

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if node.attr == "__class__" and isinstance(node.ctx, ast.Load):
            return ast.copy_location(ast.Call(ast.Name("type", ast.Load()), [node.value], []), node)
        return node

    def _is_local(self, name):
        inner = len(self._scopes) - 1
        scopes = enumerate(self._scopes)
        return any(name in names and (is_function or at == inner) for at, (is_function, names) in scopes)

    def visit_Global(self, node):
        raise NotHosted

    def visit_ImportFrom(self, node):
        if node.level:
            raise NotHosted
        return node

    def visit_ClassDef(self, node):
        node.body = [it for it in node.body if not (_bound(it) and _bound(it) <= _LEFT_OUT)] or [ast.Pass()]
        node.bases = [self.visit(it) for it in node.bases] if self._scopes else []
        node.keywords = [self.visit(it) for it in node.keywords] if self._scopes else []
        node.decorator_list = [self.visit(it) for it in node.decorator_list]
        node.body = self._inside(False, set().union(*map(_bound, node.body)), node.body)
        return node

    def _function(self, node):
        arguments = node.args
        arguments.defaults = [self.visit(it) for it in arguments.defaults]
        arguments.kw_defaults = [it and self.visit(it) for it in arguments.kw_defaults]
        names = {it.arg for it in ast.walk(arguments) if isinstance(it, ast.arg)}
        for argument in [it for it in ast.walk(arguments) if isinstance(it, ast.arg)]:
            argument.annotation = None
        if isinstance(node, ast.Lambda):
            node.body = self._inside(True, names, [node.body])[0]
            return node
        node.returns = None
        node.decorator_list = [self.visit(it) for it in node.decorator_list]
        node.body = self._inside(True, names.union(*map(_bound, node.body)), node.body)
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = _function

    def _comprehension(self, node):
        names = {it.id for part in node.generators for it in ast.walk(part.target) if isinstance(it, ast.Name)}
        self._scopes.append((True, names))
        self.generic_visit(node)
        self._scopes.pop()
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def _inside(self, is_function, names, body):
        self._scopes.append((is_function, names))
        body = [self.visit(it) for it in body]
        self._scopes.pop()
        return body


def _bound(statement):
    """The names that a statement gives values, in the scope in which it lies."""
    names, left = set(), [statement]
    while left:
        node = left.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
                continue
            case ast.Lambda():
                continue
            case ast.Name(ctx=ast.Store() | ast.Del()):
                names.add(node.id)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case ast.alias():
                names.add((node.asname or node.name).split(".")[0])
        if not isinstance(node, _COMPREHENSIONS):
            left += ast.iter_child_nodes(node)
    return names


def with_bases(tree):
    """Has classes that a module defines while it is loaded derive from what `hosted_base` gives for classes of other files;
    whether there are any."""
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    known = {}
    tree.body = _given_bases(tree.body, known, own)
    tree = _Calls(known).visit(tree)
    return bool(known)


def _given_bases(body, known, own):
    found = []
    for node in body:
        for part in ("body", "orelse", "finalbody"):
            if isinstance(node, (ast.If, ast.Try)) and getattr(node, part, None):
                setattr(node, part, _given_bases(getattr(node, part), known, own))
        if isinstance(node, ast.ClassDef):
            for place, base in enumerate(node.bases):
                if not _may_be_foreign(base, own):
                    continue
                text = ast.unparse(base)
                if text not in known:
                    known[text] = f"{BASE}_{len(known)}"
                    given = ast.Call(ast.Name(BASE, ast.Load()), [base], [])
                    found.append(ast.copy_location(ast.Assign([ast.Name(known[text], ast.Store())], given), node))
                node.bases[place] = ast.copy_location(ast.Name(known[text], ast.Load()), base)
        found.append(node)
    return found


def _may_be_foreign(base, own):
    """Whether a node may stand for a class of another file."""
    base = base.value if isinstance(base, ast.Subscript) else base
    while isinstance(base, ast.Attribute):
        base = base.value
    if not isinstance(base, ast.Name) or base.id in own:
        return False
    return not base.id.startswith("hosted_") and not hasattr(builtins, base.id)


class _Calls(ast.NodeTransformer):
    """Has methods that are named with the class which the program derives from be those of the class in its place."""

    def __init__(self, known):
        self._known = known

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if isinstance(node.value, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
            name = self._known.get(ast.unparse(node.value))
            if name is not None:
                node.value = ast.copy_location(ast.Name(name, ast.Load()), node.value)
        return node
