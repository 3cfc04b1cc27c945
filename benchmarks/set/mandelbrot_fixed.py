"""Mandelbrot's set: a fixed number of steps, real and imaginary parts by themselves, points counted by where."""

import numpy as np

KINDS = ("Mandelbrot",)
STYLE = "arrays"
SIZES = {"tiny": (8, 6, 10), "small": (120, 90, 80), "large": (1_200, 1_000, 12)}


def initialize(rng, width, height, steps):
    return np.linspace(-2.0, 0.6, width), np.linspace(-1.2, 1.2, height), steps


def run(real, imaginary, steps):
    a = real[np.newaxis, :] + np.zeros((len(imaginary), 1))
    b = imaginary[:, np.newaxis] + np.zeros((1, len(real)))
    x = np.zeros_like(a)
    y = np.zeros_like(a)
    count = np.zeros(a.shape, dtype=np.int32)
    for _ in range(steps):
        xx = x * x
        yy = y * y
        inside = xx + yy <= 4.0
        y = np.where(inside, 2.0 * x * y + b, y)
        x = np.where(inside, xx - yy + a, x)
        count += inside
    return count
