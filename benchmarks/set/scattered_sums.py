"""Particles give their charge to the corners of the grid cells they lie in, then feel its slope."""

import numpy as np

KINDS = ("histograms", "n-body")
STYLE = "arrays"
SIZES = {"tiny": (20, 6), "small": (5_000, 40), "large": (1_000_000, 300)}


def initialize(rng, particles, cells):
    return rng.random((particles, 2)) * (cells - 1.001), rng.random(particles), cells


def run(places, charges, cells):
    corner = places.astype(np.int64)
    part = places - corner
    i, j = corner[:, 0], corner[:, 1]
    fx, fy = part[:, 0], part[:, 1]
    grid = np.zeros((cells, cells))
    np.add.at(grid, (i, j), charges * (1 - fx) * (1 - fy))
    np.add.at(grid, (i + 1, j), charges * fx * (1 - fy))
    np.add.at(grid, (i, j + 1), charges * (1 - fx) * fy)
    np.add.at(grid, (i + 1, j + 1), charges * fx * fy)
    slope = grid[i + 1, j] - grid[i, j]
    return grid, charges * slope
