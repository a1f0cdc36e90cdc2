"""Counts what instructions meet, as quickly as Python can.

A run meets an instruction many times with operands of the same few kinds. A *signature* tells kinds apart: it is read
from memory, without making an object. Only operands with a new signature are looked at further. `counting.rs` does the
same natively, and has Python look at what is new.
"""

from . import memory

_words = memory.words
_ADDRESS = memory.ADDRESS_BITS
_FRAME = memory.FRAME_INTERPRETER_FRAME
_LOCALS = memory.INTERPRETER_FRAME_LOCALS


class Counting:
    """Makes what is called at an instruction, given the frame. `run` is the run whose counts grow."""

    def __init__(self, run):
        self._run = run
        # Addresses of the types of whose objects it matters which one it is. Such objects stay alive.
        self._identified = set()
        # What counts without Python, if there is such a thing.
        self.native = None

    def identify(self, type_address):
        """Adds a type of whose objects it matters which one it is."""
        if type_address not in self._identified:
            self._identified.add(type_address)
            if self.native:
                self.native.identify(type_address)

    def taught(self, look, number, is_call):
        """`look`, which also tells what counts without Python of the signatures at its instruction number."""
        native, signature = self.native, self.signature

        def looking(addresses):
            counts, lasts = look(addresses)
            if lasts:
                signatures = called(signature, *addresses) if is_call else map(signature, addresses)
                native.add(number, list(signatures), counts)
            return counts, lasts

        return looking

    def operands(self, first, count, look):
        """Counts `count` operands from index `first` of a frame's values. Given the addresses of operands with a new
        signature, `look` returns their counts, one for each run, and whether all with that signature have these."""
        run, known, signature = self._run, {}, self.signature

        def site(frame):
            at = ((_words[(id(frame) + _FRAME) >> 3] + _LOCALS) >> 3) + first
            addresses = [word & _ADDRESS for word in _words[at : at + count]]
            counts = known.get(tuple(map(signature, addresses)))
            if counts is None:
                counts, lasts = look(addresses)
                if lasts:
                    known[tuple(map(signature, addresses))] = counts
            counts[run] += 1

        def site_of_one(frame):
            at = ((_words[(id(frame) + _FRAME) >> 3] + _LOCALS) >> 3) + first
            address = _words[at] & _ADDRESS
            counts = known.get(signature(address))
            if counts is None:
                counts, lasts = look([address])
                if lasts:
                    known[signature(address)] = counts
            counts[run] += 1

        def site_of_two(frame):
            at = ((_words[(id(frame) + _FRAME) >> 3] + _LOCALS) >> 3) + first
            left, right = _words[at] & _ADDRESS, _words[at + 1] & _ADDRESS
            counts = known.get((signature(left), signature(right)))
            if counts is None:
                counts, lasts = look([left, right])
                if lasts:
                    known[signature(left), signature(right)] = counts
            counts[run] += 1

        return {1: site_of_one, 2: site_of_two}.get(count, site)

    def calls(self, first, count, look):
        """The same for calls: the callable is the first of `count` values. It has to stay alive to have an address of
        its own."""
        run, known, signature = self._run, {}, self.signature

        def site(frame):
            at = ((_words[(id(frame) + _FRAME) >> 3] + _LOCALS) >> 3) + first
            callee, *addresses = [word & _ADDRESS for word in _words[at : at + count]]
            counts = known.get(called(signature, callee, *addresses))
            if counts is None:
                counts, lasts = look([callee, *addresses])
                if lasts:
                    known[called(signature, callee, *addresses)] = counts
            counts[run] += 1

        return site

    @property
    def signature(self):
        """The signature of one operand, given its address: 0 for NULL, else the address of its type, for an int with its
        size, or of itself, negative; of a function, generator or coroutine that of its code object, with a mark."""
        generator_code = memory.generator_code()
        words, type_at, identified, ints = _words, memory.TYPE, self._identified, id(int)
        tag_at, limit = memory.LONG_TAG, memory.COMPACT_TAGS

        def signature(address):
            if not address:
                return 0
            kind = words[(address + type_at) >> 3]
            if kind == ints:
                tag = words[(address + tag_at) >> 3]
                # A type's address is a multiple of 8.
                return kind + 2 if tag >= limit else kind + (tag & 3 == 2)
            if kind in memory.GENERATOR_TYPES:
                return words[(address + generator_code) >> 3] & _ADDRESS | 1
            if kind == memory.FUNCTION_TYPE:
                return words[(address + memory.FUNCTION_CODE) >> 3] | 2
            return -address if kind in identified else kind

        return signature


def called(signature, callee, bound, *addresses):
    """The signatures of a call. Functions and methods are made anew again and again; what they run is not."""
    what, kind = callee, _words[(callee + memory.TYPE) >> 3]
    if kind == memory.FUNCTION_TYPE:
        what = _words[(callee + memory.FUNCTION_CODE) >> 3]
    elif kind in (memory.METHOD_TYPE, memory.BUILTIN_TYPE):
        owner = _words[(callee + memory.METHOD_SELF) >> 3]
        if kind == memory.METHOD_TYPE or owner and memory.type_at(owner) not in memory.OWNER_TYPES:
            what, bound = _words[(callee + memory.METHOD_FUNCTION) >> 3], owner
            if kind == memory.METHOD_TYPE and memory.type_at(what) == memory.FUNCTION_TYPE:
                what = _words[(what + memory.FUNCTION_CODE) >> 3]
            # An odd number tells that what it runs is bound.
            what |= 1
    return what, signature(bound), *map(signature, addresses)
