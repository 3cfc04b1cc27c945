"""Logistic regression by gradient descent, at two sizes."""

import numpy as np

SIZES = {
    "200000x100, 20 iterations": (200_000, 100, 20),
    "569x30, 1000 iterations": (569, 30, 1000),
}
TOLERANCE = 1e-8


def initialize(rng, points, features, iterations):
    x = rng.standard_normal((points, features))
    y = (rng.random(points) < 1 / (1 + np.exp(-(x @ rng.standard_normal(features))))).astype(float)
    return x, y, 0.5, iterations


def run(x, y, rate, iterations):
    w = np.zeros(x.shape[1])
    for _ in range(iterations):
        p = 1 / (1 + np.exp(-(x @ w)))
        w -= rate * (x.T @ (p - y)) / len(y)
    return w
