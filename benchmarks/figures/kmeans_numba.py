"""As a Numba user writes it: a parallel loop over the points, then one pass to move the centers."""

import numba
import numpy as np


@numba.njit(parallel=True)
def run(points, centers, iterations):
    count, dimensions = points.shape
    groups = len(centers)
    nearest = np.zeros(count, np.int64)
    for _ in range(iterations):
        for i in numba.prange(count):
            best = np.inf
            for group in range(groups):
                distance = 0.0
                for d in range(dimensions):
                    distance += (points[i, d] - centers[group, d]) ** 2
                if distance < best:
                    best = distance
                    nearest[i] = group
        sums = np.zeros((groups, dimensions))
        sizes = np.zeros(groups)
        for i in range(count):
            sizes[nearest[i]] += 1
            for d in range(dimensions):
                sums[nearest[i], d] += points[i, d]
        centers = sums / np.maximum(sizes, 1.0).reshape(groups, 1)
    return centers, nearest
