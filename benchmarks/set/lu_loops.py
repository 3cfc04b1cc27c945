"""LU factors without pivots, entry by entry in three loops."""

import numpy as np

KINDS = ("dense factorization",)
STYLE = "loops"
SIZES = {"tiny": (8,), "small": (70,), "large": (200,)}


def initialize(rng, n):
    return (rng.random((n, n)) + n * np.eye(n),)


def run(matrix):
    a = matrix.copy()
    n = a.shape[0]
    for i in range(n):
        for j in range(i):
            for k in range(j):
                a[i, j] -= a[i, k] * a[k, j]
            a[i, j] /= a[j, j]
        for j in range(i, n):
            for k in range(i):
                a[i, j] -= a[i, k] * a[k, j]
    return a
