"""A lift that serves calls: a simulation with state, lists that shrink, and many branches."""


class Lift:
    def __init__(self, floors):
        self.floors = floors
        self.floor = 0
        self.direction = 1
        self.riders = []
        self.travelled = 0

    def step(self, waiting):
        staying = []
        served = 0
        for target in self.riders:
            if target == self.floor:
                served += 1
            else:
                staying.append(target)
        self.riders = staying
        queue = waiting[self.floor]
        while queue and len(self.riders) < 6:
            self.riders.append(queue.pop())
        if self.floor == self.floors - 1:
            self.direction = -1
        elif self.floor == 0:
            self.direction = 1
        self.floor += self.direction
        self.travelled += 1
        return served


def run(steps):
    floors = 12
    lift = Lift(floors)
    waiting = [[] for _ in range(floors)]
    served = 0
    seed = 5
    for _ in range(steps):
        seed = (seed * 1103515245 + 12345) % 2147483648
        source = (seed >> 8) % floors
        target = (seed >> 16) % floors
        if source != target:
            waiting[source].append(target)
        served += lift.step(waiting)
    left = 0
    for queue in waiting:
        left += len(queue)
    return served, left, lift.travelled, len(lift.riders)


ARGS = (12_000,)
QUICK_ARGS = (1_200,)
