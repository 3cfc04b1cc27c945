"""A recursive filter of second order, forward and backward, sample by sample."""

import numpy as np

KINDS = ("recursive filters",)
STYLE = "loops"
SIZES = {"tiny": (30,), "small": (30_000,), "large": (1_500_000,)}


def initialize(rng, n):
    return rng.standard_normal(n), np.array([0.2, 0.4, 0.2]), np.array([-0.5, 0.3])


def run(signal, ahead, back):
    n = len(signal)
    once = np.zeros(n)
    x1 = x2 = y1 = y2 = 0.0
    for i in range(n):
        y = ahead[0] * signal[i] + ahead[1] * x1 + ahead[2] * x2 - back[0] * y1 - back[1] * y2
        x2, x1 = x1, signal[i]
        y2, y1 = y1, y
        once[i] = y
    twice = np.zeros(n)
    x1 = x2 = y1 = y2 = 0.0
    for i in range(n - 1, -1, -1):
        y = ahead[0] * once[i] + ahead[1] * x1 + ahead[2] * x2 - back[0] * y1 - back[1] * y2
        x2, x1 = x1, once[i]
        y2, y1 = y1, y
        twice[i] = y
    return twice
