"""Area algorithms: logistic regression, alternating least squares, k-means.

SPDX-License-Identifier: BSL-1.0
"""

from __future__ import annotations

from typing import Any

import numpy as np

from phylanx.physl.primitives.core import cout
from phylanx.physl.primitives.random import SOURCE
from phylanx.physl.registry import Area
from phylanx.physl.values import array, integer, number, truth

AREA = Area("algorithms")
primitive = AREA.primitive


@primitive()
def lra(x, y, alpha, iterations, enable_output=False):
    """The weights of a logistic regression after so many steps."""
    x, y, rate = array(x).astype(float), array(y).astype(float), number(alpha, "alpha")
    if x.ndim != 2 or y.ndim != 1 or len(x) != len(y):
        raise ValueError("x is a matrix, y a vector with an element for each row of it")
    weights = np.zeros(x.shape[1])
    for step in range(integer(iterations, "iterations")):
        if truth(enable_output):
            cout("step: ", step, ", ", weights)
        error = 1.0 / (1.0 + np.exp(-(x @ weights))) - y
        weights = weights - rate * (x.T @ error)
    return weights


@primitive()
def als(ratings, regularization, num_factors, iterations, alpha, enable_output=False):
    """list(X, Y): factors of users and items by alternating least squares."""
    r = array(ratings).astype(float)
    if r.ndim != 2:
        raise ValueError("ratings is a matrix")
    n, scale = integer(num_factors, "num_factors"), number(alpha, "alpha")
    if n < 1:
        raise ValueError("num_factors must be positive")
    confidence = scale * r
    likes = (r != 0).astype(float)
    users = SOURCE.numbers.standard_normal((r.shape[0], n))
    items = SOURCE.numbers.standard_normal((r.shape[1], n))
    ridge = number(regularization, "regularization") * np.eye(n)

    def half(others: np.ndarray, conf: np.ndarray, liked: np.ndarray) -> np.ndarray:
        gram = others.T @ others + ridge
        rows = []
        for c, p in zip(conf, liked, strict=True):
            weighted = others.T * c
            rows.append(np.linalg.solve(gram + weighted @ others, weighted @ p + others.T @ p))
        return np.array(rows)

    for step in range(integer(iterations, "iterations")):
        if truth(enable_output):
            cout("iteration ", step, "X: ", users, "Y: ", items)
        users = half(items, confidence, likes)
        items = half(users, confidence.T, likes.T)
    return [users, items]


@primitive()
def kmeans(points, num_centroids=3, iterations=10, show_result=False, seed=None, initial_centroids=None):
    """The centres of clusters."""
    p: Any = array(points).astype(float)
    if p.ndim != 2:
        raise ValueError("points is a matrix with a row for each point")
    if seed is not None:
        SOURCE.reseed(integer(seed, "seed"))
    k = integer(num_centroids, "num_centroids")
    if initial_centroids is not None:
        centres = array(initial_centroids).astype(float)
        if centres.ndim != 2 or centres.shape[1] != p.shape[1]:
            raise ValueError("the centroids do not fit the points")
    elif not 1 <= k <= len(p):
        raise ValueError("there are fewer points than centroids")
    else:
        centres = p[SOURCE.numbers.permutation(len(p))[:k]]
    for _ in range(integer(iterations, "iterations")):
        nearest = np.argmin(((p[:, None] - centres) ** 2).sum(axis=2), axis=1)
        centres = np.array(
            [p[nearest == c].mean(axis=0) if (nearest == c).any() else centres[c] for c in range(len(centres))]
        )
    if truth(show_result):
        cout("centroids in iteration ", iterations, ": ", centres)
    return centres
