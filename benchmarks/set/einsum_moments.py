"""Moments of a weighted cloud by einsum: mean, inertia, and a third moment."""

import numpy as np

KINDS = ("einsum-like contractions",)
STYLE = "arrays"
SIZES = {"tiny": (10,), "small": (4_000,), "large": (1_000_000,)}


def initialize(rng, n):
    return rng.random(n), rng.random((n, 3))


def run(weights, points):
    total = weights.sum()
    mean = np.einsum("i,ij->j", weights, points) / total
    centred = points - mean
    inertia = np.einsum("i,ij,ik->jk", weights, centred, centred) / total
    third = np.einsum("i,ij,ij,ik->k", weights, centred, centred, centred) / total
    return mean, inertia, third
