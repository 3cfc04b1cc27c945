"""As a Numba user writes it first: the NumPy source, with prange over users and items."""

import numba
import numpy as np


@numba.njit(parallel=True)
def run(ratings, seen, items, regularization, iterations):
    n_users, n_items = ratings.shape
    n_factors = items.shape[1]
    ridge = regularization * np.eye(n_factors)
    users = np.zeros((n_users, n_factors))
    items = items.copy()
    for _ in range(iterations):
        for i in numba.prange(n_users):
            weighted = items.T * seen[i]
            users[i] = np.linalg.solve(weighted @ items + ridge, weighted @ ratings[i])
        for j in numba.prange(n_items):
            weighted = users.T * seen[:, j]
            items[j] = np.linalg.solve(weighted @ users + ridge, weighted @ np.ascontiguousarray(ratings[:, j]))
    return users, items
