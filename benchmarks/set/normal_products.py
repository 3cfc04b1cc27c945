"""A matrix read twice: z = A.T @ (A @ x) in steps of the power method."""

import numpy as np

KINDS = ("matrix-vector products",)
STYLE = "arrays"
SIZES = {"tiny": (10, 6, 3), "small": (300, 150, 300), "large": (6_000, 2_000, 5)}


def initialize(rng, rows, columns, steps):
    return rng.random((rows, columns)) - 0.4, rng.random(columns), steps


def run(a, x, steps):
    for _ in range(steps):
        x = a.T @ (a @ x)
        x = x / np.sqrt(np.sum(x * x))
    return x


def traffic(rows, columns, steps):
    return 8 * rows * columns * steps
