"""As a NumPy user writes it."""

import numpy as np


def run(x, y, rate, iterations):
    w = np.zeros(x.shape[1])
    for _ in range(iterations):
        p = 1 / (1 + np.exp(-(x @ w)))
        w -= rate * (x.T @ (p - y)) / len(y)
    return w
