"""Alternating least squares on ratings of a planted rank, three in ten of them seen: normal equations from the seen entries."""

import numpy as np

SIZES = {"600x400, 8 factors, 15 iterations": (600, 400, 8, 15)}
TOLERANCE = 1e-5


def initialize(rng, n_users, n_items, n_factors, iterations):
    truth = rng.standard_normal((n_users, n_factors)) @ rng.standard_normal((n_items, n_factors)).T
    seen = (rng.random(truth.shape) < 0.3).astype(float)
    return truth * seen, seen, 0.1 * rng.standard_normal((n_items, n_factors)), 1e-3, iterations


def run(ratings, seen, items, regularization, iterations):
    n_users, n_items = ratings.shape
    n_factors = items.shape[1]
    ridge = regularization * np.eye(n_factors)
    users = np.zeros((n_users, n_factors))
    items = items.copy()
    for _ in range(iterations):
        for i in range(n_users):
            rated = np.flatnonzero(seen[i])
            known = items[rated]
            users[i] = np.linalg.solve(known.T @ known + ridge, known.T @ ratings[i, rated])
        for j in range(n_items):
            raters = np.flatnonzero(seen[:, j])
            known = users[raters]
            items[j] = np.linalg.solve(known.T @ known + ridge, known.T @ ratings[raters, j])
    return users, items
