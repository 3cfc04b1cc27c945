"""A symmetric system solved by conjugate gradients, until small enough or a number of steps."""

import numpy as np

KINDS = ("matrix-vector products",)
STYLE = "arrays"
SIZES = {"tiny": (10, 5), "small": (200, 100), "large": (3_000, 12)}


def initialize(rng, n, most):
    b = rng.random((n, n))
    return (b + b.T) / 2 + n * np.eye(n), rng.random(n), 1e-14, most


def run(a, b, small, most):
    x = np.zeros_like(b)
    r = b - a @ x
    p = r.copy()
    square = r @ r
    steps = 0
    while square > small and steps < most:
        ap = a @ p
        alpha = square / (p @ ap)
        x += alpha * p
        r -= alpha * ap
        new = r @ r
        p = r + (new / square) * p
        square = new
        steps += 1
    return x, steps
