"""Horizontal diffusion of a weather model: Laplacian, limited fluxes, their divergence, level by level at once."""

import numpy as np

KINDS = ("horizontal weather kernel",)
STYLE = "arrays"
SIZES = {"tiny": (12, 12, 4), "small": (36, 36, 20), "large": (256, 256, 80)}


def initialize(rng, nx, ny, levels):
    return rng.random((nx, ny, levels)), 0.05 * rng.random((nx, ny, levels))


def run(field, weight):
    curved = 4.0 * field[1:-1, 1:-1] - (field[2:, 1:-1] + field[:-2, 1:-1] + field[1:-1, 2:] + field[1:-1, :-2])
    across = curved[1:, 1:-1] - curved[:-1, 1:-1]
    across = np.where(across * (field[2:-1, 2:-2] - field[1:-2, 2:-2]) > 0, 0.0, across)
    along = curved[1:-1, 1:] - curved[1:-1, :-1]
    along = np.where(along * (field[2:-2, 2:-1] - field[2:-2, 1:-2]) > 0, 0.0, along)
    result = field.copy()
    result[2:-2, 2:-2] -= weight[2:-2, 2:-2] * (across[1:] - across[:-1] + along[:, 1:] - along[:, :-1])
    return result


def traffic(nx, ny, levels):
    return 24 * nx * ny * levels
