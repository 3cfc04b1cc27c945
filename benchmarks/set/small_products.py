"""Many small matrices: each multiplied, inverted by its cofactors, and its trace taken, all at once by slices."""

import numpy as np

KINDS = ("many small matrices",)
STYLE = "arrays"
SIZES = {"tiny": (6,), "small": (1_500,), "large": (250_000,)}


def initialize(rng, n):
    return rng.random((n, 3, 3)) + 2 * np.eye(3), rng.random((n, 3, 3))


def run(a, b):
    inverse = np.empty_like(a)
    for i in range(3):
        for j in range(3):
            p, q = (i + 1) % 3, (i + 2) % 3
            r, s = (j + 1) % 3, (j + 2) % 3
            inverse[:, j, i] = a[:, p, r] * a[:, q, s] - a[:, p, s] * a[:, q, r]
    determinant = a[:, 0, 0] * inverse[:, 0, 0] + a[:, 0, 1] * inverse[:, 1, 0] + a[:, 0, 2] * inverse[:, 2, 0]
    inverse /= determinant[:, np.newaxis, np.newaxis]
    product = inverse @ b
    return product, np.trace(product, axis1=1, axis2=2)
