"""Class attributes that are stored, changed and deleted while the program runs."""

class C:
    total = 0
    kind = "c"
    def m(self):
        return 1


class D(C):
    pass


class E(D):
    def __init__(self):
        C.total += 1
        self.number = C.total


def other(self):
    return 2


def run(n):
    out = []
    C.total = n
    out.append(C.total)
    out.append(D.total)
    d = D()
    out.append(d.total)
    for i in range(n):
        C.total += i
        out.append(d.total)
        if i == 2:
            D.total = 100
        out.append(D.total)
        out.append((E().number, E.total))
        out.append(d.m())
        if i == 1:
            C.m = other
        if i == 3:
            D.m = C.m
            C.kind = [i]
        out.append(d.kind)
        C.extra = i
        out.append(d.extra)
        del C.extra
    del D.total
    out.append(D.total)
    return out


ARGS = (7,)
QUICK_ARGS = (3,)
