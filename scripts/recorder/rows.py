"""Rows of a recording as JSON."""

import json


def place_of(number):
    """The number that an object has in the end, as JSON."""
    return number.place


# The text of a row, and of anything else in a recording.
encode = json.JSONEncoder(separators=(",", ":"), default=place_of).encode


class Encoded(dict):
    """A row with its text."""

    def __init__(self, row, text):
        super().__init__(row)
        self.text = text
