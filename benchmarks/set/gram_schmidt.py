"""Gram and Schmidt's orthonormal basis, modified: each new direction is taken from all later columns."""

import numpy as np

KINDS = ("dense factorization",)
STYLE = "arrays"
SIZES = {"tiny": (9, 5), "small": (200, 120), "large": (1_500, 300)}


def initialize(rng, rows, columns):
    return (rng.standard_normal((rows, columns)),)


def run(matrix):
    a = matrix.copy()
    columns = a.shape[1]
    q = np.zeros_like(a)
    r = np.zeros((columns, columns))
    for k in range(columns):
        r[k, k] = np.sqrt(np.sum(a[:, k] ** 2))
        q[:, k] = a[:, k] / r[k, k]
        r[k, k + 1 :] = q[:, k] @ a[:, k + 1 :]
        a[:, k + 1 :] -= q[:, k : k + 1] * r[k, k + 1 :]
    return q, r
