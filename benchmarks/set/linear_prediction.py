"""Prediction coefficients of a stationary series: Levinson and Durbin's recursion on its autocorrelation."""

import numpy as np

KINDS = ("dense factorization",)
STYLE = "arrays"
SIZES = {"tiny": (10,), "small": (1_000,), "large": (12_000,)}


def initialize(rng, n):
    power = np.abs(np.fft.rfft(rng.standard_normal(4 * n), 8 * n)) ** 2
    products = np.fft.irfft(power)
    return (products[1 : n + 1] / products[0],)


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
