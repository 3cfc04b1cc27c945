"""K-means: groups the 1,797 handwritten digits of scikit-learn without looking at their labels.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options
from sklearn.datasets import load_digits


def cluster(points, centers, iterations):
    for _ in range(iterations):
        distances = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
        nearest = np.argmin(distances, axis=1)
        member = (nearest[:, None] == np.arange(len(centers))).astype(points.dtype)
        sizes = np.maximum(member.sum(axis=0), 1)
        centers = (member.T @ points) / sizes[:, None]
    return centers, nearest


def purity(nearest, labels):
    """The share of points whose label is the commonest of their group."""
    groups = [labels[nearest == group] for group in np.unique(nearest)]
    return sum(np.bincount(group).max() for group in groups) / len(labels)


def main():
    chosen = options(__doc__.splitlines()[0])
    points, labels = load_digits(return_X_y=True)
    start = points[np.random.default_rng(1).choice(len(points), 10, replace=False)]
    iterations = 10 if chosen.small else 30

    title = f"digits, 1,797 x 64, 10 groups, {iterations} iterations"
    _, nearest = compare(title, cluster, (points, start, iterations), chosen.runs, 1e-9)
    expect("points with the commonest label of their group", purity(nearest, labels), at_least=0.65)


if __name__ == "__main__":
    main()
