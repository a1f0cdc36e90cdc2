"""Format specifications and `%`."""


def run(n):
    shown = []
    for k in range(n):
        shown.append(f"{2.5:#.0f}|{k:>{k + 3}}|{k:#06x}|{k * 1000:_}|{k:+,.2f}|{k * 12345:010,}")
        shown.append(f"{float(k):e}|{k / 7:.3g}|{k / 7:%}|{-0.0:z.1f}|{k / 7:*^20.4f}|{'ab':.1}")
        shown.append("%d %5.2f %s %r %x" % (k, k / 3, "text", "it's", k + 255))
        shown.append("%(a)s-%(b)03d" % {"a": k, "b": k})
        shown.append("%-5d|%+d|% d|%#o|%c|%5s|%%" % (k, k, k, k, 97, "x"))
        shown.append("only %s" % k)
        shown.append(len(f"{k:3000000}"))
        shown.append(format(k, "05d") + format("x", ">4") + format(1e20, ""))
        shown.append(f"{97:5c}|{True:5}|{True}|{k:b}|{65535:_b}")
    return shown


ARGS = (5,)
QUICK_ARGS = (2,)
