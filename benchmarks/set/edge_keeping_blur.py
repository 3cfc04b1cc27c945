"""A blur that keeps edges: weights from distance and from difference of brightness, over a window."""

import numpy as np

KINDS = ("image filters",)
STYLE = "arrays"
SIZES = {"tiny": (9, 8, 1), "small": (80, 70, 3), "large": (900, 800, 2)}


def initialize(rng, rows, columns, radius):
    return rng.random((rows, columns)), radius, 2.0, 0.1


def run(image, radius, space, tone):
    padded = np.pad(image, radius, mode="edge")
    rows, columns = image.shape
    total = np.zeros_like(image)
    weights = np.zeros_like(image)
    for i in range(2 * radius + 1):
        for j in range(2 * radius + 1):
            shifted = padded[i : i + rows, j : j + columns]
            far = ((i - radius) ** 2 + (j - radius) ** 2) / (2.0 * space**2)
            weight = np.exp(-far - (shifted - image) ** 2 / (2.0 * tone**2))
            total += weight * shifted
            weights += weight
    return total / weights
