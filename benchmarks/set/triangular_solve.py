"""Forward and backward substitution with the slices already known."""

import numpy as np

KINDS = ("dense factorization", "matrix-vector products")
STYLE = "arrays"
SIZES = {"tiny": (9,), "small": (400,), "large": (4_000,)}


def initialize(rng, n):
    lower = np.tril(rng.random((n, n))) / n + np.eye(n)
    return lower, rng.random(n)


def run(lower, right):
    n = len(right)
    x = np.zeros(n)
    for i in range(n):
        x[i] = (right[i] - lower[i, :i] @ x[:i]) / lower[i, i]
    y = np.zeros(n)
    for i in range(n - 1, -1, -1):
        y[i] = (x[i] - lower[i + 1 :, i] @ y[i + 1 :]) / lower[i, i]
    return y
