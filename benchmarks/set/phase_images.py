"""Interference of two complex images: products with conjugates, smoothed coherence and phase."""

import numpy as np

KINDS = ("complex arithmetic", "image filters")
STYLE = "arrays"
SIZES = {"tiny": (8, 9), "small": (90, 80), "large": (1_000, 1_000)}


def initialize(rng, rows, columns):
    def image():
        return rng.standard_normal((rows, columns)) + 1j * rng.standard_normal((rows, columns))

    return image(), image()


def smooth(x):
    lines = x[:-2] + x[1:-1] + x[2:]
    return lines[:, :-2] + lines[:, 1:-1] + lines[:, 2:]


def run(first, second):
    product = smooth(first * np.conj(second))
    power = smooth(np.abs(first) ** 2) * smooth(np.abs(second) ** 2)
    coherence = np.abs(product) / np.sqrt(power)
    return coherence, np.angle(product) * (coherence > 0.3)
