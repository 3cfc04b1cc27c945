"""As a Numba user writes it first: the NumPy source, compiled with parallel=True (BLAS for the products)."""

import numba
import numpy as np


@numba.njit(parallel=True)
def run(x, y, rate, iterations):
    w = np.zeros(x.shape[1])
    for _ in range(iterations):
        p = 1 / (1 + np.exp(-(x @ w)))
        w -= rate * (x.T @ (p - y)) / len(y)
    return w
