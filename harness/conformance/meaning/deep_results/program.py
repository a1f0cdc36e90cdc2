"""Results that are nested deeply: lists, tuples and dicts inside each other, and one list twice."""


def run(n):
    deep = [1, "x"]
    for i in range(n):
        if i % 3 == 0:
            deep = [deep]
        elif i % 3 == 1:
            deep = (deep, {"k": i})
        else:
            deep = {i: deep}
    return deep, [deep, 2]


ARGS = (3000,)
QUICK_ARGS = (501,)
