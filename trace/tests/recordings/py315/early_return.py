"""A return out of a loop whose frame has called itself, before CPython's optimiser: PYTHON_UOPS_OPTIMIZE=0."""


def reaches(total, depth):
    if depth == 0:
        return total % 7 < 3
    for step in range(1, 4):
        if total & step:
            continue
        if reaches(total + step, depth - 1):
            return True
    return False


def run(n):
    count = 0
    for total in range(n):
        if reaches(total, 2):
            count += 1
    return count


ARGS = (1_200,)
QUICK_ARGS = (600,)
