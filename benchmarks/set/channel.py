"""Flow through a channel that repeats itself: steps until the mean speed changes no more, or a number of them."""

import numpy as np

KINDS = ("flow solvers", "2-d stencil")
STYLE = "arrays"
SIZES = {"tiny": (8, 7, 4), "small": (80, 60, 150), "large": (1_000, 900, 5)}


def initialize(rng, length, height, most):
    return length, height, 0.002, 1.0, 0.1, 1e-9, most


def run(length, height, step, force, viscosity, small, most):
    u = np.zeros((height, length))
    change = 1.0
    steps = 0
    h = 2.0 / (height - 1)
    while change > small and steps < most:
        before = u.copy()
        left = np.concatenate((before[:, -1:], before[:, :-1]), axis=1)
        right = np.concatenate((before[:, 1:], before[:, :1]), axis=1)
        middle = before[1:-1]
        bend = right[1:-1] + left[1:-1] + before[2:] + before[:-2] - 4 * middle
        u[1:-1] = middle + step * (force - middle * (middle - left[1:-1]) / h) + 0.2 * viscosity * bend
        u[0] = 0.0
        u[-1] = 0.0
        total = np.sum(u)
        change = (total - np.sum(before)) / max(total, 1e-30)
        steps += 1
    return u, steps
