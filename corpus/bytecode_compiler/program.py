"""A compiler: text to tokens, tokens to a tree that folds constants, the tree to bytecode with jumps, which is run."""

SOURCE = """
largest = 0; start = 1;
while start < limit {
    n = start; steps = 0;
    while n != 1 {
        if n % 2 == 0 { n = n / 2; } else { n = 3 * n + (2 - 1); }
        steps = steps + 1;
    }
    if largest < steps { largest = steps; best = start; }
    start = start + 2 * 3 - 5;
}
answer = largest * 1000 + best;
"""
SYMBOLS = ("==", "!=", "<", "=", "+", "-", "*", "/", "%", "(", ")", "{", "}", ";")
LEVELS = [("==", "!=", "<"), ("+", "-"), ("*", "/", "%")]


def tokens(text):
    place = 0
    while place < len(text):
        character = text[place]
        if character.isspace():
            place += 1
        elif character.isalnum():
            end = place
            while end < len(text) and text[end].isalnum():
                end += 1
            yield text[place:end]
            place = end
        else:
            symbol = next(symbol for symbol in SYMBOLS if text.startswith(symbol, place))
            yield symbol
            place += len(symbol)
    yield ""


def operate(symbol, left, right):
    if symbol == "+":
        return left + right
    if symbol == "-":
        return left - right
    if symbol == "*":
        return left * right
    if symbol == "/":
        return left // right
    if symbol == "%":
        return left % right
    if symbol == "<":
        return int(left < right)
    return int((left == right) == (symbol == "=="))


class Number:
    def __init__(self, value):
        self.value = value

    def emit(self, code):
        code.append(("push", self.value))


class Name:
    def __init__(self, name):
        self.name = name

    def emit(self, code):
        code.append(("load", self.name))


class Operation:
    def __init__(self, symbol, left, right):
        self.symbol = symbol
        self.left = left
        self.right = right

    def emit(self, code):
        self.left.emit(code)
        self.right.emit(code)
        code.append(("operate", self.symbol))


class Compiler:
    def __init__(self, text):
        self.source = tokens(text)
        self.token = next(self.source)
        self.code = []

    def take(self):
        token = self.token
        self.token = next(self.source)
        return token

    def expect(self, wanted):
        token = self.take()
        if token != wanted:
            raise ValueError(f"{wanted} is missing before {token}")

    def expression(self, level):
        if level == len(LEVELS):
            return self.atom()
        left = self.expression(level + 1)
        while self.token in LEVELS[level]:
            symbol = self.take()
            right = self.expression(level + 1)
            if isinstance(left, Number) and isinstance(right, Number):
                left = Number(operate(symbol, left.value, right.value))
            else:
                left = Operation(symbol, left, right)
        return left

    def atom(self):
        token = self.take()
        if token == "(":
            inner = self.expression(0)
            self.expect(")")
            return inner
        return Number(int(token)) if token.isdigit() else Name(token)

    def jump(self, kind):
        self.code.append((kind, 0))
        return len(self.code) - 1

    def land(self, jump):
        self.code[jump] = (self.code[jump][0], len(self.code))

    def block(self):
        self.expect("{")
        while self.token != "}":
            self.statement()
        self.expect("}")

    def statement(self):
        name = self.take()
        if name == "while":
            top = len(self.code)
            self.expression(0).emit(self.code)
            out = self.jump("unless")
            self.block()
            self.code.append(("jump", top))
            self.land(out)
        elif name == "if":
            self.expression(0).emit(self.code)
            out = self.jump("unless")
            self.block()
            if self.token == "else":
                self.take()
                end = self.jump("jump")
                self.land(out)
                self.block()
                out = end
            self.land(out)
        else:
            self.expect("=")
            self.expression(0).emit(self.code)
            self.expect(";")
            self.code.append(("store", name))


def execute(code, names):
    stack = []
    place = 0
    while place < len(code):
        kind, argument = code[place]
        place += 1
        if kind == "load":
            stack.append(names[argument])
        elif kind == "push":
            stack.append(argument)
        elif kind == "operate":
            right = stack.pop()
            stack.append(operate(argument, stack.pop(), right))
        elif kind == "store":
            names[argument] = stack.pop()
        elif kind == "jump" or not stack.pop():
            place = argument


def run(limit, rounds):
    answers = 0
    for i in range(rounds):
        compiler = Compiler(SOURCE)
        while compiler.token:
            compiler.statement()
        names = {"limit": limit + i}
        execute(compiler.code, names)
        answers += names["answer"]
    return answers, len(compiler.code)


ARGS = (28, 4)
QUICK_ARGS = (5, 2)
