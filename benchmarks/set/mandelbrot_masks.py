"""Mandelbrot's set: all points at once, those that have left are masked."""

import numpy as np

KINDS = ("Mandelbrot", "complex arithmetic")
STYLE = "arrays"
SIZES = {"tiny": (8, 6, 10), "small": (120, 90, 40), "large": (1_000, 800, 12)}


def initialize(rng, width, height, steps):
    return -2.0, 0.6, -1.2, 1.2, width, height, steps


def run(left, right, bottom, top, width, height, steps):
    x = np.linspace(left, right, width)
    y = np.linspace(bottom, top, height)
    c = x + y[:, None] * 1j
    z = np.zeros_like(c)
    count = np.zeros(c.shape, dtype=np.int64)
    for n in range(steps):
        inside = np.abs(z) < 2.0
        count[inside] = n
        z[inside] = z[inside] ** 2 + c[inside]
    count[count == steps - 1] = 0
    return count
