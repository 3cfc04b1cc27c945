"""Distances between all points of two sets, by the product of the two."""

import numpy as np

KINDS = ("pairwise distances",)
STYLE = "arrays"
SIZES = {"tiny": (9, 7, 3), "small": (150, 120, 16), "large": (3_000, 2_500, 32)}


def initialize(rng, n, m, dimensions):
    return rng.random((n, dimensions)), rng.random((m, dimensions))


def run(a, b):
    squares = (a**2).sum(axis=1)[:, np.newaxis] + (b**2).sum(axis=1) - 2.0 * (a @ b.T)
    distances = np.sqrt(np.maximum(squares, 0.0))
    return distances, distances.min(axis=1), distances.argmin(axis=0)
