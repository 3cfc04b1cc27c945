"""Prediction coefficients of a stationary series: Levinson and Durbin's recursion on its autocorrelation."""

import numpy as np

KINDS = ("dense factorization",)
STYLE = "arrays"
SIZES = {"tiny": (10,), "small": (1_000,), "large": (12_000,)}


def initialize(rng, n):
    return (-0.9 / (1.0 + np.arange(n)) ** 1.5 * rng.uniform(0.5, 1.0, n) / 2,)


def run(correlation):
    n = len(correlation)
    y = np.zeros(n)
    y[0] = -correlation[0]
    beta = 1.0
    alpha = -correlation[0]
    for k in range(1, n):
        beta *= 1.0 - alpha * alpha
        alpha = -(correlation[k] + np.dot(correlation[k - 1 :: -1], y[:k])) / beta
        y[:k] += alpha * y[k - 1 :: -1]
        y[k] = alpha
    return y
