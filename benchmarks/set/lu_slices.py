"""LU factors without pivots: a column scaled, then an outer product taken away, step by step."""

import numpy as np

KINDS = ("dense factorization",)
STYLE = "arrays"
SIZES = {"tiny": (8,), "small": (150,), "large": (700,)}


def initialize(rng, n):
    return (rng.random((n, n)) + n * np.eye(n),)


def run(matrix):
    a = matrix.copy()
    n = a.shape[0]
    for k in range(n - 1):
        a[k + 1 :, k] /= a[k, k]
        a[k + 1 :, k + 1 :] -= np.outer(a[k + 1 :, k], a[k, k + 1 :])
    return a
