"""Logistic regression by gradient descent with a penalty, the loss recorded in each step."""

import numpy as np

KINDS = ("logistic regression", "matrix-vector products")
STYLE = "arrays"
SIZES = {"tiny": (20, 4, 5), "small": (500, 20, 300), "large": (150_000, 60, 8)}


def initialize(rng, points, features, steps):
    x = rng.standard_normal((points, features))
    return x, (x @ rng.standard_normal(features) + rng.standard_normal(points) > 0).astype(float), 0.1, 1e-3, steps


def run(x, y, rate, penalty, steps):
    points = x.shape[0]
    weights = np.zeros(x.shape[1])
    bias = 0.0
    losses = np.zeros(steps)
    for step in range(steps):
        score = x @ weights + bias
        probability = 1.0 / (1.0 + np.exp(-score))
        error = probability - y
        losses[step] = np.mean(np.logaddexp(0.0, score) - y * score) + penalty * np.sum(weights**2)
        weights -= rate * (x.T @ error / points + 2.0 * penalty * weights)
        bias -= rate * np.mean(error)
    return weights, bias, losses
