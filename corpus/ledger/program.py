"""A ledger of accounts: a hierarchy of classes with properties, a class method, and interest by kind."""


class Account:
    opened = 0
    rate = 0

    def __init__(self, owner, cents):
        self.owner = owner
        self._cents = cents
        self.entries = []

    @classmethod
    def open(cls, owner, cents=0):
        Account.opened += 1
        return cls(owner, cents)

    @property
    def balance(self):
        return self._cents

    def move(self, cents, text):
        self._cents += cents
        self.entries.append((cents, text))
        return self.fee(cents)

    def fee(self, cents):
        return 0

    def interest(self):
        return self.balance * self.rate // 10_000

    def __str__(self):
        euros, cents = divmod(abs(self.balance), 100)
        sign = "-" if self.balance < 0 else ""
        return f"{self.owner:<5}{sign}{euros:>6}.{cents:02}"


class Savings(Account):
    rate = 125

    def interest(self):
        return super().interest() + (50 if self.balance > 100_000 else 0)


class Credit(Account):
    rate = 900

    def fee(self, cents):
        return 25 if cents < 0 and self.balance < -50_000 else 0


class Business(Credit):
    def fee(self, cents):
        return super().fee(cents) + len(self.entries) % 3


class Bank:
    def __init__(self):
        self.accounts = {}
        self.earned = 0

    def add(self, account):
        self.accounts[account.owner] = account

    def transfer(self, source, target, cents):
        self.earned += self.accounts[source].move(-cents, "to " + target)
        self.earned += self.accounts[target].move(cents, "from " + source)

    def year(self):
        for account in self.accounts.values():
            account.move(account.interest(), "interest")


def run(moves):
    bank = Bank()
    owners = ["ada", "bea", "cyd", "dot", "eve"]
    kinds = [Savings, Credit, Business, Account, Savings]
    for owner, kind in zip(owners, kinds):
        bank.add(kind.open(owner, 10_000))
    seed = 9
    for i in range(moves):
        seed = (seed * 1103515245 + 12345) % 2147483648
        source, target = owners[(seed >> 8) % 5], owners[(seed >> 16) % 5]
        bank.transfer(source, target, (seed >> 4) % 5_000)
        if i % 50 == 49:
            bank.year()
    return bank.earned, [f"{account}" for account in bank.accounts.values()], Account.opened


ARGS = (900,)
QUICK_ARGS = (90,)
