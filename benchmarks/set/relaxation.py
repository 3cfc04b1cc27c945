"""Gauss and Seidel's sweeps over a square: each point from neighbours that are partly new."""

KINDS = ("Gauss-Seidel loops",)
STYLE = "loops"
SIZES = {"tiny": (9, 3), "small": (90, 40), "large": (1_000, 2)}


def initialize(rng, n, sweeps):
    return rng.random((n, n)), rng.random((n, n)), 1.5, sweeps


def run(start, source, over, sweeps):
    u = start.copy()
    n = u.shape[0]
    for _ in range(sweeps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                new = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1] - source[i, j])
                u[i, j] += over * (new - u[i, j])
    return u
