"""The edges of an image: blurred, differentiated, their strength compared with a threshold."""

import numpy as np

KINDS = ("image filters",)
STYLE = "arrays"
SIZES = {"tiny": (10, 11), "small": (150, 140), "large": (2_000, 1_800)}


def initialize(rng, rows, columns):
    return rng.random((rows, columns)), 0.4


def run(image, threshold):
    lines = 0.25 * image[:-2] + 0.5 * image[1:-1] + 0.25 * image[2:]
    blurred = 0.25 * lines[:, :-2] + 0.5 * lines[:, 1:-1] + 0.25 * lines[:, 2:]
    gx = blurred[:-2, 2:] + 2 * blurred[1:-1, 2:] + blurred[2:, 2:]
    gx = gx - blurred[:-2, :-2] - 2 * blurred[1:-1, :-2] - blurred[2:, :-2]
    gy = blurred[2:, :-2] + 2 * blurred[2:, 1:-1] + blurred[2:, 2:]
    gy = gy - blurred[:-2, :-2] - 2 * blurred[:-2, 1:-1] - blurred[:-2, 2:]
    strength = np.hypot(gx, gy)
    return strength, (strength > threshold * strength.max()).astype(np.uint8)


def traffic(rows, columns):
    return 17 * rows * columns
