"""A table of ratings as a product of two thin matrices: small solves, row by row, then column by column."""

import numpy as np

KINDS = ("ALS", "many small matrices")
STYLE = "arrays"
SIZES = {"tiny": (8, 7, 2, 2), "small": (60, 50, 5, 4), "large": (700, 900, 10, 2)}


def initialize(rng, rows, columns, rank, steps):
    full = rng.random((rows, rank)) @ rng.random((rank, columns))
    seen = rng.random((rows, columns)) < 0.4
    return full * seen, seen, rng.random((columns, rank)), 0.1, steps


def run(ratings, seen, start, penalty, steps):
    rows, columns = ratings.shape
    rank = start.shape[1]
    left = np.zeros((rows, rank))
    right = start.copy()
    for _ in range(steps):
        for i in range(rows):
            known = right[seen[i]]
            left[i] = np.linalg.solve(known.T @ known + penalty * np.eye(rank), known.T @ ratings[i, seen[i]])
        for j in range(columns):
            known = left[seen[:, j]]
            right[j] = np.linalg.solve(known.T @ known + penalty * np.eye(rank), known.T @ ratings[seen[:, j], j])
    return left, right
