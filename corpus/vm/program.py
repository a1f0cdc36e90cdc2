"""A virtual machine for a stack language: long chains of comparisons, a stack in a list."""

PUSH, ADD, SUB, MUL, LOAD, STORE, JUMP_IF, HALT = range(8)

# sum = 0; i = n; do { sum += i * i; i -= 1 } while (i); return sum
PROGRAM = (
    (PUSH, 0), (STORE, 1),
    (LOAD, 1), (LOAD, 0), (LOAD, 0), (MUL, 0), (ADD, 0), (STORE, 1),
    (LOAD, 0), (PUSH, 1), (SUB, 0), (STORE, 0),
    (LOAD, 0), (JUMP_IF, 2),
    (LOAD, 1), (HALT, 0),
)


def execute(program, n):
    stack = []
    variables = [n, 0]
    place = 0
    while True:
        operation, operand = program[place]
        place += 1
        if operation == PUSH:
            stack.append(operand)
        elif operation == LOAD:
            stack.append(variables[operand])
        elif operation == STORE:
            variables[operand] = stack.pop()
        elif operation == ADD:
            right = stack.pop()
            stack.append(stack.pop() + right)
        elif operation == SUB:
            right = stack.pop()
            stack.append(stack.pop() - right)
        elif operation == MUL:
            right = stack.pop()
            stack.append(stack.pop() * right)
        elif operation == JUMP_IF:
            if stack.pop():
                place = operand
        else:
            return stack.pop()


def run(n):
    return execute(PROGRAM, n)


ARGS = (6_000,)
QUICK_ARGS = (600,)
