"""Complex numbers: all roots of polynomials at once, and which of them Newton's method finds from each point of a plane."""


def value_at(coefficients, z):
    value = 0j
    for coefficient in coefficients:
        value = value * z + coefficient
    return value


def derived(coefficients):
    degree = len(coefficients) - 1
    return [coefficient * (degree - i) for i, coefficient in enumerate(coefficients[:-1])]


def all_roots(coefficients, steps):
    """By the method of Durand and Kerner; the first coefficient is 1."""
    roots = [(0.4 + 0.9j) ** i for i in range(len(coefficients) - 1)]
    for _ in range(steps):
        moved = 0.0
        for i, root in enumerate(roots):
            divisor = 1 + 0j
            for j, other in enumerate(roots):
                if i != j:
                    divisor *= root - other
            change = value_at(coefficients, root) / divisor
            roots[i] = root - change
            moved = max(moved, abs(change))
        if moved < 1e-12:
            break
    return roots


def order(root):
    return round(root.real, 6), round(root.imag, 6)


def basin(coefficients, slope, roots, start):
    """Which root Newton's method comes to, and in how many steps."""
    z = start
    for step in range(40):
        below = value_at(slope, z)
        if below == 0:
            break
        z -= value_at(coefficients, z) / below
        for i, root in enumerate(roots):
            if abs(z - root) < 1e-6:
                return i, step
    return -1, 40


def picture(coefficients, roots, size):
    slope = derived(coefficients)
    rows, steps = [], 0
    for y in range(size):
        row = ""
        for x in range(size):
            start = complex(3 * x / size - 1.5, 1.5 - 3 * y / size)
            found, taken = basin(coefficients, slope, roots, start)
            steps += taken
            row += "abcdefgh"[found] if found >= 0 else "."
        rows.append(row)
    return rows, steps


def run(size, steps):
    found = []
    for coefficients in ([1, 0, 0, -1], [1, 0, -2, 2], [1, -3j, 0.5, 2 - 1j, -1]):
        roots = sorted(all_roots(coefficients, steps), key=order)
        rows, taken = picture(coefficients, roots, size)
        mirrored = [root.conjugate() for root in roots]
        found.append(([order(root) for root in roots], rows, taken))
        found.append(round(abs(sum(roots)) + abs(sum(mirrored)), 6))
        found.append(sum(1 for root in roots if abs(value_at(coefficients, root)) < 1e-9))
    return found


ARGS = (24, 60)
QUICK_ARGS = (4, 40)
