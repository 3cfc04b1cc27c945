"""Jacobi's steps for a dense system with a heavy diagonal."""

import numpy as np

KINDS = ("matrix-vector products",)
STYLE = "arrays"
SIZES = {"tiny": (10, 5), "small": (200, 200), "large": (3_000, 12)}


def initialize(rng, n, steps):
    return rng.random((n, n)) + n * np.eye(n), rng.random(n), steps


def run(a, b, steps):
    diagonal = np.diag(a)
    rest = a - np.diagflat(diagonal)
    x = np.zeros(len(b))
    for _ in range(steps):
        x = (b - rest @ x) / diagonal
    return x
