"""As NumPy runs it faster: products over all entries, the unseen ones weighted by zero, instead of gathered rows."""

import numpy as np


def run(ratings, seen, items, regularization, iterations):
    n_users, n_items = ratings.shape
    n_factors = items.shape[1]
    ridge = regularization * np.eye(n_factors)
    users = np.zeros((n_users, n_factors))
    items = items.copy()
    for _ in range(iterations):
        for i in range(n_users):
            weighted = items.T * seen[i]
            users[i] = np.linalg.solve(weighted @ items + ridge, weighted @ ratings[i])
        for j in range(n_items):
            weighted = users.T * seen[:, j]
            items[j] = np.linalg.solve(weighted @ users + ridge, weighted @ ratings[:, j])
    return users, items
