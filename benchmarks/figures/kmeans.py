"""K-means on scikit-learn's handwritten digits."""

import numpy as np

SIZES = {"digits 1797x64, 10 groups, 30 iterations": (10, 30)}
TOLERANCE = 1e-9


def initialize(rng, groups, iterations):
    from sklearn.datasets import load_digits

    points, _ = load_digits(return_X_y=True)
    start = points[rng.choice(len(points), groups, replace=False)]
    return points, start, iterations


def run(points, centers, iterations):
    for _ in range(iterations):
        distances = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
        nearest = np.argmin(distances, axis=1)
        member = (nearest[:, None] == np.arange(len(centers))).astype(points.dtype)
        sizes = np.maximum(member.sum(axis=0), 1)
        centers = (member.T @ points) / sizes[:, None]
    return centers, nearest
