"""Generators and coroutines: which instructions run what has waited in them, as uops can do it, too."""

import inspect
import types

from .held import is_in_class
from .problems import Inexpressible
from .special import method
from .supported import COLLECTING_METHODS, COLLECTORS, PYTHON_METHODS, STEPPERS, callee_name


# Functions whose calls give objects in which their frames live on.
SUSPENDED = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
# What stands for the next value of an asynchronous generator.
_NEXT = "async_generator_asend"

# CALL_INTRINSIC_1's oparg for what ends a generator by an exception.
_OF_GENERATOR = 3
# Instructions that run a generator in its own frame.
_RESUMES = {"FOR_ITER", "SEND"}
# Instructions that take all of its values.
TAKES = frozenset({"LIST_EXTEND", "UNPACK_EX", "UNPACK_SEQUENCE"})
# Instructions of `async for` and `async with` that only call a method of a class of the program.
_ASYNCHRONOUS = {"BEFORE_ASYNC_WITH", "GET_AITER", "GET_ANEXT"}
_SENDING = (types.GeneratorType.send, types.CoroutineType.send)


def resumes(instruction, calls, seen):
    """Whether an instruction that has made these calls, or has met these operands, may run code because it has met a
    generator or coroutine."""
    if instruction.generic == "CALL":
        # Some that are not the program's have no hash.
        callees = {(id(callee.target), callee.bound) for callee, _, _ in calls}
        # What is no generator goes to the builtin.
        return len(callees) == 1 and any(_takes_values(callee, kinds) for callee, kinds, _ in calls)
    if instruction.generic not in _RESUMES | TAKES:
        return False
    resumed = {kinds[0].cls for kinds, _ in seen}
    if instruction.generic == "SEND" and any(cls is types.CoroutineType or cls.__name__ == _NEXT for cls in resumed):
        return True
    takes = instruction.generic in TAKES and any(method(cls, "__iter__") for cls in resumed)
    return takes or types.GeneratorType in resumed


def _takes_values(callee, kinds):
    """Whether a callable takes values of a generator or coroutine, its first argument or its `self`."""
    if callee.bound or len(kinds) < 2:
        return False
    target = callee.target
    if target in _SENDING:
        return len(kinds) == 2 and kinds[0].cls is target.__objclass__
    if kinds[1].cls is not types.GeneratorType:
        return False
    if len(kinds) != 2:
        return len(kinds) - 1 <= STEPPERS.get(callee_name(target), 1)
    if isinstance(target, types.FunctionType):
        return PYTHON_METHODS.get(target) in COLLECTING_METHODS
    if isinstance(target, types.MethodDescriptorType):
        return (target.__objclass__.__name__, target.__name__) in COLLECTING_METHODS
    return callee_name(target) in COLLECTORS or callee_name(target) in STEPPERS


def check(code, instruction, seen):
    """Raises if an instruction of a coroutine has met what it can't be recorded with."""
    kinds = [met[0].cls for met, _ in seen]
    if instruction.generic == "SEND" and 0 < sum(cls.__name__ == _NEXT for cls in kinds) < len(kinds):
        raise Inexpressible("async for over asynchronous generators and other objects")
    if instruction.generic == "GET_AWAITABLE":
        if types.GeneratorType in kinds or types.AsyncGeneratorType in kinds:
            raise Inexpressible("await of a generator")
        if instruction.oparg and not all(is_in_class(cls, "__await__") for cls in kinds):
            # CPython's message is another one than elsewhere.
            raise Inexpressible("async with of an object whose method gives what can't be awaited")
    if instruction.generic == "END_ASYNC_FOR":
        others = [met[1].cls.__name__ for met, _ in seen if not issubclass(met[1].cls, StopAsyncIteration)]
        if others:
            raise Inexpressible(f"{others[0]} in the head of an async for")
    is_async = code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR)
    if instruction.generic == "CALL_INTRINSIC_1" and instruction.oparg == _OF_GENERATOR and is_async:
        # CPython's message is another one than that of a generator.
        ends = [cls.__name__ for cls in kinds if issubclass(cls, (StopIteration, StopAsyncIteration))]
        if ends and (ends[0] == "StopIteration" or code.co_flags & inspect.CO_ASYNC_GENERATOR):
            raise Inexpressible(f"a {ends[0]} that a coroutine raises")


def check_method(instruction, kind, found):
    """Raises unless the special method that an instruction of `async for` or `async with` has found for an operand, as
    `special` has it, does what is expected of it."""
    if instruction.generic not in _ASYNCHRONOUS:
        return
    is_loop = instruction.generic != "BEFORE_ASYNC_WITH"
    if is_loop and found is None and kind.cls is types.AsyncGeneratorType:
        return
    what = "async for" if is_loop else "async with"
    if found is None:
        raise Inexpressible(f"{what} of an object of type {kind.cls.__name__}")
    function = found[2]
    if instruction.generic == "GET_ANEXT" and not function.__code__.co_flags & inspect.CO_COROUTINE:
        raise Inexpressible(f"{function.__qualname__}, which is no coroutine function")
