"""Heat in a rod: an explicit step in one dimension, over and over."""

KINDS = ("1-d stencil",)
STYLE = "arrays"
SIZES = {"tiny": (50, 10), "small": (8_000, 4_000), "large": (6_000_000, 12)}


def initialize(rng, points, steps):
    return rng.random(points), 0.24, steps


def run(start, rate, steps):
    u = start.copy()
    for _ in range(steps):
        u[1:-1] += rate * (u[:-2] - 2 * u[1:-1] + u[2:])
    return u


def traffic(points, steps):
    return 16 * points * steps
