"""What a recording that takes long is doing, and how long that will take."""

import sys
import time

# Seconds after which somebody who waits wants to know.
_PATIENCE = 2.0


class Progress:
    """Says on standard error what is done, once a recording has taken some seconds."""

    def __init__(self, name):
        self._name = name
        self._start = time.monotonic()

    def doing(self, what, expected=0.0):
        """Announces a step that is `expected` to take so many seconds, if the recording takes long."""
        if time.monotonic() - self._start + expected >= _PATIENCE:
            about = f", about {expected:.0f} s" if expected >= 1 else ""
            print(f"record.py: {self._name}: {what}{about}", file=sys.stderr, flush=True)


def timed(action):
    """What an action returns, and how many seconds it took."""
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start
