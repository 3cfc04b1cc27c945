"""Alternating least squares on ratings of a planted rank, three in ten of them seen."""

import numpy as np

SIZES = {"600x400, 8 factors, 15 iterations": (600, 400, 8, 15)}
TOLERANCE = 1e-5


def arguments(size):
    n_users, n_items, n_factors, iterations = SIZES[size]
    rng = np.random.default_rng(0)
    truth = rng.standard_normal((n_users, n_factors)) @ rng.standard_normal((n_items, n_factors)).T
    seen = (rng.random(truth.shape) < 0.3).astype(float)
    return truth * seen, seen, 0.1 * rng.standard_normal((n_items, n_factors)), 1e-3, iterations
