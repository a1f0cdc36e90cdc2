"""Views of bytes, bytearrays and arrays."""

from array import array


def outcome(action):
    try:
        return action()
    except (BufferError, IndexError, TypeError, ValueError, OverflowError) as error:
        return [type(error).__name__, *error.args]


def reading(n):
    data = bytes(range(n))
    view = memoryview(data)
    part = view[2:-1]
    found = [len(view), view[0], view[-1], part.tolist(), bytes(part), part.tobytes()[:3], part[1:3].hex()]
    found += [view[::2].tolist(), view[::-1].tobytes(), view[5:2:-2].tolist(), bytes(view[::-3]), view[3:3].tolist()]
    found += [view.nbytes, view.itemsize, view.format, view.readonly, view.ndim, view.shape, view[::2].strides]
    found += [view.contiguous, view[::2].contiguous, view.obj == data, 3 in view, 300 in view, list(part) == list(data[2:-1])]
    found += [sum(view), max(view), sorted(view[:4], reverse=True), [x * 2 for x in view[:3]], bool(view), bool(view[:0])]
    found.append([outcome(lambda: view[n]), outcome(lambda: view["a"]), outcome(lambda: view[1.5])])
    found.append([{view: 1}[data], data in {view}, {part: 2}[data[2:-1]], {data: 3}[view[:]], len({view, part, data})])
    return found


def writing(n):
    data = bytearray(range(n))
    view = memoryview(data)
    view[0] = 255
    view[-1] = True
    view[1:3] = b"ab"
    view[4:0:-2] = bytearray(b"xy")
    view[2:5] = view[3:6]
    found = [bytes(data), view.readonly, view.tolist()]
    found += [outcome(lambda: view.__setitem__(0, 256)) if n < 0 else None]

    def store(index, value):
        view[index] = value

    def store_part(value):
        view[0:2] = value

    def store_apart(value):
        view[0:6:3] = value

    for index, value in ((0, 256), (0, -1), (0, 1.5), (0, "a"), (n, 1), ("k", 1)):
        found.append(outcome(lambda: store(index, value)))
    for value in (b"abc", b"cd", 5, view[5:7], view[1:3], view[::-1][:2]):
        found.append(outcome(lambda: store_part(value)))
        found.append(outcome(lambda: store_apart(value)))

    def remove():
        del view[0]

    found.append(outcome(remove))
    found.append(outcome(lambda: store_part(array("h", [1, 2]))))
    readonly = view.toreadonly()

    def store_readonly():
        readonly[0] = 1

    found += [readonly.readonly, outcome(store_readonly), outcome(lambda: {view: 1}), readonly.tolist()]
    for i in range(n):
        view[i] = (view[i] * 7 + i) & 255
    return found, bytes(data)


def arrays(n):
    found = []
    for code in "bBhHiIlLqQfd":
        items = array(code, [i * 3 for i in range(n)])
        view = memoryview(items)
        view[1] = 77
        view[2:4] = array(code, [5, 6])
        found.append((view.format, view.itemsize, view.nbytes, view[1], view.tolist(), items.tolist() == view.tolist()))
        found.append((view == items, view[1:] == items[1:], view == array("d", items), view.cast("B")[0]))
    ints = memoryview(array("i", [1, 2, 3]))

    def store(value):
        ints[0] = value

    found += [outcome(lambda: store(value)) for value in (2**31, -(2**31) - 1, 2**70, 1.0, "a", b"a", True)]
    found.append(ints.tolist())
    return found


def casts(n):
    data = bytearray(8 * n)
    words = memoryview(data).cast("I")
    for i in range(len(words)):
        words[i] = i * 0x01020304 & 0xFFFFFFFF
    found = [len(words), words[:3].tolist(), bytes(data[:12])]
    doubles = memoryview(data).cast("d")
    doubles[0] = 1.5
    found += [doubles[0], data[:8].hex(), doubles.cast("B").tolist()[:8]]
    letters = memoryview(b"abc").cast("c")
    found += [letters[0], letters.tolist(), b"b" in letters, letters == memoryview(b"abc")]
    truths = memoryview(bytearray([0, 1, 2])).cast("?")
    truths[0] = "yes"
    found += [truths.tolist()]
    found += [outcome(lambda: words.cast("d")), outcome(lambda: memoryview(b"abc").cast("H"))]
    found += [outcome(lambda: memoryview(data)[::2].cast("H")), outcome(lambda: words.cast("z")), outcome(lambda: words.cast(3))]
    found += [memoryview(b"\xff\xfe").cast("b").tolist(), {b"ab": 1}.get(memoryview(b"ab").cast("c"))]
    found.append(outcome(lambda: {memoryview(b"abcd").cast("H")}))
    return found


def comparing(n):
    data = bytes(range(n))
    view = memoryview(data)
    found = [view == data, data == view, view == bytearray(data), bytearray(data) == view, view != data]
    found += [view[:2] == view[2:4], view == "text", view == n, view[::2] == data[::2], bytearray(data[::2]) == view[::2]]
    found += [memoryview(array("i", [1, 2])) == memoryview(array("d", [1.0, 2.0])), bytearray(b"a") < memoryview(b"b")]
    found.append(outcome(lambda: view < view))
    found += [b"".join([view[:2], view[3:5]]), b"ab" + view[:1], bytearray(b"x") + view[:1], b"q".join([view[:1]] * 2)]
    found += [data.find(view[1:3]), data.startswith(view[:2]), bytes(view[1:4]), bytearray(view[::2])]
    found += [outcome(lambda: b"".join([view[::2]])), outcome(lambda: memoryview(5)), outcome(lambda: view + view)]
    return found


def exports(n):
    data = bytearray(b"abc")
    items = array("i", [1, 2])
    view, other = memoryview(data), memoryview(items)
    part = view[1:]
    found = []
    for action in (
        lambda: data.append(1), lambda: data.extend(b"x"), lambda: data.pop(), lambda: data.insert(0, 1), lambda: data.clear(),
        lambda: data.remove(97), lambda: data.extend(b""), lambda: data.reverse(), lambda: items.append(1), lambda: items.pop(),
        lambda: items.extend([3]), lambda: items.insert(0, 1),
    ):  # fmt: skip
        found.append(outcome(action))

    def change(value):
        data[0:2] = value

    def add():
        nonlocal data
        data += b"xy"

    def remove():
        del data[0]

    found += [outcome(lambda: change(b"zz")), outcome(lambda: change(b"z")), outcome(add), outcome(remove)]
    view.release()
    found.append(outcome(lambda: data.append(1)))
    part.release()
    other.release()
    part.release()
    data.append(n)
    items.append(n)
    found += [bytes(data), items.tolist(), outcome(lambda: view[0]), outcome(lambda: len(view)), outcome(view.tobytes)]
    found += [outcome(lambda: view.nbytes), outcome(lambda: view == part), view == view, outcome(lambda: list(view))]
    with memoryview(data) as inside:
        found += [inside[0], outcome(lambda: data.append(1))]
    data.append(2)
    found.append(outcome(lambda: inside[0]))
    for i in range(n):
        with memoryview(data) as inside:
            inside[i % 3] = i
    return found, bytes(data)


def run(n):
    return reading(n), writing(n), arrays(n), casts(n), comparing(n), exports(n)


ARGS = (40,)
QUICK_ARGS = (9,)
