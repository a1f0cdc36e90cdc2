"""Objects that several places share: one object, one definition."""

A = []
B = A
TABLE = {"a": 1}
SAME_TABLE = TABLE
MEMBERS = {1, 2}
NESTED = [[1], [2]]
ROW = [0, 0]
GRID = [ROW, ROW, [0, 0]]
TREE = {"left": ROW, "both": (ROW, A), "own": {"deep": [ROW]}}


def default(x, items=A):
    items.append(x)
    found = len(A), len(B), A is B, items is B
    items.pop()
    return found


class Holder:
    shared = TABLE
    members = MEMBERS
    own = [5]
    alias = own

    def change(self, x):
        self.shared["b"] = x
        found = TABLE.get("b"), len(SAME_TABLE), self.shared is TABLE
        del TABLE["b"]
        return found

    def add(self, x):
        self.members.add(x)
        found = x in MEMBERS, len(MEMBERS)
        MEMBERS.remove(x)
        return found

    def lists(self, x):
        self.own.append(x)
        found = len(self.alias), self.alias is Holder.own
        self.alias.pop()
        return found


def make():
    kept = B

    def closure(x):
        kept.append(x)
        found = len(A)
        A.pop()
        return found
    return closure


CLOSURE = make()


def nested(x):
    NESTED[0].append(x)
    found = len(NESTED[0]), len(NESTED[1])
    NESTED[0].pop()
    return found


def grid(x):
    GRID[0][1] = x
    TREE["both"][1].append(x)
    found = (GRID[1][1], GRID[2][1], ROW is GRID[0], TREE["left"][1], TREE["both"][0] is ROW, len(A),
             TREE["own"]["deep"][0] is GRID[1])
    A.pop()
    ROW[1] = 0
    return found


def run(n):
    total = []
    holder = Holder()
    for i in range(n):
        A.append(i)
        total.append(len(B))
        total.append(default(i))
        total.append(holder.change(i))
        total.append(holder.add(i + 10))
        total.append(holder.lists(i))
        total.append(CLOSURE(i))
        total.append(nested(i))
        total.append(grid(i))
        B.pop()
    return total


ARGS = (7,)
QUICK_ARGS = (3,)
