"""A tensor with four indices transformed by a matrix in its last two, in loops over the others."""

import numpy as np

KINDS = ("einsum-like contractions in loops",)
STYLE = "arrays"
SIZES = {"tiny": (3, 4, 5), "small": (12, 14, 16), "large": (60, 56, 60)}


def initialize(rng, r, q, p):
    return rng.random((r, q, p, p)), rng.random((p, p))


def run(tensor, matrix):
    result = np.empty_like(tensor)
    for i in range(tensor.shape[0]):
        for j in range(tensor.shape[1]):
            result[i, j] = matrix.T @ tensor[i, j] @ matrix
    return result
