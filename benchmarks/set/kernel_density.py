"""A density from samples: a Gaussian around each, summed on a grid, by broadcasting."""

import numpy as np

KINDS = ("pairwise distances", "long element-wise formulas")
STYLE = "arrays"
SIZES = {"tiny": (7, 9), "small": (200, 150), "large": (6_000, 1_500)}


def initialize(rng, grid, samples):
    return np.linspace(-4, 4, grid), rng.standard_normal(samples), 0.3


def run(grid, samples, width):
    scaled = (grid[:, np.newaxis] - samples) / width
    return np.exp(-0.5 * scaled**2).sum(axis=1) / (len(samples) * width * np.sqrt(2 * np.pi))


def traffic(grid, samples):
    return 16 * grid + 8 * samples
