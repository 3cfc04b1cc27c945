"""As a Numba expert writes it: parallel loops over blocks of rows, one pass over x, sums reordered."""

import numba
import numpy as np


@numba.njit(parallel=True, fastmath=True)
def run(x, y, rate, iterations):
    points, features = x.shape
    blocks = min(4 * numba.get_num_threads(), points)
    w = np.zeros(features)
    partial = np.empty((blocks, features))
    for _ in range(iterations):
        for block in numba.prange(blocks):
            gradient = np.zeros(features)
            for i in range(block * points // blocks, (block + 1) * points // blocks):
                z = 0.0
                for j in range(features):
                    z += x[i, j] * w[j]
                error = 1 / (1 + np.exp(-z)) - y[i]
                for j in range(features):
                    gradient[j] += error * x[i, j]
            partial[block] = gradient
        w -= rate * partial.sum(axis=0) / points
    return w
