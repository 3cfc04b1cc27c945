"""Cholesky's factor, row by row with dot products of slices."""

import numpy as np

KINDS = ("dense factorization",)
STYLE = "arrays"
SIZES = {"tiny": (7,), "small": (120,), "large": (600,)}


def initialize(rng, n):
    b = rng.random((n, n))
    return (b @ b.T + n * np.eye(n),)


def run(matrix):
    n = matrix.shape[0]
    lower = np.zeros_like(matrix)
    for i in range(n):
        for j in range(i):
            lower[i, j] = (matrix[i, j] - np.dot(lower[i, :j], lower[j, :j])) / lower[j, j]
        lower[i, i] = np.sqrt(matrix[i, i] - np.dot(lower[i, :i], lower[i, :i]))
    return lower
