"""Distances between all points of a set, coordinate by coordinate."""

import numpy as np

KINDS = ("pairwise distances",)
STYLE = "loops"
SIZES = {"tiny": (9, 3), "small": (150, 3), "large": (900, 3)}


def initialize(rng, n, dimensions):
    return (rng.random((n, dimensions)),)


def run(points):
    n, dimensions = points.shape
    distances = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            total = 0.0
            for d in range(dimensions):
                difference = points[i, d] - points[j, d]
                total += difference * difference
            distances[i, j] = np.sqrt(total)
    return distances
