"""The most valuable load of a knapsack: a table over weights, shifted and compared item by item."""

import numpy as np

KINDS = ("dynamic programming", "integer and boolean work")
STYLE = "arrays"
SIZES = {"tiny": (5, 20), "small": (200, 5_000), "large": (60, 1_000_000)}


def initialize(rng, items, limit):
    return rng.integers(1, limit // 3, items), rng.integers(1, 1_000, items), limit


def run(weights, values, limit):
    best = np.zeros(limit + 1, dtype=np.int64)
    for i in range(len(weights)):
        with_it = best[: -weights[i]] + values[i]
        best[weights[i] :] = np.maximum(best[weights[i] :], with_it)
    return best
