"""Ways to pay a sum: one row, with ints of two and more digits."""


def ways(coins, amount):
    table = [0] * (amount + 1)
    table[0] = 1
    for coin in coins:
        for value in range(coin, amount + 1):
            table[value] += table[value - coin]
    return table[amount]


def run(amount):
    total = ways([1, 2, 5, 10, 20, 50, 100, 200], amount)
    squares = ways([i * i for i in range(1, 12)], amount)
    return total, squares


ARGS = (6_000,)
QUICK_ARGS = (600,)
