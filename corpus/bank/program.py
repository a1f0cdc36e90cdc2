"""Accounts of two classes: inheritance, super, overridden methods at the same call."""


class Account:
    fee = 1

    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance
        self.transactions = 0

    def deposit(self, amount):
        self.balance += amount
        self.transactions += 1

    def withdraw(self, amount):
        if amount + self.fee > self.balance:
            return False
        self.balance -= amount + self.fee
        self.transactions += 1
        return True

    def month_end(self):
        return 0


class Savings(Account):
    def __init__(self, owner, balance, percent):
        super().__init__(owner, balance)
        self.percent = percent

    def month_end(self):
        interest = self.balance * self.percent // 100
        self.deposit(interest)
        return interest


def run(accounts, months):
    bank = []
    for i in range(accounts):
        if i % 3 == 0:
            bank.append(Savings("owner" + str(i), 1000 + i, 2))
        else:
            bank.append(Account("owner" + str(i), 1000 + i))
    interest = 0
    refused = 0
    for month in range(months):
        for i in range(accounts):
            source = bank[i]
            target = bank[(i * 7 + month) % accounts]
            amount = (i * 31 + month * 17) % 400
            if source.withdraw(amount):
                target.deposit(amount)
            else:
                refused += 1
        for account in bank:
            interest += account.month_end()
            if account.balance > 100_000:
                account.balance = 100_000
    total = 0
    busiest = 0
    for account in bank:
        total += account.balance
        if account.transactions > busiest:
            busiest = account.transactions
    return total, interest, refused, busiest


ARGS = (60, 160)
QUICK_ARGS = (20, 48)
