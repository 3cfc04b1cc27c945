"""A fluid as populations on a lattice with nine directions: streaming by slices, collision towards equilibrium."""

import numpy as np

KINDS = ("flow solvers", "long element-wise formulas")
STYLE = "arrays"
SIZES = {"tiny": (8, 6, 3), "small": (60, 40, 60), "large": (500, 500, 3)}
SHIFTS = ((0, 0), (1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1))
WEIGHTS = (4 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 36, 1 / 36, 1 / 36, 1 / 36)


def initialize(rng, nx, ny, steps):
    return 1.0 / 9 * (1 + 0.1 * rng.random((9, nx, ny))), 1.2, steps


def run(start, rate, steps):
    populations = start.copy()
    for _ in range(steps):
        for i in range(9):
            populations[i] = np.roll(populations[i], SHIFTS[i], axis=(0, 1))
        density = populations.sum(axis=0)
        ux = np.zeros_like(density)
        uy = np.zeros_like(density)
        for i in range(9):
            ux += SHIFTS[i][0] * populations[i]
            uy += SHIFTS[i][1] * populations[i]
        ux /= density
        uy /= density
        square = 1.5 * (ux**2 + uy**2)
        for i in range(9):
            along = 3.0 * (SHIFTS[i][0] * ux + SHIFTS[i][1] * uy)
            equal = WEIGHTS[i] * density * (1.0 + along + 0.5 * along**2 - square)
            populations[i] += rate * (equal - populations[i])
    return populations
