"""A sparse matrix in compressed rows times a vector, row by row with slices."""

import numpy as np

KINDS = ("sparse matrix-vector",)
STYLE = "arrays"
SIZES = {"tiny": (10, 10, 3), "small": (1_000, 1_000, 12), "large": (60_000, 60_000, 40)}


def initialize(rng, rows, columns, filled):
    counts = rng.integers(1, 2 * filled, rows)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    where = rng.integers(0, columns, starts[-1])
    return starts, where, rng.random(starts[-1]), rng.random(columns)


def run(starts, where, values, x):
    y = np.empty(len(starts) - 1)
    for i in range(len(starts) - 1):
        here = slice(starts[i], starts[i + 1])
        y[i] = values[here] @ x[where[here]]
    return y
