"""A recursive-descent parser that evaluates arithmetic: an object with a position in a text."""

EXPRESSIONS = [
    "1+2*3",
    "(4+5)*(6-2)-7",
    "100/(2+3)-8*(1+1)",
    "((2*3)+(4*5))*((6-1)*(7+8))",
    "12*(3+4*(5-2*(6-5)))-9",
]


class Parser:
    def __init__(self, text):
        self.text = text
        self.place = 0

    def peek(self):
        if self.place < len(self.text):
            return self.text[self.place]
        return ""

    def expression(self):
        value = self.term()
        while True:
            operator = self.peek()
            if operator == "+":
                self.place += 1
                value += self.term()
            elif operator == "-":
                self.place += 1
                value -= self.term()
            else:
                return value

    def term(self):
        value = self.factor()
        while True:
            operator = self.peek()
            if operator == "*":
                self.place += 1
                value *= self.factor()
            elif operator == "/":
                self.place += 1
                value //= self.factor()
            else:
                return value

    def factor(self):
        if self.peek() == "(":
            self.place += 1
            value = self.expression()
            self.place += 1
            return value
        value = 0
        while self.peek().isdigit():
            value = value * 10 + ord(self.peek()) - ord("0")
            self.place += 1
        return value


def run(rounds):
    total = 0
    for i in range(rounds):
        for text in EXPRESSIONS:
            total += Parser(text).expression() * (i % 7)
    return total


ARGS = (220,)
QUICK_ARGS = (22,)
