"""A histogram by value and by weight, one entry after the other."""

import numpy as np

KINDS = ("histograms",)
STYLE = "loops"
SIZES = {"tiny": (60, 5), "small": (20_000, 100), "large": (2_000_000, 1_000)}


def initialize(rng, points, bins):
    return rng.random(points), rng.random(points), bins


def run(values, weights, bins):
    low = values.min()
    high = values.max()
    counts = np.zeros(bins, dtype=np.int64)
    sums = np.zeros(bins)
    scale = bins / (high - low)
    for i in range(len(values)):
        b = min(int((values[i] - low) * scale), bins - 1)
        counts[b] += 1
        sums[b] += weights[i]
    return counts, sums
