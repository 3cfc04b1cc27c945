"""One statement on arrays of ten elements, over and over in a loop."""

KINDS = ("tiny arrays in hot loops",)
STYLE = "arrays"
SIZES = {"tiny": (10, 20), "small": (10, 20_000), "large": (10, 200_000)}


def initialize(rng, n, steps):
    return rng.random(n), rng.random(n), steps


def run(start, pull, steps):
    x = start.copy()
    for _ in range(steps):
        x = 0.99 * x + 0.01 * (pull - x * x)
    return x
