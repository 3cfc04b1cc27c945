"""Implicit vertical mixing of a weather model: a tridiagonal system in each column, solved level after level."""

import numpy as np

KINDS = ("vertical weather kernel",)
STYLE = "arrays"
SIZES = {"tiny": (5, 4, 6), "small": (24, 24, 40), "large": (256, 256, 64)}


def initialize(rng, nx, ny, levels):
    return rng.random((nx, ny, levels)), rng.random((nx, ny, levels)), 0.4


def run(field, mixing, step):
    levels = field.shape[2]
    factor = np.zeros_like(field)
    result = np.zeros_like(field)
    upper = step * mixing[:, :, 0]
    diagonal = 1.0 + upper
    factor[:, :, 0] = -upper / diagonal
    result[:, :, 0] = field[:, :, 0] / diagonal
    for k in range(1, levels):
        lower = step * mixing[:, :, k - 1]
        upper = step * mixing[:, :, k]
        divisor = 1.0 / (1.0 + lower + upper + lower * factor[:, :, k - 1])
        factor[:, :, k] = -upper * divisor
        result[:, :, k] = (field[:, :, k] + lower * result[:, :, k - 1]) * divisor
    for k in range(levels - 2, -1, -1):
        result[:, :, k] -= factor[:, :, k] * result[:, :, k + 1]
    return result
