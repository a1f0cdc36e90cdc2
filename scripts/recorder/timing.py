"""How long opaque objects take to answer, told by the events of the program before and after."""

import sys
import time
from dataclasses import dataclass, field

_TOOL = sys.monitoring.PROFILER_ID
_EVENTS = sys.monitoring.events
# So many attributes tell how far apart two events are.
_ENOUGH = 16


@dataclass
class Run:
    """All that was asked in a run."""

    rows: list = field(default_factory=list)
    # Seconds from each event in which something was asked to the next one; those of attributes once more, which take
    # hardly any time.
    gaps: list = field(default_factory=list)
    quick_gaps: list = field(default_factory=list)

    def seconds(self, apart):
        """How long opaque objects took to answer, if without that two events are so many seconds apart."""
        if len(self.quick_gaps) >= _ENOUGH:
            apart = max(apart, _median(self.quick_gaps))
        return sum(max(gap - apart, 0.0) for gap in self.gaps)


def apart():
    """How many seconds lie between two events if nothing is done between them."""
    gaps, last = [], [0.0]

    def on_instruction(_code, _offset):
        gaps.append(time.perf_counter() - last[0])
        last[0] = time.perf_counter()

    def moves(value):
        for _ in range(200):
            value = value
        return value

    monitoring = sys.monitoring
    monitoring.use_tool_id(_TOOL, "record.py")
    monitoring.register_callback(_TOOL, _EVENTS.INSTRUCTION, on_instruction)
    monitoring.set_local_events(_TOOL, moves.__code__, _EVENTS.INSTRUCTION)
    try:
        moves(0)
    finally:
        monitoring.set_local_events(_TOOL, moves.__code__, 0)
        monitoring.register_callback(_TOOL, _EVENTS.INSTRUCTION, None)
        monitoring.free_tool_id(_TOOL)
    return _median(gaps)


def _median(numbers):
    return sorted(numbers)[len(numbers) // 2]
