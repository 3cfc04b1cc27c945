"""Waves on a membrane with damping at the rim, in explicit loops."""

import numpy as np

KINDS = ("2-d stencil",)
STYLE = "loops"
SIZES = {"tiny": (10, 4), "small": (80, 60), "large": (1_200, 2)}


def initialize(rng, n, steps):
    return rng.random((n, n)), 0.3, 0.02, steps


def run(shape, speed, damping, steps):
    rows, columns = shape.shape
    before = shape.copy()
    now = shape.copy()
    after = np.zeros_like(shape)
    for _ in range(steps):
        for i in range(1, rows - 1):
            for j in range(1, columns - 1):
                bend = now[i - 1, j] + now[i + 1, j] + now[i, j - 1] + now[i, j + 1] - 4.0 * now[i, j]
                push = (2.0 - damping) * now[i, j] - (1.0 - damping) * before[i, j]
                after[i, j] = push + speed * bend
        before, now, after = now, after, before
    return now
