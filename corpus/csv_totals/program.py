"""A table in text form, split and summed by column: str.split, int, float, dicts of tuples."""

ROWS = """north,apples,12,0.45
south,pears,7,0.6
north,plums,30,0.2
east,apples,5,0.5
south,apples,18,0.4
east,plums,42,0.25
west,pears,9,0.75
"""


def totals(text):
    by_region = {}
    for line in text.strip().split("\n"):
        region, fruit, count, price = line.split(",")
        amount = int(count) * float(price)
        if region in by_region:
            pieces, money = by_region[region]
        else:
            pieces, money = 0, 0.0
        by_region[region] = (pieces + int(count), money + amount)
    return by_region


def run(rounds):
    money = 0.0
    pieces = 0
    for _ in range(rounds):
        for region, (count, amount) in totals(ROWS).items():
            if region != "west":
                pieces += count
            money += amount
    return pieces, money


ARGS = (1_200,)
QUICK_ARGS = (120,)
