"""The mean brightness of an image on rings around its middle."""

import numpy as np

KINDS = ("azimuthal integration", "histograms")
STYLE = "arrays"
SIZES = {"tiny": (12, 10, 5), "small": (200, 160, 60), "large": (2_000, 2_000, 500)}


def initialize(rng, rows, columns, rings):
    image = rng.random((rows, columns))
    y, x = np.indices((rows, columns))
    radius = np.sqrt((x - columns / 2) ** 2 + (y - rows / 2) ** 2)
    return image.ravel(), radius.ravel(), rings


def run(image, radius, rings):
    outer = radius.max() + 1e-9
    ring = (radius * (rings / outer)).astype(np.int64)
    area = np.bincount(ring, minlength=rings)
    light = np.bincount(ring, weights=image, minlength=rings)
    return light / np.maximum(area, 1)
