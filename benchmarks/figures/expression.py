"""sum(a * exp(-b) + c): one pass over three large arrays; compared with what a triad reaches."""

import numpy as np

SIZES = {"20 million doubles": (20_000_000,)}
TOLERANCE = 1e-10  # relative, as for all


def initialize(rng, n):
    return tuple(rng.random(n) for _ in range(3))


def run(a, b, c):
    return np.sum(a * np.exp(-b) + c)


def traffic(n):
    """The least bytes that have to move: a, b and c are read once."""
    return 24 * n
