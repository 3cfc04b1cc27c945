"""A convolution of images over channels, a bias, a threshold and the maximum of two by two."""

import numpy as np

KINDS = ("convolutional networks",)
STYLE = "arrays"
SIZES = {"tiny": (2, 8, 2, 3, 3), "small": (2, 24, 3, 3, 8), "large": (4, 112, 8, 3, 16)}


def initialize(rng, batch, side, channels, width, filters):
    images = rng.random((batch, side, side, channels))
    return images, rng.standard_normal((width, width, channels, filters)), rng.standard_normal(filters)


def run(images, weights, bias):
    batch, height, length, _ = images.shape
    width = weights.shape[0]
    rows = height - width + 1
    columns = length - width + 1
    result = np.empty((batch, rows, columns, weights.shape[3]))
    for i in range(rows):
        for j in range(columns):
            patch = images[:, i : i + width, j : j + width, :, np.newaxis]
            result[:, i, j, :] = np.sum(patch * weights[np.newaxis], axis=(1, 2, 3))
    result = np.maximum(result + bias, 0.0)
    half = result[:, : rows // 2 * 2, : columns // 2 * 2, :]
    pairs = np.maximum(half[:, ::2], half[:, 1::2])
    return np.maximum(pairs[:, :, ::2], pairs[:, :, 1::2])
