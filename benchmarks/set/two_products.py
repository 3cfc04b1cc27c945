"""One matrix times two vectors, once from each side, and a matrix made of outer products before."""

import numpy as np

KINDS = ("matrix-vector products", "symmetric updates")
STYLE = "arrays"
SIZES = {"tiny": (8,), "small": (200,), "large": (3_000,)}


def initialize(rng, n):
    return (1.3, 0.8, rng.random((n, n)), *(rng.random(n) for _ in range(6)))


def run(alpha, beta, a, u1, v1, u2, v2, y, z):
    changed = a + np.outer(u1, v1) + np.outer(u2, v2)
    x = beta * (changed.T @ y) + z
    w = alpha * (changed @ x)
    return changed, x, w


def traffic(n):
    return 24 * n * n
