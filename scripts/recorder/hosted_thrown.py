"""What closes generators that wait in a `try`, and throws into them, in Python.

`hosted_modules.py` defines it in a program that does so, like what is in `hosted_standard.py`.
"""


def hosted_started():
    """What such a generator begins with, if it may be closed before it has begun."""
    if hosted_thrown:
        raise hosted_thrown.pop()


def hosted_is_generator(value):
    """Whether a value that is closed, or thrown into, is a generator."""
    return hasattr(value, "send") and not isinstance(value, hosted_senders)


def hosted_throw(generator, value):
    if not hosted_is_generator(generator):
        return generator.throw(value)
    if isinstance(value, type):
        value = value()
    hosted_thrown.append(value)
    try:
        found = next(generator)
    except StopIteration:
        if not hosted_thrown:
            raise
    else:
        if hosted_thrown:
            # It waits in what has no such code.
            hosted_thrown.clear()
            raise NotImplementedError("throw")
        return found
    # It had ended before.
    raise hosted_thrown.pop()


def hosted_close(generator):
    if not hosted_is_generator(generator):
        return generator.close()
    hosted_thrown.append(GeneratorExit())
    try:
        next(generator)
    except StopIteration as end:
        hosted_thrown.clear()
        return end.value
    except GeneratorExit:
        return None
    if hosted_thrown:
        hosted_thrown.clear()
        raise NotImplementedError("close")
    raise RuntimeError("generator ignored GeneratorExit")
