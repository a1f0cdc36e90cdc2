"""Class methods and static methods of builtin types, such as `dict.fromkeys`, and what goes with them."""

def run(count):
    found = []
    total = 0
    for i in range(count):
        total += int.from_bytes(i.to_bytes(2, "big"), "big")
        total += len(dict.fromkeys([i, i, 1]))
    found.append(total)
    found.append(dict.fromkeys("abc", 0))
    found.append(list(dict.fromkeys([3, 1, 3, 2])))
    found.append([bytes.fromhex("00ff 10"), bytearray.fromhex("aB"), float.fromhex("0x1.8p1"), (0.1).hex(), (2.0).is_integer()])
    found.append([int.from_bytes(b"\xff\x00", byteorder="little", signed=True), int.from_bytes([1, 2], "big"), (-2).to_bytes(2, "little", signed=True)])
    found.append([int.from_bytes(bytes=b"\x81", byteorder="big", signed=True), (129).to_bytes(length=2, byteorder="little", signed=True)])
    table = str.maketrans("abc", "xyz", "-")
    found.append("a-b-c-d".translate(table))
    found.append("abc".translate(str.maketrans({"a": "AA", 98: None})))
    for text in ("0", "0g", "zz"):
        try:
            found.append(bytes.fromhex(text))
        except ValueError as error:
            # The text of an odd digit is another one since CPython 3.14.
            found.append(str(error) if len(text) > 1 else "an odd digit")
    try:
        (300).to_bytes(1, "big")
    except OverflowError as error:
        found.append(str(error))
    return found


ARGS = (500,)
QUICK_ARGS = (5,)
