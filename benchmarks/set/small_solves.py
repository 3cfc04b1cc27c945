"""Many small systems of equations, one after the other, each built from its own data."""

import numpy as np

KINDS = ("many small matrices", "tiny arrays in hot loops")
STYLE = "arrays"
SIZES = {"tiny": (6, 3), "small": (300, 4), "large": (20_000, 6)}


def initialize(rng, n, size):
    return rng.random((n, size, size)), rng.random((n, size))


def run(matrices, rights):
    result = np.empty_like(rights)
    size = rights.shape[1]
    for i in range(len(matrices)):
        normal = matrices[i].T @ matrices[i] + 0.1 * np.eye(size)
        result[i] = np.linalg.solve(normal, matrices[i].T @ rights[i])
    return result
