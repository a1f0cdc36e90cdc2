"""Calls of opaque functions that call functions of the program, such as the `parse_float` of `json.loads`.

For code of the program that opaque code has called, a recording has no form. In place of such a call a function is called
that asks for the opaque code's steps: which of the functions that it was given it calls next, and of what. The opaque code
runs in a thread of its own and waits there for each answer.
"""

import _queue
import _thread
import contextvars
import types

from .program import MODULE_NAME

# What stands for the function if an exception that a function has raised has gone through all opaque code.
_GONE_THROUGH = -1
_FUNCTIONS = (types.FunctionType, types.MethodType)


def is_function(value):
    """Whether a value is a function or method of the program."""
    return type(value) in _FUNCTIONS and value.__module__ == MODULE_NAME


def call_back(first, /, *others, _begin=None, _callee=None, **named):
    functions = [first, *others, *named.values()]
    call = _begin(_callee, (first, *others), named)
    send = call.send
    step = call.start()
    while step:
        try:
            answer = functions[step[0]](*step[1], **step[2])
        except BaseException as error:
            step = call.throw(error)
            if step and step[0] < 0:
                raise
        else:
            step = send(answer)
    return call.result()


class Call:
    """A call of opaque code. Each step is the place of a function among the arguments, and what it is called with; no
    function is called in the step `()`."""

    def __init__(self, callee, arguments, named):
        self._callee = callee
        values = [self._stand_in(place, value) for place, value in enumerate([*arguments, *named.values()])]
        self._arguments, self._named = values[: len(arguments)], dict(zip(named, values[len(arguments) :]))
        # Each holds a value and whether that is an exception; a step has the place of a function besides.
        self._answers, self._steps = _queue.SimpleQueue(), _queue.SimpleQueue()
        self._result = self._thrown = None

    def _stand_in(self, place, value):
        """What the opaque code calls in place of a function of the program."""
        if not is_function(value):
            return value

        def ask(*arguments, **named):
            self._steps.put((place, (arguments, named), False))
            del arguments, named
            answer, is_exception = self._answers.get()
            if is_exception:
                raise answer
            return answer

        return ask

    def start(self):
        context = contextvars.copy_context()
        _thread.start_new_thread(context.run, (self._run,))
        return self._next()

    def send(self, answer):
        self._answers.put((answer, False))
        del answer
        return self._next()

    def throw(self, exception):
        self._thrown = exception
        self._answers.put((exception, True))
        del exception
        return self._next()

    def result(self):
        (result,), self._result = self._result, None
        return result

    def _run(self):
        callee, arguments, named = self._callee, self._arguments, self._named
        self._callee = self._arguments = self._named = None
        try:
            self._result = [callee(*arguments, **named)]
        except BaseException as exception:
            self._steps.put((None, exception, True))
        else:
            del callee, arguments, named
            self._steps.put((None, None, False))

    def _next(self):
        place, value, is_exception = self._steps.get()
        thrown, self._thrown = self._thrown, None
        if not is_exception:
            return () if place is None else (place, *value)
        if value is thrown:
            return (_GONE_THROUGH,)
        raise value
