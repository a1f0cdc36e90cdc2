"""What a recording can't express, each with its place in the source."""


class Unsupported(Exception):
    """A recording is not possible; `lines` says why, one reason a line."""

    def __init__(self, lines):
        super().__init__("\n".join(lines))
        self.lines = lines


class Inexpressible(Exception):
    """A recording has no form for a value; the message says what it is."""


# What begins a reason that holds wherever the class is met.
_OF_A_CLASS = "not supported: class "


class Problems:
    """Collects reasons, so that one run of the recorder names all of them."""

    def __init__(self, filename):
        self._filename = filename
        self._found = set()

    def add(self, line, reason):
        """Adds a reason that lies in a line of the program."""
        self._found.add((line, reason))

    def raise_any(self):
        """Raises `Unsupported` if there is a reason to."""
        if self._found:
            raise Unsupported([f"{self._filename}:{line}: {reason}" for line, reason in self._each_once()])

    def _each_once(self):
        """The lines and reasons in their order. What is wrong with a class is told at the first line that meets the class."""
        told = set()
        for line, reason in sorted(self._found):
            if reason not in told:
                yield line, reason
            if reason.startswith(_OF_A_CLASS):
                told.add(reason)
