"""Tables that grow while the form of a value is made, and get back what they had if it has none."""


def copied(content):
    """A copy of a table that lasts while the table grows."""
    match content:
        case dict():
            return {key: copied(rows) if isinstance(rows, list) else rows for key, rows in content.items()}
        case list() | set():
            return content.copy()


def restore(content, copy):
    """Gives a table its contents back."""
    content.clear()
    if isinstance(content, list):
        content.extend(copy)
    else:
        content.update(copy)
