"""Globals that appear and change their type while the program runs."""

X = 1


def get():
    return X


def run(n):
    global X, Y
    out = []
    for i in range(n):
        out.append(get())
        X = X + 1 if i % 3 else float(i)
        Y = i
        out.append(Y)
    X = "text"
    out.append(get())
    X = get
    out.append(X is get)
    X = [1]
    out.append(X)
    return out


ARGS = (9,)
