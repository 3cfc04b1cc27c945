"""Heat in a block: the seven-point operator in three dimensions."""

KINDS = ("3-d stencil",)
STYLE = "arrays"
SIZES = {"tiny": (8, 4), "small": (30, 400), "large": (200, 6)}


def initialize(rng, n, steps):
    return rng.random((n, n, n)), 0.1, steps


def run(block, rate, steps):
    a = block.copy()
    b = block.copy()
    for _ in range(steps):
        b[1:-1, 1:-1, 1:-1] = a[1:-1, 1:-1, 1:-1] + rate * (
            a[2:, 1:-1, 1:-1]
            + a[:-2, 1:-1, 1:-1]
            + a[1:-1, 2:, 1:-1]
            + a[1:-1, :-2, 1:-1]
            + a[1:-1, 1:-1, 2:]
            + a[1:-1, 1:-1, :-2]
            - 6 * a[1:-1, 1:-1, 1:-1]
        )
        a, b = b, a
    return a


def traffic(n, steps):
    return 16 * n**3 * steps
