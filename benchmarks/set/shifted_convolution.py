"""A two-dimensional convolution as a sum of shifted images, then batch-wise normalization."""

import numpy as np

KINDS = ("convolutional networks", "image filters")
STYLE = "arrays"
SIZES = {"tiny": (2, 9, 3), "small": (4, 40, 5), "large": (8, 500, 5)}


def initialize(rng, batch, side, width):
    return rng.random((batch, side, side)), rng.standard_normal((width, width))


def run(images, weights):
    width = weights.shape[0]
    side = images.shape[1] - width + 1
    result = np.zeros((images.shape[0], side, side))
    for i in range(width):
        for j in range(width):
            result += weights[i, j] * images[:, i : i + side, j : j + side]
    mean = result.mean(axis=0)
    deviation = np.sqrt(((result - mean) ** 2).mean(axis=0) + 1e-5)
    return (result - mean) / deviation
