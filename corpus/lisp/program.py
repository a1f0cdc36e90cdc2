"""A small Lisp: text becomes nested lists, which an evaluator with scopes, closures and tail calls runs."""

LIBRARY = """
(define (map f items) (if (empty items) items (cons (f (first items)) (map f (rest items)))))
(define (fold f value items) (if (empty items) value (fold f (f value (first items)) (rest items))))
(define (range low high) (if (< low high) (cons low (range (+ low 1) high)) (list)))
(define (compose f g) (lambda (x) (f (g x))))
"""
PROGRAMS = [
    "(fold + 0 (map (lambda (x) (* x x)) (range 0 N)))",
    "(define (next n) (if (= (% n 2) 0) (/ n 2) (+ 1 (* n 3))))"
    "(define (count n steps) (if (= n 1) steps (count (next n) (+ steps 1)))) (count N 0)",
    "(define twice (lambda (f) (compose f f))) ((twice (twice (lambda (x) (+ x N)))) 1)",
    "(fold (lambda (best x) (if (< best x) x best)) 0 (map (lambda (x) (% (* x 37) 41)) (range 1 N)))",
    "(define (broken x) (+ x missing)) (broken N)",
    "(first (range N N))",
    "(let (a (* N 2)) (let (b (+ a 1)) (list a b (- b a))))",
    "(map 5 (list 1 N))",
    "(list 1 (list 2 N",
]


class LispError(Exception):
    pass


class Scope:
    def __init__(self, names, outer):
        self.names = names
        self.outer = outer

    def find(self, name):
        scope = self
        while scope is not None:
            try:
                return scope.names[name]
            except KeyError:
                scope = scope.outer
        raise LispError(f"{name} is not defined")


class Lambda:
    def __init__(self, parameters, body, scope):
        self.parameters = parameters
        self.body = body
        self.scope = scope


class Builtin:
    def __init__(self, function):
        self.function = function


def parsed(text):
    """The expressions of a text."""
    source = iter(text.replace("(", " ( ").replace(")", " ) ").split())
    return [item(source, word) for word in source]


def item(source, word):
    if word != "(":
        return int(word) if word.isdigit() else word
    items = []
    for word in source:
        if word == ")":
            return items
        items.append(item(source, word))
    raise LispError("a list has no end")


def evaluate(code, scope):
    while True:
        if isinstance(code, str):
            return scope.find(code)
        if isinstance(code, int):
            return code
        head = code[0]
        if head == "if":
            code = code[2] if evaluate(code[1], scope) else code[3]
        elif head == "lambda":
            return Lambda(code[1], code[2], scope)
        elif head == "let":
            name, value = code[1]
            scope = Scope({name: evaluate(value, scope)}, scope)
            code = code[2]
        elif head == "define":
            if isinstance(code[1], str):
                scope.names[code[1]] = evaluate(code[2], scope)
            else:
                scope.names[code[1][0]] = Lambda(code[1][1:], code[2], scope)
            return 0
        else:
            function, *arguments = [evaluate(part, scope) for part in code]
            if isinstance(function, Builtin):
                return function.function(*arguments)
            if not isinstance(function, Lambda):
                raise LispError(f"{function} is no function")
            scope = Scope(dict(zip(function.parameters, arguments)), function.scope)
            code = function.body


def builtins():
    return {
        "+": Builtin(lambda a, b: a + b),
        "-": Builtin(lambda a, b: a - b),
        "*": Builtin(lambda a, b: a * b),
        "/": Builtin(lambda a, b: a // b),
        "%": Builtin(lambda a, b: a % b),
        "<": Builtin(lambda a, b: a < b),
        "=": Builtin(lambda a, b: a == b),
        "cons": Builtin(lambda head, tail: [head, *tail]),
        "first": Builtin(lambda items: items[0]),
        "rest": Builtin(lambda items: items[1:]),
        "empty": Builtin(lambda items: not items),
        "list": Builtin(lambda *items: [*items]),
    }


def result(text, scope):
    try:
        value = 0
        for code in parsed(text):
            value = evaluate(code, scope)
        return value
    except LispError as error:
        return str(error)
    except (IndexError, ZeroDivisionError):
        return "a wrong value"


def run(rounds):
    shown = []
    for i in range(rounds):
        library = Scope(builtins(), None)
        result(LIBRARY, library)
        for program in PROGRAMS:
            value = result(program.replace("N", str(i % 9 + 6)), Scope({}, library))
            if i == rounds - 1:
                shown.append(value)
    return shown


ARGS = (8,)
QUICK_ARGS = (1,)
