"""A workshop's stock with nested transactions: what a failed order took or built goes back, and another is tried."""

PARTS = {
    "wheel": {"rim": 1, "spoke": 12, "tyre": 1},
    "frame": {"tube": 4, "paint": 1},
    "bicycle": {"frame": 1, "wheel": 2, "saddle": 1},
    "trailer": {"wheel": 2, "tube": 6},
    "unicycle": {"wheel": 1, "saddle": 1, "tube": 2},
}
INSTEAD = {"bicycle": "unicycle", "trailer": "wheel"}
DELIVERY = {"rim": 5, "spoke": 60, "tyre": 6, "tube": 14, "paint": 2, "saddle": 3}


class OrderError(Exception):
    pass


class Shortage(OrderError):
    def __init__(self, item, missing):
        super().__init__(item, missing)
        self.item = item
        self.missing = missing


class Stock:
    def __init__(self):
        self.counts = {}
        self.journals = []

    def change(self, item, by):
        count = self.counts.get(item, 0)
        if count + by < 0:
            raise Shortage(item, -count - by)
        if self.journals:
            self.journals[-1].append((item, count))
        self.counts[item] = count + by

    def transaction(self):
        return Transaction(self)


class Transaction:
    """Keeps what is changed inside of it, unless an exception leaves it."""

    def __init__(self, stock):
        self.stock = stock

    def __enter__(self):
        self.stock.journals.append([])
        return self.stock

    def __exit__(self, kind, error, trace):
        journal = self.stock.journals.pop()
        if kind is not None:
            for item, count in reversed(journal):
                self.stock.counts[item] = count
        elif self.stock.journals:
            self.stock.journals[-1].extend(journal)
        return False


def take(stock, item, count):
    """Takes things from the stock; those that are missing are built from parts."""
    try:
        stock.change(item, -count)
    except Shortage as shortage:
        if item not in PARTS:
            raise
        build(stock, item, shortage.missing)
        stock.change(item, -count)


def build(stock, item, count):
    with stock.transaction():
        for part, needed in PARTS[item].items():
            take(stock, part, needed * count)
        stock.change(item, count)


def serve(stock, item, count, lacking):
    """What is sold in the end, if anything."""
    while item:
        try:
            with stock.transaction():
                take(stock, item, count)
            return item
        except Shortage as shortage:
            lacking[shortage.item] = lacking.get(shortage.item, 0) + shortage.missing
            item = INSTEAD.get(item, "")
    raise OrderError("nothing is left")


def run(orders):
    stock = Stock()
    sold, lacking = {}, {}
    refused = 0
    wanted = ["bicycle", "trailer", "wheel", "unicycle", "bicycle"]
    for i in range(orders):
        if i % 6 == 0:
            for part, count in DELIVERY.items():
                stock.change(part, count)
        try:
            item = serve(stock, wanted[(i * i + i // 3) % 5], 1 + i % 2, lacking)
        except OrderError:
            refused += 1
        else:
            sold[item] = sold.get(item, 0) + 1 + i % 2
    return sorted(sold.items()), sorted(lacking.items()), refused, sorted(stock.counts.items())


ARGS = (480,)
QUICK_ARGS = (48,)
