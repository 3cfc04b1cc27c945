"""Walkers on a line: steps from random bits, positions by cumulative sums, first returns and extremes."""

import numpy as np

KINDS = ("random walks", "cumulative filters")
STYLE = "arrays"
SIZES = {"tiny": (4, 20), "small": (50, 600), "large": (2_000, 3_000)}


def initialize(rng, walkers, steps):
    return (rng.random((walkers, steps)),)


def run(chances):
    steps = np.where(chances < 0.5, -1, 1)
    where = np.cumsum(steps, axis=1)
    farthest = np.abs(where).max(axis=1)
    returned = (where == 0).any(axis=1)
    first = np.where(returned, (where == 0).argmax(axis=1), -1)
    spread = (where[:, -1] ** 2).mean()
    return farthest, first, spread
