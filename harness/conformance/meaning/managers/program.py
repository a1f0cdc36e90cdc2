"""`with` over objects of the standard library, and over generators."""

import contextlib
import io
import threading
from contextlib import contextmanager, suppress

LOCK = threading.Lock()


@contextmanager
def noted(log, name, fails=False):
    log.append(f"enter {name}")
    try:
        yield name.upper()
    except ValueError as error:
        log.append(f"caught {error}")
        if fails:
            raise
    finally:
        log.append(f"leave {name}")


@contextmanager
def plain(log):
    log.append("in")
    yield
    log.append("out")


class Own:
    def __enter__(self):
        return 7

    def __exit__(self, kind, value, traceback):
        return kind is KeyError


class Closed:
    def __init__(self, log):
        self.log = log

    def close(self):
        self.log.append("closed")


def step(log, i):
    with noted(log, f"a{i % 2}") as name, plain(log):
        log.append(name)
        if i % 3 == 0:
            raise ValueError(i)
    with suppress(KeyError, IndexError):
        if i % 2:
            {}[i]
        [][i]
    with contextlib.nullcontext(i) as same:
        log.append(same)
    with LOCK:
        log.append("locked")
    with io.StringIO() as stream:
        stream.write(f"{i}")
        log.append(stream.getvalue())
    with Own() as own:
        log.append(own)
        raise KeyError(i)
    with contextlib.closing(Closed(log)) as closed:
        closed.log.append("open")


def run(n):
    log, errors = [], 0
    for i in range(n):
        step(log, i)
        try:
            with noted(log, "b", fails=True):
                if i % 2:
                    raise ValueError("again")
        except ValueError:
            errors += 1
        with contextlib.ExitStack() as stack:
            stack.enter_context(plain(log))
            stack.callback(log.append, "called")
            log.append("inside")
    return log[-40:], len(log), errors


ARGS = (200,)
QUICK_ARGS = (4,)
