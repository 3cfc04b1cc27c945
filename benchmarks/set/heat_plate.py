"""Heat in a plate: the average of the four neighbours, two grids in turn."""

KINDS = ("2-d stencil",)
STYLE = "arrays"
SIZES = {"tiny": (12, 5), "small": (150, 600), "large": (3_000, 6)}


def initialize(rng, n, steps):
    return rng.random((n, n)), steps


def run(plate, steps):
    now = plate.copy()
    after = plate.copy()
    for _ in range(steps):
        after[1:-1, 1:-1] = 0.25 * (now[:-2, 1:-1] + now[2:, 1:-1] + now[1:-1, :-2] + now[1:-1, 2:])
        now, after = after, now
    return now


def traffic(n, steps):
    return 16 * n * n * steps
