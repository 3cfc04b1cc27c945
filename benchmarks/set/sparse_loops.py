"""A sparse matrix in compressed rows times a vector, entry by entry."""

import numpy as np

KINDS = ("sparse matrix-vector",)
STYLE = "loops"
SIZES = {"tiny": (10, 10, 3), "small": (1_000, 1_000, 12), "large": (100_000, 100_000, 20)}


def initialize(rng, rows, columns, filled):
    counts = rng.integers(1, 2 * filled, rows)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    where = rng.integers(0, columns, starts[-1])
    return starts, where, rng.random(starts[-1]), rng.random(columns)


def run(starts, where, values, x):
    rows = len(starts) - 1
    y = np.zeros(rows)
    for i in range(rows):
        total = 0.0
        for k in range(starts[i], starts[i + 1]):
            total += values[k] * x[where[k]]
        y[i] = total
    return y
