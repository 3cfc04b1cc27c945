"""Logistic regression by gradient descent, at two sizes."""

import numpy as np

SIZES = {
    "200000x100, 20 iterations": (200_000, 100, 20),
    "569x30, 1000 iterations": (569, 30, 1000),
}
TOLERANCE = 1e-8


def arguments(size):
    points, features, iterations = SIZES[size]
    rng = np.random.default_rng(0)
    x = rng.standard_normal((points, features))
    y = (rng.random(points) < 1 / (1 + np.exp(-(x @ rng.standard_normal(features))))).astype(float)
    return x, y, 0.5, iterations
