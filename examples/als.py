"""Recommendations by alternating least squares: hidden tastes are recovered from a part of the ratings.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options


def factorize(ratings, seen, items, regularization, iterations):
    """Factors of `ratings` where `seen` is 1; `items` are the first guesses of the items' factors."""
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


def generated(n_users, n_items, n_factors):
    """Ratings of a planted rank, of which three in ten are seen; all of them; first guesses."""
    rng = np.random.default_rng(0)
    truth = rng.standard_normal((n_users, n_factors)) @ rng.standard_normal((n_items, n_factors)).T
    seen = (rng.random(truth.shape) < 0.3).astype(float)
    return truth * seen, seen, truth, 0.1 * rng.standard_normal((n_items, n_factors))


def main():
    chosen = options(__doc__.splitlines()[0])
    n_users, n_items = (150, 120) if chosen.small else (600, 400)
    ratings, seen, truth, guess = generated(n_users, n_items, 8)

    title = f"ratings, {n_users} users x {n_items} items, 8 factors, 15 iterations"
    users, items = compare(title, factorize, (ratings, seen, guess, 1e-3, 15), chosen.runs, 1e-5)
    hidden = seen == 0
    error = np.sum((users @ items.T - truth)[hidden] ** 2) / np.sum(truth[hidden] ** 2)
    expect("share of the unseen ratings' variance that is recovered", 1 - error, at_least=0.99)


if __name__ == "__main__":
    main()
