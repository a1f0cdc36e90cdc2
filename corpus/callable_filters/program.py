"""Signal filters as objects that are called: chains, state between calls, a table of filters."""


class Gain:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, sample):
        return sample * self.factor


class LowPass:
    __slots__ = ("alpha", "last")

    def __init__(self, alpha):
        self.alpha = alpha
        self.last = 0.0

    def __call__(self, sample):
        self.last += self.alpha * (sample - self.last)
        return self.last


class Echo:
    def __init__(self, delay, decay):
        self.buffer = [0.0] * delay
        self.decay = decay
        self.position = 0

    def __len__(self):
        return len(self.buffer)

    def __call__(self, sample):
        heard = sample + self.decay * self.buffer[self.position]
        self.buffer[self.position] = heard
        self.position = (self.position + 1) % len(self)
        return heard


class Chain:
    def __init__(self, *filters):
        self.filters = filters

    def __call__(self, sample):
        for apply in self.filters:
            sample = apply(sample)
        return sample


def clip(sample):
    return -1.0 if sample < -1.0 else 1.0 if sample > 1.0 else sample


def run(samples):
    table = {"soft": LowPass(0.25), "loud": Gain(1.5), "wide": Echo(16, 0.5)}
    chain = Chain(table["soft"], Chain(table["loud"], clip), table["wide"], LowPass(0.5))
    state = 12_345
    energy = peak = 0.0
    for _ in range(samples):
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
        heard = chain(state / 1_073_741_824 - 1.0)
        energy += heard * heard
        peak = max(peak, abs(heard))
    return energy, peak


ARGS = (4_000,)
QUICK_ARGS = (400,)
